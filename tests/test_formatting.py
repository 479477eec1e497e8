"""What a reader sees: amounts, percentages, days and times in the reader's locale."""

from datetime import UTC, date, datetime
from decimal import Decimal, localcontext

import pytest
from babel import localedata
from hypothesis import given, settings
from hypothesis import strategies as st

from total_bankroll.errors import InvalidAmount
from total_bankroll.formatting import Formatter
from total_bankroll.locales import locale_of, separators
from total_bankroll.money import Unit, exact, from_count
from total_bankroll.typing_amounts import parse_amount

UNITS = {
    unit.code: unit
    for unit in [
        Unit("EUR", "€", 2),
        Unit("USD", "$", 2),
        Unit("CHF", "CHF", 2),
        Unit("JPY", "¥", 0),
        Unit("KWD", "KWD", 3),
        Unit("USDT", "₮", 6),
        Unit("BTC", "₿", 8),
        Unit("PTS", "", 2),
        Unit("OWN", "$U", 2),
    ]
}
DAY = date(2025, 10, 4)


def written(locale: str = "en", timezone: str = "UTC") -> Formatter:
    return Formatter(locale, timezone, UNITS)


@pytest.mark.parametrize(
    ("locale", "value", "code", "text"),
    [
        ("en", "1250.5", "USD", "$1,250.50"),
        ("en", "1250.5", "EUR", "€1,250.50"),
        ("en", "-1250.5", "USD", "\u2212$1,250.50"),
        ("en", "1250.5", "JPY", "¥1,251"),
        ("en", "0.5", "BTC", "₿0.50"),
        ("en", "1234567.1", "USDT", "₮1,234,567.10"),
        ("en", "0.000125", "BTC", "₿0.000125"),
        ("en", "12.123", "USDT", "₮12.123"),
        ("en", "5", "CHF", "CHF\u00a05.00"),
        ("en", "5", "PTS", "PTS\u00a05.00"),
        ("en", "5", "OWN", "$U\u00a05.00"),
        ("de", "1250.5", "EUR", "1.250,50\u00a0€"),
        ("de", "-1250.5", "CHF", "\u22121.250,50\u00a0CHF"),
        ("fr", "1250.5", "EUR", "1\u202f250,50\u00a0€"),
        ("fr", "1250.5", "USD", "1\u202f250,50\u00a0$US"),
        ("de_CH", "-1250.5", "CHF", "\u2212CHF\u00a01\u2019250.50"),
        ("en_IN", "1234567.1", "USD", "$12,34,567.10"),
        ("ar", "5", "EUR", "5.00\u00a0€"),
        ("en-GB", "5", "USD", "US$5.00"),
        ("nowhere", "5", "USD", "$5.00"),
    ],
)
def test_money_in_the_reader_s_locale(locale: str, value: str, code: str, text: str) -> None:
    assert written(locale).money(Decimal(value), code) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "+$5.00"),
        ("-5", "\u2212$5.00"),
        ("0", "$0.00"),
        ("0.004", "$0.00"),
        ("-0.004", "$0.00"),
        ("0.005", "+$0.01"),
        ("-0.005", "\u2212$0.01"),
    ],
)
def test_a_signed_amount_shows_its_direction_unless_it_shows_as_zero(value: str, text: str) -> None:
    assert written().money(Decimal(value), "USD", signed=True) == text


def test_an_unsigned_gain_carries_no_plus_but_a_loss_its_minus() -> None:
    assert written().money(Decimal(5), "USD") == "$5.00"
    assert written().money(Decimal(-5), "USD") == "\u2212$5.00"


def test_decimals_can_be_chosen() -> None:
    assert written().money(Decimal("1250.5"), "USD", decimals=0) == "$1,251"
    assert written().money(Decimal("1250.5"), "USD", decimals=3) == "$1,250.500"


@given(st.integers(-(10**40), 10**40))
@settings(deadline=None)  # the first look at a locale or zone reads a file
def test_digits_are_exact_whatever_the_context(count: int) -> None:
    value = from_count(count, 2)
    whole = written().money(value, "USD").replace("\u2212", "-").replace("$", "").replace(",", "")
    assert Decimal(whole) == value
    with localcontext(prec=5):
        assert (
            written().money(value, "USD").replace("\u2212", "-").replace("$", "").replace(",", "")
            == f"{value:f}"
        )


