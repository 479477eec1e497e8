"""The days of an account, unpacked as far as they are asked for.

Days with a flow are kept as columns: one for the days, and one for each of the parts of a change.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, chain, compress, repeat
from typing import Protocol, TypeVar

from total_bankroll.lanes import WIDTH, numbers_of
from total_bankroll.packed_years import (
    Columns,
    PackedYear,
    calendar_of,
    eves_of,
    parts_of,
    year_length,
)

Parts = tuple[int, int, int, int, int, int, int, int]
"""Opening, deposits, withdrawals, moved in, moved out, results, bonuses and expenses of a day, in
counts of the account's currency."""
T = TypeVar("T")
OfYear = Callable[[int], Sequence[T]]
"""Something for every day of a year."""
NEVER: tuple[date, Sequence[int]] = date.max, ()
"""No day, and no change."""
SPARSE = 9
"""A year with fewer flows than one in so many days is quicker added up from flow to flow."""


class Known(Protocol):
    """Days, oldest first, how a balance changed on each, and its flows; some days have several."""

    @property
    def days(self) -> Sequence[date]: ...
    @property
    def changes(self) -> Sequence[int]: ...
    @property
    def flow_days(self) -> Sequence[date]: ...
    @property
    def flow_parts(self) -> Columns: ...
    @property
    def flow_changes(self) -> Sequence[int]: ...
    @property
    def begin(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def total(self) -> int: ...
    @property
    def members(self) -> Sequence["Unpacked"]: ...
    @property
    def every_day(self) -> tuple[date, Iterable[int]]: ...
    def picked(self, of_year: "OfYear[T]") -> list[T]: ...
    def picked_at_flows(self, of_year: "OfYear[T]") -> list[T]: ...


class Unpacked:
    """One account's days."""

    def __init__(self, years: Sequence[PackedYear]) -> None:
        self.years = years

    @cached_property
    def _lanes(self) -> list[Sequence[int]]:
        return [numbers_of(year.changes) for year in self.years]

    @cached_property
    def _marks(self) -> list[Sequence[int]]:
        """Not 0 for each day on which anything happened: parts of flows may have cancelled out."""
        if all(self.flow_changes):
            return self._lanes
        return [
            marked(lanes, places)
            for lanes, places in zip(self._lanes, self._flow_places, strict=True)
        ]

    def picked(self, of_year: OfYear[T]) -> list[T]:
        """What the days on which anything happened have of something."""
        every = chain.from_iterable(of_year(year.year) for year in self.years)
        return list(compress(every, chain.from_iterable(self._marks)))

    def picked_at_flows(self, of_year: OfYear[T]) -> list[T]:
        """What the days with a flow have of it."""
        years = zip(self.years, self._flow_places, strict=True)
        return _picked((of_year(year.year), places) for year, places in years)

    @property
    def members(self) -> Sequence["Unpacked"]:
        """The accounts whose days they are."""
        return (self,)

    @cached_property
    def days(self) -> Sequence[date]:
        """The days on which anything happened."""
        return self.picked(calendar_of)

    @cached_property
    def changes(self) -> Sequence[int]:
        """How the balance changed on each of them."""
        lanes = chain.from_iterable(self._lanes)
        if self._marks is self._lanes:
            return list(filter(None, lanes))
        return list(compress(lanes, chain.from_iterable(self._marks)))

    @property
    def every_day(self) -> tuple[date, Iterable[int]]:
        """The first day of all years that it spans, and the change of each from there on."""
        if not self.years:
            return NEVER
        known = dict(zip((year.year for year in self.years), self._lanes, strict=True))
        years = range(self.years[0].year, self.years[-1].year + 1)
        lanes = (known.get(year) or repeat(0, year_length(year)) for year in years)
        return date(years[0], 1, 1), chain.from_iterable(lanes)

    @cached_property
    def _flow_places(self) -> list[Sequence[int]]:
        return [year.flow_places for year in self.years]

    @cached_property
    def flow_days(self) -> Sequence[date]:
        """The days on which there was more than a result."""
        return self.picked_at_flows(calendar_of)

    @cached_property
    def flow_eves(self) -> Sequence[date]:
        """The day before each of these."""
        return self.picked_at_flows(eves_of)

    @cached_property
    def flow_parts(self) -> Columns:
        """The parts of the change on each of these days."""
        return parts_of(self.years)

    @cached_property
    def flow_changes(self) -> Sequence[int]:
        """How the balance changed on each of these days."""
        return list(chain.from_iterable(year.flow_changes for year in self.years))

    @cached_property
    def before_flows(self) -> Sequence[int]:
        """What all changes before each of these days add up to."""
        found: list[int] = []
        held = 0
        for lanes, places in zip(self._lanes, self._flow_places, strict=True):
            if len(places) * SPARSE < len(lanes):
                before, held = _before_few(lanes, places, held)
                found += before
                continue
            sums = list(accumulate(lanes, initial=held))
            found += map(sums.__getitem__, places)
            held = sums[-1]
        self.total = held  # known on the way
        return found

    def day_parts(self) -> dict[date, Parts]:
        """The parts of each of these days."""
        return dict(zip(self.flow_days, zip(*self.flow_parts, strict=True), strict=True))

    def has_changed(self, day: date) -> bool:
        """Whether the balance did on a day."""
        return any(year.has_changed(day) for year in self.years if year.year == day.year)

    @cached_property
    def begin(self) -> date | None:
        """The first day."""
        for year in self.years:
            if (place := year.first_place) < year_length(year.year):
                return calendar_of(year.year)[place]
        return None

    @cached_property
    def end(self) -> date | None:
        """The last day."""
        for year in reversed(self.years):
            if (place := year.last_place) >= 0:
                return calendar_of(year.year)[place]
        return None

    @cached_property
    def total(self) -> int:
        """All changes together."""
        return sum(map(sum, self._lanes))

    def tell_total(self, total: int) -> None:
        """What all changes come to, where that is known: adding them up takes a while."""
        self.total = total

    @property
    def even_days(self) -> Sequence[date]:
        """Those on which flows cancelled out."""
        if all(self.flow_changes):
            return ()
        return [d for d, n in zip(self.flow_days, self.flow_changes, strict=True) if not n]

    def lanes(self, years: Iterable[int]) -> bytes:
        """The changes of all days of some years."""
        known = {year.year: year.changes for year in self.years}
        return b"".join(known.get(year) or bytes(WIDTH * year_length(year)) for year in years)


def _before_few(lanes: Sequence[int], places: Sequence[int], held: int) -> tuple[list[int], int]:
    """What is held before each of these places, and after the last lane."""
    found: list[int] = []
    since = 0
    for place in places:
        held += sum(lanes[since:place])
        found.append(held)
        since = place
    return found, held + sum(lanes[since:])


def _picked(years: Iterable[tuple[Sequence[T], Sequence[int]]]) -> list[T]:
    """Of each year's days, those at some places."""
    found: list[T] = []
    for all_days, places in years:
        found += map(all_days.__getitem__, places)
    return found


def marked(lanes: Sequence[int], places: Iterable[int]) -> Sequence[int]:
    """With a mark at some places where there was none."""
    marks = list(lanes)
    for place in places:
        marks[place] = marks[place] or 1
    return marks


def until(known: Known, day: date) -> int:
    """How many of the days are not after one; outside of them none has to be unpacked."""
    begin, end = known.begin, known.end
    if begin is None or end is None or day < begin:
        return 0
    return len(known.changes) if day >= end else bisect_right(known.days, day)


def day_at(known: Known, place: int) -> date:
    """The day at a place among them; the first and the last are known without that."""
    end = {0: known.begin, len(known.changes) - 1: known.end}.get(place)
    return end or known.days[place]
