"""The only place that turns amounts, percentages, days and times into text for a reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

from total_bankroll.locales import day_locale_of, locale_of, separators
from total_bankroll.money import Unit, exact, round_half_up, trimmed

MINUS = "\u2212"
_NO_BREAK = "\u00a0"
_ASCII_POINTS = (".", ",")
_SCALES = ((Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(1000), "k"))
_TICK_DECIMALS = 2
_SHORT_PLACES = 5
_FEWEST_DECIMALS = 2
_MARKS_OF_DIRECTION = str.maketrans("", "", "\u200e\u200f\u061c")
"""The interface is English and runs left to right, whatever the locale of its figures."""


class Figure(NamedTuple):
    """An amount as a page shows it, and what a script reads beside it: the same, and exactly."""

    text: str
    amount: str
    currency: str
    exact: str


@dataclass(frozen=True)
class Formatter:
    """Writes for one reader: locale, time zone, and the currencies that the reader has."""

    locale: str
    timezone: str
    units: Mapping[str, Unit]

    def money(
        self, value: Decimal, code: str, *, signed: bool = False, decimals: int | None = None
    ) -> str:
        """`value` with its currency's sign, rounded to its decimals: "$1,250.50".

        Of more than two decimals those are left out that say nothing: "₮12.50", "₿0.00012".
        """
        places = self.units[code].decimals if decimals is None else decimals
        fewest = min(places, _FEWEST_DECIMALS) if decimals is None else places
        return _money(value, self.symbol(code), self.locale, places, fewest, signed)

    def figure(
        self, value: Decimal, code: str, *, exact: Decimal | None = None, signed: bool = False
    ) -> Figure:
        """`value` as `money` writes it, with the same as a number, and the exact one behind it."""
        return Figure(
            text=self.money(value, code, signed=signed),
            amount=self.plain(round_half_up(value, self.units[code].decimals)),
            currency=code,
            exact=self.plain(value if exact is None else exact),
        )

    def short_money(self, value: Decimal, code: str) -> str:
        """`value` as an axis shows it: "$32.5k"; small ones keep the first of their decimals."""
        for scale, letter in _SCALES:
            scaled = value / scale
            if round_half_up(abs(scaled), _TICK_DECIMALS + 3) >= 1:
                shown = trimmed(round_half_up(scaled, _TICK_DECIMALS))
                return _with_symbol(shown, self.symbol(code), letter, self._babel)
        places = min(self.units[code].decimals, _short_places(value))
        shown = trimmed(round_half_up(value, places))
        return _with_symbol(shown, self.symbol(code), "", self._babel)

    def number(self, value: Decimal, *, decimals: int | None = None, signed: bool = False) -> str:
        """A bare number; without `decimals`, with those that it has."""
        rounded = trimmed(value) if decimals is None else round_half_up(value, decimals)
        return _sign(rounded, signed=signed) + _digits(rounded, self._babel)

    def count(self, value: int) -> str:
        """How many there are of something."""
        return self.number(Decimal(value))

    def percent(self, value: Decimal, *, signed: bool = False, decimals: int = 1) -> str:
        """A ratio as a percentage: 0.125 is "12.5%"."""
        return _percent(value, self.locale, decimals, signed)

    @staticmethod
    def as_shown(value: Decimal, decimals: int = 1) -> Decimal:
        """A ratio as `percent` rounds it."""
        return round_half_up(value, decimals + 2)

    def day(self, day: date) -> str:
        """ "22 Nov 2026" """
        return _day(day, self.locale)

    def long_day(self, day: date) -> str:
        """ "22 November 2026" """
        return format_date(day, "long", locale=self._day_locale)

    def month(self, day: date) -> str:
        """ "November 2026" """
        return format_skeleton("yMMMM", day, locale=self._day_locale)

    def short_day(self, day: date) -> str:
        """ "22 Nov" """
        return format_skeleton("MMMd", day, locale=self._day_locale)

    def short_month(self, day: date) -> str:
        """ "Nov" """
        return format_skeleton("MMM", day, locale=self._day_locale)

    def short_year_month(self, day: date) -> str:
        """ "Nov 2026" """
        return format_skeleton("yMMM", day, locale=self._day_locale)

    def weekday(self, day: date) -> str:
        """ "Sun" """
        return format_skeleton("E", day, locale=self._day_locale)

    @property
    def week_starts(self) -> int:
        """The weekday that begins a week, counted from Monday, 0."""
        return self._day_locale.first_week_day

    def clock(self, at: datetime) -> datetime:
        """A moment as the reader's clock shows it, for a field that holds a date and a time."""
        return at.astimezone(self._zone).replace(tzinfo=None)

    def moment(self, at: datetime) -> str:
        """ "22 Nov 2026, 14:05" on the reader's clock"""
        local = at.astimezone(self._zone)
        clock = format_time(local, "short", tzinfo=self._zone, locale=self._day_locale)
        return f"{self.day(local.date())}, {clock}"

    def plain(self, value: Decimal) -> str:
        """A decimal for a machine: ASCII, no grouping, no exponent, no sign on zero."""
        return f"{value if value else abs(value):f}"

    def editable(self, value: Decimal, code: str) -> str:
        """What the reader would type for `value`: no grouping, no currency, no spare zeros."""
        places = self.units[code].decimals
        text = self.plain(trimmed(round_half_up(value, places), min(places, _FEWEST_DECIMALS)))
        point = separators(self.locale).point
        return text.replace(".", point if point in _ASCII_POINTS else ".")

    def symbol(self, code: str) -> str:
        """The currency's sign in this locale; a currency that no locale knows has its own."""
        return _known_symbol(code, self.locale) or self.units[code].symbol or code

    @cached_property
    def _babel(self) -> Locale:
        return locale_of(self.locale)

    @cached_property
    def _day_locale(self) -> Locale:
        return day_locale_of(self.locale)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