def test_formatting_works_inside_an_exact_block() -> None:
    with exact():
        assert written().money(Decimal("2.345"), "USD") == "$2.35"
        assert written().percent(Decimal("0.12345")) == "12.3%"
        assert written().short_money(Decimal("1234567"), "USD") == "$1.23M"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "$0"),
        ("0.5", "$0.5"),
        ("999", "$999"),
        ("999.994", "$999.99"),
        ("999.995", "$1k"),
        ("1000", "$1k"),
        ("1250", "$1.25k"),
        ("32500", "$32.5k"),
        ("-32500", "\u2212$32.5k"),
        ("999994", "$999.99k"),
        ("999995", "$1M"),
        ("2500000", "$2.5M"),
        ("999994999", "$999.99M"),
        ("1000000000", "$1bn"),
        ("2500000000000", "$2,500bn"),
    ],
)
def test_an_axis_shows_short_amounts(value: str, text: str) -> None:
    assert written().short_money(Decimal(value), "USD") == text


def test_short_amounts_keep_the_locale_and_the_unit_s_decimals() -> None:
    assert written("de").short_money(Decimal(32500), "EUR") == "32,5k\u00a0€"
    assert written().short_money(Decimal("0.00250000"), "BTC") == "₿0.0025"
    assert written().short_money(Decimal("12.5"), "JPY") == "¥13"


def test_short_amounts_of_many_decimals_are_short() -> None:
    values = "0.17065128 -0.99975 12.34567891 999.12345678 0.00076511 -0.00000165 0.00000001 0"
    texts = "₿0.17065 \u2212₿0.99975 ₿12.3457 ₿999.123 ₿0.00077 \u2212₿0.0000017 ₿0.00000001 ₿0"
    short = [written().short_money(Decimal(value), "BTC") for value in values.split()]
    assert short == texts.split()


@pytest.mark.parametrize(
    ("locale", "value", "text"),
    [
        ("en", "0.125", "12.5%"),
        ("en", "-0.125", "\u221212.5%"),
        ("en", "12.5", "1,250.0%"),
        ("en", "0.00049", "0.0%"),
        ("en", "-0.00049", "0.0%"),
        ("en", "0.0005", "0.1%"),
        ("de", "0.125", "12,5\u00a0%"),
        ("fr", "0.125", "12,5\u00a0%"),
    ],
)
def test_percentages(locale: str, value: str, text: str) -> None:
    assert written(locale).percent(Decimal(value)) == text


def test_percentages_can_be_signed_and_have_other_decimals() -> None:
    assert written().percent(Decimal("0.125"), signed=True) == "+12.5%"
    assert written().percent(Decimal("-0.125"), signed=True) == "\u221212.5%"
    assert written().percent(Decimal(0), signed=True) == "0.0%"
    assert written().percent(Decimal("0.125"), decimals=0) == "13%"


def test_how_many_in_the_reader_s_locale() -> None:
    assert [written(locale).count(12_345) for locale in ("en", "de")] == ["12,345", "12.345"]


def test_bare_numbers() -> None:
    assert written().number(Decimal("1234.5000")) == "1,234.5"
    assert written("de").number(Decimal("-1234.5"), decimals=2) == "\u22121.234,50"
    assert written().number(Decimal(7), signed=True) == "+7"
    assert written().number(Decimal("2.5"), decimals=0) == "3"


@pytest.mark.parametrize(
    ("locale", "day", "long_day", "month", "short_month"),
    [
        ("en", "4 Oct 2025", "4 October 2025", "October 2025", "Oct"),
        ("en_US", "Oct 4, 2025", "October 4, 2025", "October 2025", "Oct"),
        ("de", "04.10.2025", "4. Oktober 2025", "Oktober 2025", "Okt"),
        ("fr", "4 oct. 2025", "4 octobre 2025", "octobre 2025", "oct."),
    ],
)
def test_days_and_months(
    locale: str, day: str, long_day: str, month: str, short_month: str
) -> None:
    fmt = written(locale)
    assert fmt.day(DAY) == day
    assert fmt.long_day(DAY) == long_day
    assert fmt.month(DAY) == month
    assert fmt.short_month(DAY) == short_month


