"""Digits and separators in three locales and four currencies: what is taken, what is asked."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.amount_outcomes import (
    CODES,
    LOCALES,
    NBSP,
    NNBSP,
    THIN,
    UNITS,
    WHOLE_YEN,
    ask,
    example,
    outcome,
)
from total_bankroll.errors import InvalidAmount
from total_bankroll.money import MAX_AMOUNT
from total_bankroll.typing_amounts import parse_amount

NO_AMOUNT = [
    "",
    " ",
    NBSP + NNBSP,
    "abc",
    "1e400",
    "NaN",
    "nan",
    "sNaN",
    "Infinity",
    "-Infinity",
    "inf",
    "1e5",
    "1E5",
    "=1+1",
    "1+1",
    "5\0",
    "\x005",
    "5\t",
    "5\n",
    "\u202e5",
    "5\u200f",
    "5\u200b",
    "0x10",
    "1_000",
    "--5",
    "-+5",
    "-",
    "+",
    ".",
    ",",
    "5.",
    "5,",
    "1..5",
    "1,,5",
    "1.250.50",
    "1,250,50",
    "12,34.5",
    "1,2345.5",
    "1250,500.5",
    "0,250.5",
    "1.250,500.5",
    "1,250.500,5",
    "1,250 500",
    "1 250'500",
    "12 50",
    "1 2345",
    "1250 500",
    "0 250",
    "1'25",
    "1  250",
    "(5)",
    "5-",
    "½",
    "²",
    "5 5 5",
    "€",
    "1 250.500 5",
]


@pytest.mark.parametrize("text", NO_AMOUNT)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", ["EUR", "JPY"])
def test_what_is_no_amount_shows_how_one_looks(text: str, locale: str, code: str) -> None:
    if (text, code) == ("€", "JPY"):
        expected = "This account is in JPY: leave out €."
    else:
        expected = example(locale, code)
    assert outcome(text, code, locale, allow_negative=True, allow_zero=True) == expected


SAME_EVERYWHERE = [
    # text, taken, has decimals
    ("5", "5", False),
    ("05", "5", False),
    (" 5 ", "5", False),
    (NBSP + "5" + NNBSP, "5", False),
    ("+5", "5", False),
    ("+ 5", "5", False),
    ("12,50", "12.5", True),
    ("12.50", "12.5", True),
    ("12,5", "12.5", True),
    (".5", "0.5", True),
    (",5", "0.5", True),
    ("1250,5", "1250.5", True),
    ("12345.67", "12345.67", True),
    ("1.250,50", "1250.5", True),
    ("1,250.50", "1250.5", True),
    ("1 250,50", "1250.5", True),
    ("1 250.50", "1250.5", True),
    (f"1{NBSP}250,50", "1250.5", True),
    (f"1{NNBSP}250,50", "1250.5", True),
    (f"1{THIN}250,50", "1250.5", True),
    ("1'250.50", "1250.5", True),
    ("1\u2019250,50", "1250.5", True),
    ("12,345,678.5", "12345678.5", True),
    ("12.345.678,5", "12345678.5", True),
    ("1 250", "1250", False),
    (f"12{NBSP}345{NNBSP}678", "12345678", False),
    ("1'250'000", "1250000", False),
    ("1,250,000", "1250000", False),
    ("1.250.000", "1250000", False),
    ("12,34,567", "1234567", False),
    ("1,25,000.5", "125000.5", True),
]


@pytest.mark.parametrize(("text", "taken", "has_decimals"), SAME_EVERYWHERE)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", ["EUR", "JPY", "USDT"])
def test_what_every_locale_reads_alike(
    text: str, taken: str, has_decimals: bool, locale: str, code: str
) -> None:
    expected = WHOLE_YEN if has_decimals and code == "JPY" else taken
    assert outcome(text, code, locale) == expected


THREE_DIGITS = {
    # text, locale: outcome for 2 decimals, 0 decimals, 6 and 8 decimals
    ("1,250", "en"): ("1250", "1250", "1250"),
    ("1.250", "de"): ("1250", "1250", "1250"),
    ("1.250", "en"): (ask("1,250", "1.25"), ask("1,250", "1"), "1.25"),
    ("1,250", "de"): (ask("1.250", "1,25"), ask("1.250", "1"), "1.25"),
    ("1,250", "fr"): (ask(f"1{NNBSP}250", "1,25"), ask(f"1{NNBSP}250", "1"), "1.25"),
    ("1.250", "fr"): (
        ask(f"1{NNBSP}250", "1,25"),
        ask(f"1{NNBSP}250", "1"),
        ask(f"1{NNBSP}250", "1,25"),
    ),
    ("1.255", "en"): (ask("1,255", "1.26"), ask("1,255", "1"), "1.255"),
    ("1.500", "en"): (ask("1,500", "1.5"), ask("1,500", "2"), "1.5"),
    ("1.000", "en"): (ask("1,000", "1"), ask("1,000", "1"), "1"),
    ("10.000", "en"): (ask("10,000", "10"), ask("10,000", "10"), "10"),
    ("1250.500", "en"): (ask("1,250,500", "1,250.5"), ask("1,250,500", "1,251"), "1250.5"),
    ("1250,500", "en"): (
        ask("1,250,500", "1,250.5"),
        ask("1,250,500", "1,251"),
        ask("1,250,500", "1,250.5"),
    ),
    ("1250.500", "de"): (
        ask("1.250.500", "1.250,5"),
        ask("1.250.500", "1.251"),
        ask("1.250.500", "1.250,5"),
    ),
    ("01,250", "en"): (ask("1,250", "1.25"), ask("1,250", "1"), ask("1,250", "1.25")),
    ("0.001", "en"): ("EUR has at most 2 decimals.", WHOLE_YEN, "0.001"),
    ("0.001", "de"): ("EUR has at most 2 decimals.", WHOLE_YEN, "0.001"),
    ("0,001", "en"): ("EUR has at most 2 decimals.", WHOLE_YEN, "0.001"),
    ("00.001", "de"): ("EUR has at most 2 decimals.", WHOLE_YEN, "0.001"),
    (".001", "fr"): ("EUR has at most 2 decimals.", WHOLE_YEN, "0.001"),
    (",250", "en"): ("EUR has at most 2 decimals.", WHOLE_YEN, "0.25"),
}


@pytest.mark.parametrize(("text", "locale"), THREE_DIGITS)
def test_one_separator_before_three_digits_is_read_by_the_locale_or_asked(
    text: str, locale: str
) -> None:
    euro, yen, crypto = THREE_DIGITS[text, locale]
    assert outcome(text, "EUR", locale) == euro
    assert outcome(text, "JPY", locale) == yen
    assert outcome(text, "USDT", locale) == crypto
    assert outcome(text, "BTC", locale) == crypto


def test_three_decimals_are_enough_for_a_point_before_three_digits() -> None:
    assert outcome("1.234", "KWD") == "1.234"
    assert outcome("1,234", "KWD", "de") == "1.234"


@pytest.mark.parametrize("locale", ["de_CH", "en_CH", "sv"])
def test_a_separator_that_the_locale_does_not_know_is_asked_about(locale: str) -> None:
    unknown = "1.250" if locale == "sv" else "1,250"
    assert outcome(unknown, "BTC", locale).startswith("Did you mean 1")


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("12.345", "KWD", "12.345"),
        ("12.3456", "KWD", "KWD has at most 3 decimals."),
        ("12.3456", "EUR", "EUR has at most 2 decimals."),
        ("12.5000", "EUR", "EUR has at most 2 decimals."),
        ("1,250.500", "EUR", "EUR has at most 2 decimals."),
        ("1,250.500", "USDT", "1250.5"),
        ("1.234567", "USDT", "1.234567"),
        ("1.2345678", "USDT", "USDT has at most 6 decimals."),
        ("0.00000001", "BTC", "0.00000001"),
        ("0.000000001", "BTC", "BTC has at most 8 decimals."),
        ("5.0", "JPY", WHOLE_YEN),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused(
    text: str, code: str, expected: str
) -> None:
    assert outcome(text, code) == expected


@given(st.text(max_size=80), st.sampled_from(sorted(UNITS)), st.sampled_from(LOCALES))
@settings(deadline=None)  # the first look at a locale or zone reads a file
def test_any_text_is_an_amount_or_a_sentence(text: str, code: str, locale: str) -> None:
    found = outcome(text, code, locale, allow_negative=True, allow_zero=True)
    assert found.endswith((".", "?")) or UNITS[code].count(Decimal(found)) < MAX_AMOUNT


def test_a_refusal_concerns_the_amount_s_field() -> None:
    with pytest.raises(InvalidAmount) as refused:
        parse_amount("abc", UNITS["EUR"])
    assert refused.value.field == "amount"


@given(
    st.text("0123456789.,' \u00a0-€", max_size=20),
    st.sampled_from(CODES),
    st.sampled_from(LOCALES),
)
@settings(deadline=None)  # the first look at a locale or zone reads a file
def test_no_digit_is_lost_invented_or_moved(text: str, code: str, locale: str) -> None:
    try:
        value = parse_amount(text, UNITS[code], locale=locale, allow_negative=True, allow_zero=True)
    except InvalidAmount:
        return
    typed = "".join(char for char in text if char.isdigit()).lstrip("0")
    kept = f"{abs(value):f}".replace(".", "").lstrip("0")
    assert kept.rstrip("0") == typed.rstrip("0")
    assert (value < 0) == ("-" in text and value != 0)
