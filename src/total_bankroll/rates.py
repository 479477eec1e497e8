"""Which exchange rate holds on a day, and what one currency is worth in another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from itertools import repeat

EURO = "EUR"
MAX_AGE = timedelta(days=7)
"""How old a fetched rate may be inside the loaded data."""

FETCHED = "ECB"
MANUAL = "manual"
FIXED = "euro"
"""Where a quote can come from."""

_ONE = Decimal(1)
_DAY = timedelta(days=1)
_CROSS = Context(prec=12, rounding=ROUND_HALF_UP)

Dated = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Quote:
    """Units of a currency per euro, with the day it is of and where it comes from."""

    rate: Decimal
    day: date
    source: str

    def age(self, on: date) -> int:
        """Days between the quote's day and `on`."""
        return (on - self.day).days


@dataclass(frozen=True)
class Series:
    """One currency's rates, oldest first: fetched ones and those that the player set.

    `data_end` is the last day that the loaded data covers, of whatever currency.
    """

    code: str
    fetched: Sequence[Dated] = ()
    manual: Sequence[Dated] = ()
    data_end: date | None = None

    @cached_property
    def _fetched_days(self) -> list[date]:
        return [day for day, _ in self.fetched]

    @cached_property
    def _manual_days(self) -> list[date]:
        return [day for day, _ in self.manual]

    @cached_property
    def alive(self) -> bool:
        """Whether the currency was still quoted where the loaded data ends."""
        if self.data_end is None or not self.fetched:
            return False
        return self.data_end - self.fetched[-1][0] <= MAX_AGE

    def pick(self, on: date) -> Quote | None:
        """The rate to use on a day; None where there is none, for none is made up."""
        fetched = bisect_right(self._fetched_days, on)
        manual = bisect_right(self._manual_days, on)
        source, dated = self._newest(fetched, manual, on)
        return Quote(dated[1], dated[0], source) if dated else None

    @cached_property
    def _at_hand(self) -> Mapping[date, Decimal]:
        """The rates of days with a fetched one, and of those close behind it without another.

        Nothing is where the player set rates: then it takes a look which is newer.
        """
        if self.manual:
            return {}
        found = dict(self.fetched)
        for (day, rate), following in zip(self.fetched, self._fetched_days[1:], strict=False):
            if (gap := (following - day).days) > 1:
                found |= {day + _DAY * n: rate for n in range(1, min(gap, MAX_AGE.days + 1))}
        return found

    def rates(self, days: Sequence[date]) -> list[Decimal | None]:
        """The picked rate for each of ascending days, in one walk along the series."""
        if not self.fetched:
            held = [None, *(rate for _, rate in self.manual)]
            return [held[place] for place in map(bisect_right, repeat(self._manual_days), days)]
        found: list[Decimal | None] = list(map(self._at_hand.get, days))
        fetched = manual = 0
        for place in [place for place, rate in enumerate(found) if rate is None]:
            fetched = bisect_right(self._fetched_days, days[place], fetched)
            manual = bisect_right(self._manual_days, days[place], manual)
            dated = self._newest(fetched, manual, days[place])[1]
            found[place] = dated[1] if dated else None
        return found

    def _newest(self, fetched: int, manual: int, on: date) -> tuple[str, Dated | None]:
        """The newer of the last rates before the two positions; a tie is the player's."""
        theirs = self.fetched[fetched - 1] if fetched else None
        own = self.manual[manual - 1] if manual else None
        if theirs is None or not self._holds(theirs[0], on) or (own and own[0] >= theirs[0]):
            return MANUAL, own
        return FETCHED, theirs

    def _holds(self, day: date, on: date) -> bool:
        """Whether the rate fetched for `day`, the newest before `on`, still holds then."""
        if on - day <= MAX_AGE:
            return True
        return self.alive and self.data_end is not None and on > self.data_end


@dataclass(frozen=True)
class RateTable:
    """The series of several currencies, read through the euro, which is always 1."""

    series: Mapping[str, Series]

    def quote(self, code: str, on: date) -> Quote | None:
        """Units of `code` per euro on a day."""
        if code == EURO:
            return Quote(_ONE, on, FIXED)
        series = self.series.get(code)
        return series.pick(on) if series else None

    def cross(self, from_code: str, to_code: str, on: date) -> Decimal | None:
        """What one unit of `from_code` is worth in `to_code`, to 12 significant digits."""
        if from_code == to_code:
            return _ONE
        base, counter = self.quote(from_code, on), self.quote(to_code, on)
        return _divided(base.rate if base else None, counter.rate if counter else None)

    def crosses(self, from_code: str, to_code: str, days: Sequence[date]) -> list[Decimal | None]:
        """`cross` for each of ascending days."""
        if from_code == to_code:
            return [_ONE] * len(days)
        bases, counters = self._rates(from_code, days), self._rates(to_code, days)
        if all(counters) and all(bases):  # as nearly always: no rate is 0
            return list(map(_CROSS.divide, counters, bases))  # type: ignore[arg-type]  # nor None
        return list(map(_divided, bases, counters))

    def _rates(self, code: str, days: Sequence[date]) -> Sequence[Decimal | None]:
        if code == EURO:
            return [_ONE] * len(days)
        series = self.series.get(code)
        return series.rates(days) if series else [None] * len(days)


def _divided(base: Decimal | None, counter: Decimal | None) -> Decimal | None:
    if base is None or counter is None:
        return None
    return _CROSS.divide(counter, base)
