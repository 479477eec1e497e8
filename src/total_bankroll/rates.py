"""Which exchange rate holds on a day, and what one currency is worth in another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property

EURO = "EUR"
MAX_AGE = timedelta(days=7)
"""How old a fetched rate may be inside the loaded data."""

_ONE = Decimal(1)
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
        return self._newest(fetched, manual, on)

    def picks(self, days: Sequence[date]) -> Iterator[Quote | None]:
        """`pick` for each of ascending days, in one walk along the series."""
        fetched = manual = 0
        for on in days:
            fetched = bisect_right(self._fetched_days, on, fetched)
            manual = bisect_right(self._manual_days, on, manual)
            yield self._newest(fetched, manual, on)

    def _newest(self, fetched: int, manual: int, on: date) -> Quote | None:
        """The newer of the last rates before the two positions; a tie is the player's."""
        usable = fetched > 0 and self._holds(self.fetched[fetched - 1][0], on)
        if manual and not (usable and self.fetched[fetched - 1][0] > self.manual[manual - 1][0]):
            day, rate = self.manual[manual - 1]
            return Quote(rate, day, "manual")
        if not usable:
            return None
        day, rate = self.fetched[fetched - 1]
        return Quote(rate, day, "ECB")

    def _holds(self, day: date, on: date) -> bool:
        """Whether a rate fetched for `day`, the newest before `on`, still holds then."""
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
            return Quote(_ONE, on, "euro")
        series = self.series.get(code)
        return series.pick(on) if series else None

    def cross(self, from_code: str, to_code: str, on: date) -> Decimal | None:
        """What one unit of `from_code` is worth in `to_code`, to 12 significant digits."""
        if from_code == to_code:
            return _ONE
        base, counter = self.quote(from_code, on), self.quote(to_code, on)
        if base is None or counter is None:
            return None
        return _CROSS.divide(counter.rate, base.rate)

    def crosses(self, from_code: str, to_code: str, days: Sequence[date]) -> list[Decimal | None]:
        """`cross` for each of ascending days."""
        return [self.cross(from_code, to_code, day) for day in days]
