"""Limits, signs, currency names and foreign digits around a typed amount."""

import pytest

from tests.amount_outcomes import (
    EXAMPLES,
    FULLWIDTH_FIVE,
    NBSP,
    PLAIN_DIGITS,
    POSITIVE,
    UNITS,
    ask,
    example,
    outcome,
)
from total_bankroll.typing_amounts import MAX_LENGTH, parse_amount


@pytest.mark.parametrize(
    ("text", "code", "locale", "expected"),
    [
        ("999999999999.99", "EUR", "en", "999999999999.99"),
        ("1000000000000", "EUR", "en", "Enter less than 1,000,000,000,000."),
        ("9" * 30, "EUR", "en", "Enter less than 1,000,000,000,000."),
        ("9" * 30, "EUR", "de", "Enter less than 1.000.000.000.000."),
        ("9" * 30, "JPY", "en", "Enter less than 100,000,000,000,000."),
        ("99999999999999", "JPY", "en", "99999999999999"),
        ("999999.99999999", "BTC", "en", "999999.99999999"),
        ("1000000", "BTC", "en", "Enter less than 1,000,000."),
        ("9" * 30 + ".250", "EUR", "en", "Enter less than 1,000,000,000,000."),
        ("9" * 30 + ",250", "JPY", "de", "Enter less than 100.000.000.000.000."),
        ("9" * 60 + ".250", "JPY", "en", "Enter less than 100,000,000,000,000."),
        ("9" * 15 + ".250", "EUR", "en", "Enter less than 1,000,000,000,000."),
    ],
)
def test_what_is_too_large_is_told_the_limit(
    text: str, code: str, locale: str, expected: str
) -> None:
    assert outcome(text, code, locale) == expected


def test_fourteen_digits_before_the_separator_are_still_asked_about() -> None:
    assert outcome("9" * 14 + ".250") == ask("99,999,999,999,999,250", "99,999,999,999,999.25")


def test_length_is_limited_before_anything_is_read() -> None:
    too_long = f"That is too long. {example('en', 'EUR')}"
    assert outcome("1" * 10_000) == too_long
    assert outcome(FULLWIDTH_FIVE * 10_000) == too_long
    assert outcome("5" + " " * MAX_LENGTH) == too_long
    assert outcome("5" + " " * (MAX_LENGTH - 1)) == "5"
    assert MAX_LENGTH == 64


@pytest.mark.parametrize(
    "text", [FULLWIDTH_FIVE, f"1{FULLWIDTH_FIVE}", "\u0665", "\u0967\u0968", f"€{FULLWIDTH_FIVE}"]
)
def test_other_digits_than_0_to_9_are_refused_in_plain_words(text: str) -> None:
    assert outcome(text) == PLAIN_DIGITS


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("€5", "EUR", "5"),
        ("€ 5", "EUR", "5"),
        (f"5{NBSP}€", "EUR", "5"),
        ("5€", "EUR", "5"),
        ("EUR 5", "EUR", "5"),
        ("eur5", "EUR", "5"),
        ("5 EUR", "EUR", "5"),
        ("5eur", "EUR", "5"),
        ("$5", "USD", "5"),
        ("US$5", "USD", "5"),
        ("CA$5", "CAD", "5"),
        ("KR 5", "SEK", "5"),
        ("5 kr", "SEK", "5"),
        ("kr. 5", "DKK", "5"),
        ("5 kr.", "DKK", "5"),
        ("₿0.5", "BTC", "0.5"),
        ("USDT 5", "USDT", "5"),
        ("PTS 5", "PTS", "5"),
        ("5", "PTS", "5"),
    ],
)
def test_the_account_s_own_sign_or_code_is_taken_before_or_after(
    text: str, code: str, expected: str
) -> None:
    assert outcome(text, code) == expected


def test_the_locale_s_own_way_to_write_the_currency_is_taken() -> None:
    assert outcome("5 $US", "USD", "fr") == "5"
    assert outcome("5 $US", "USD", "en") == example("en", "USD")


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("€5", "USD", "€"),
        ("5 €", "USD", "€"),
        ("€abc", "USD", "€"),
        ("$5", "EUR", "$"),
        ("$5", "CAD", "$"),
        ("£5", "JPY", "£"),
        ("USD 5", "EUR", "USD"),
        ("5 usd", "EUR", "USD"),
        ("EUR 5", "PTS", "EUR"),
        ("$€5", "USD", "€"),
        ("EUR 5 USD", "EUR", "USD"),
    ],
)
def test_another_currency_s_sign_or_code_is_named(text: str, code: str, named: str) -> None:
    assert outcome(text, code) == f"This account is in {code}: leave out {named}."


@pytest.mark.parametrize("text", ["€€5", "€5€", "€5 EUR", "EUR EUR", "XYZ 5", "US 5", "5 k"])
def test_a_sign_twice_or_an_unknown_word_is_no_amount(text: str) -> None:
    assert outcome(text) == example("en", "EUR")


def test_a_name_never_eats_digits_or_separators_of_the_amount() -> None:
    assert outcome("55", "C98") == "55"
    assert outcome("5C98", "C98") == example("en", "EUR")
    assert outcome(".5", "ODD") == "0.5"


@pytest.mark.parametrize(
    ("text", "negative", "zero", "expected"),
    [
        ("-5", False, False, POSITIVE),
        ("-5", False, True, "Enter 0 or more."),
        ("-5", True, False, "-5"),
        ("-5", True, True, "-5"),
        ("\u22125", True, True, "-5"),
        ("- 5", True, True, "-5"),
        (" -5", True, True, "-5"),
        ("-€5", True, True, "-5"),
        ("- € 5", True, True, "-5"),
        ("€-5", True, True, "-5"),
        ("€ - 5", True, True, "-5"),
        ("-5 €", True, True, "-5"),
        ("-1.250,50", True, True, "-1250.5"),
        ("-.5", True, True, "-0.5"),
        ("-€-5", True, True, EXAMPLES["en", "EUR"]),
        ("\u20135", True, True, EXAMPLES["en", "EUR"]),
        ("0", False, False, POSITIVE),
        ("0", True, False, "Enter an amount other than 0."),
        ("0", False, True, "0"),
        ("0", True, True, "0"),
        ("0.00", False, False, POSITIVE),
        ("-0", False, False, POSITIVE),
        ("-0", True, True, "0"),
        ("-0", False, True, "0"),
        ("0.01", False, False, "0.01"),
        ("-0.01", False, True, "Enter 0 or more."),
    ],
)
def test_signs_and_zero_where_they_make_sense(
    text: str, negative: bool, zero: bool, expected: str
) -> None:
    assert outcome(text, allow_negative=negative, allow_zero=zero) == expected


@pytest.mark.parametrize(
    ("text", "code", "taken"),
    [("12,5", "EUR", "12.50"), ("5", "JPY", "5"), ("5", "USDT", "5.000000"), ("0", "EUR", "0.00")],
)
def test_what_is_taken_has_the_currency_s_decimals(text: str, code: str, taken: str) -> None:
    assert str(parse_amount(text, UNITS[code], allow_zero=True)) == taken


def test_the_locale_is_english_unless_told() -> None:
    assert parse_amount("1,250", UNITS["EUR"]) == 1250