@pytest.mark.parametrize(
    ("locale", "short_day", "year_month"),
    [("en", "4 Oct", "Oct 2025"), ("en_US", "Oct 4", "Oct 2025"), ("de", "4. Okt.", "Okt. 2025")],
)
def test_days_and_months_on_an_axis(locale: str, short_day: str, year_month: str) -> None:
    fmt = written(locale)
    assert fmt.short_day(DAY) == short_day
    assert fmt.short_year_month(DAY) == year_month


@pytest.mark.parametrize(
    ("locale", "zone", "text"),
    [
        ("en", "UTC", "22 Nov 2026, 23:05"),
        ("en", "Europe/Berlin", "23 Nov 2026, 00:05"),
        ("en_US", "America/New_York", "Nov 22, 2026, 6:05\u202fPM"),
        ("de", "Asia/Tokyo", "23.11.2026, 08:05"),
    ],
)
def test_moments_are_on_the_reader_s_clock(locale: str, zone: str, text: str) -> None:
    assert written(locale, zone).moment(datetime(2026, 11, 22, 23, 5, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("-0.00", "0.00"), ("1E+3", "1000"), ("1E-8", "0.00000001"), ("-5.5", "-5.5")],
)
def test_plain_decimals_are_for_machines(value: str, text: str) -> None:
    assert written("de").plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("locale", "value", "code", "text"),
    [
        ("en", "1250.5", "USD", "1250.50"),
        ("de", "1250.5", "EUR", "1250,50"),
        ("fr", "-1250.5", "EUR", "-1250,50"),
        ("de_CH", "1250.5", "CHF", "1250.50"),
        ("en", "1250", "JPY", "1250"),
        ("en", "0.5", "BTC", "0.50"),
        ("en", "0.12345678", "BTC", "0.12345678"),
        ("en", "1.25", "KWD", "1.25"),
        ("bgn_PK", "1.5", "USD", "1.50"),
    ],
)
def test_what_a_field_holds_is_what_the_reader_would_type(
    locale: str, value: str, code: str, text: str
) -> None:
    assert written(locale).editable(Decimal(value), code) == text


LOCALES = [
    name
    for name in localedata.locale_identifiers()
    if separators(name).point in ".," and separators(name).group in ".,\u00a0\u202f\u2019'"
]


@given(
    st.sampled_from(LOCALES),
    st.sampled_from(sorted(set(UNITS) - {"PTS"})),
    st.integers(-(10**14) + 1, 10**14 - 1),
)
@settings(deadline=None)  # the first look at a locale or zone reads a file
def test_what_is_shown_can_be_typed_again(locale: str, code: str, count: int) -> None:
    unit, fmt = UNITS[code], Formatter(locale, "UTC", UNITS)
    value = from_count(count, unit.decimals)
    for text in (fmt.money(value, code), fmt.editable(value, code)):
        try:
            again = parse_amount(text, unit, locale=locale, allow_negative=True, allow_zero=True)
        except InvalidAmount as refused:
            raise AssertionError(f"{locale}: {text!r} {refused}") from refused
        assert again == value


def test_locales_are_found_by_either_spelling_and_default_to_english() -> None:
    assert str(locale_of("de-CH")) == str(locale_of("de_CH")) == "de_CH"
    assert str(locale_of("")) == str(locale_of("xx")) == str(locale_of("../etc")) == "en"
    assert separators("de") == (",", ".")
    assert separators("en") == (".", ",")


def test_a_currency_s_sign_is_the_locale_s_or_its_own() -> None:
    assert written().symbol("USD") == "$"
    assert written("fr").symbol("USD") == "$US"
    assert written().symbol("BTC") == "₿"
    assert written().symbol("PTS") == "PTS"


def test_the_number_behind_what_is_shown_is_rounded_alike() -> None:
    assert written().figure(Decimal("2.345"), "USD").amount == "2.35"
    assert written().figure(Decimal("2.5"), "JPY").amount == "3"