# A page shows the same amounts and days again and again, and Babel takes its time over each.


@lru_cache(maxsize=8192)
def _money(value: Decimal, symbol: str, locale: str, places: int, fewest: int, signed: bool) -> str:
    shown = trimmed(round_half_up(value, places), fewest)
    return _sign(shown, signed=signed) + _with_symbol(
        shown.copy_abs(), symbol, "", locale_of(locale)
    )


def _short_places(value: Decimal) -> int:
    """The decimals that a short amount below a thousand has room for: two digits at least."""
    size = value.adjusted()
    return _SHORT_PLACES - size if size > 0 else max(_SHORT_PLACES, 1 - size)


@lru_cache(maxsize=4096)
def _percent(value: Decimal, locale: str, decimals: int, signed: bool) -> str:
    with exact():
        rounded = round_half_up(value * 100, decimals)
    babel = locale_of(locale)
    before, after = _around(babel.percent_formats[None])
    return _sign(rounded, signed=signed) + before + _digits(rounded, babel) + after


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    return format_date(day, "medium", locale=day_locale_of(locale))


@lru_cache(maxsize=1024)
def _known_symbol(code: str, locale: str) -> str:
    """The sign that Babel has for a currency; empty where it does not know the currency."""
    if code not in _english_currencies():
        return ""
    return str(get_currency_symbol(code, locale_of(locale)))


def _with_symbol(value: Decimal, symbol: str, letter: str, babel: Locale) -> str:
    before, after = _around(babel.currency_formats["standard"])
    if before.endswith("¤") and symbol[-1:].isalpha():
        before += _NO_BREAK
    before, after = before.replace("¤", symbol), after.replace("¤", symbol)
    return _sign(value, signed=False) + before + _digits(value, babel) + letter + after


def _digits(value: Decimal, babel: Locale) -> str:
    """Grouped digits without a sign, with exactly the decimals that `value` has."""
    places = len(f"{value:f}".partition(".")[2])
    pattern = _digits_pattern(babel.decimal_formats[None].grouping, places)
    with exact():
        text: str = pattern.apply(abs(value), babel)
    return text


def _sign(value: Decimal, *, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def _around(pattern: NumberPattern) -> tuple[str, str]:
    """What stands before and after the digits of a number that is not negative."""
    before, after = pattern.prefix[0], pattern.suffix[0]
    return before.translate(_MARKS_OF_DIRECTION), after.translate(_MARKS_OF_DIRECTION)


@lru_cache(maxsize=64)
def _digits_pattern(grouping: tuple[int, int], places: int) -> NumberPattern:
    whole = "#,##,##0" if grouping == (3, 2) else "#,##0"
    return parse_pattern(f"{whole}.{'0' * places}" if places else whole)


@lru_cache(maxsize=1)
def _english_currencies() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)
