"""What one currency is worth in another, day by day, in whole numbers that add up fast."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import repeat
from operator import mul
from typing import Any, NamedTuple, cast

from total_bankroll.money import exact
from total_bankroll.packed_years import calendar_of
from total_bankroll.rates import RateTable

ZERO = Decimal(0)


class Counted(NamedTuple):
    """Rates as whole numbers of 10^-`places`; None where there is none."""

    places: int
    counts: Sequence[int | None]


class Worth:
    """What one unit of a currency is worth in another, on the days on which something changed.

    Each rate is kept as a whole number of 10^-`places` too: that is how a long history is added
    up, exactly and much faster than with decimals.
    """

    def __init__(self, code: str, display: str, table: RateTable, days: Sequence[date]) -> None:
        """`days` ascend."""
        self.code, self.display, self._table, self._days = code, display, table, days
        self._years: dict[int, Sequence[int | None]] = {}
        self._first_asked = table.crosses(code, display, days)
        self.rates = dict(zip(days, self._first_asked, strict=True))
        is_whole = all(self._first_asked)
        self.lacking = [] if is_whole else [day for day in days if self.rates[day] is None]

    @property
    def is_own(self) -> bool:
        """Whether both currencies are one, so that every rate is 1."""
        return self.code == self.display

    @cached_property
    def places(self) -> int:
        """The places of the finest of the rates."""
        return _places(self._first_asked)

    @cached_property
    def _known_counts(self) -> dict[date, int | None]:
        return dict(zip(self._days, _counts(self._first_asked, self.places), strict=True))

    @property
    def counts(self) -> Mapping[date, int | None]:
        """The rates of days on which something changed, as whole numbers."""
        return self._known_counts

    def counts_on(self, days: Sequence[date]) -> list[int | None]:
        """Those of some of these days."""
        return [1] * len(days) if self.is_own else list(map(self.counts.__getitem__, days))

    def counts_of_year(self, year: int) -> Sequence[int | None]:
        """Those of every day of a year; None where nothing changed, too."""
        if year not in self._years:
            self._years[year] = list(map(self.counts.get, calendar_of(year)))
        return self._years[year]

    def counted(self, days: Sequence[date]) -> Counted:
        """The rates of any ascending days as whole numbers, finer ones if any of them needs it."""
        if self.is_own:
            return Counted(0, [1] * len(days))
        found = list(map(self.counts.get, days))
        if not all(found):
            new = [day for day, count in zip(days, found, strict=True) if not count]
            rates = self.on_days(new)
            if (places := _places(rates)) > self.places:
                return Counted(places, _counts(self.on_days(days), places))
            self._known_counts.update(zip(new, _counts(rates, self.places), strict=True))
            found = list(map(self.counts.get, days))
        return Counted(self.places, found)

    def on_days(self, days: Sequence[date]) -> list[Decimal | None]:
        """The value of one unit on each of ascending days; asked again, they are at hand."""
        known = self.rates
        new = [day for day in days if day not in known]
        if new:
            found = self._table.crosses(self.code, self.display, new)
            known.update(zip(new, found, strict=True))
        return list(map(known.__getitem__, days))

    def on(self, day: date) -> Decimal | None:
        """The value of one unit on any day."""
        if day not in self.rates:
            return self.on_days([day])[0]
        return self.rates[day]


def _places(rates: Sequence[Decimal | None]) -> int:
    """The decimals of the finest of some rates: their sum has as many."""
    with exact():
        exponent = sum(filter(None, rates), ZERO).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _counts(rates: Sequence[Decimal | None], places: int) -> list[int | None]:
    with exact():
        unit = Decimal(10) ** places
        if all(rates):
            return list(map(int, map(mul, cast("Sequence[Any]", rates), repeat(unit))))
        return [None if rate is None else int(rate * unit) for rate in rates]
