"""The days of an account, or of many together, unpacked as far as they are asked for.

Days with a flow are kept as columns: one for the days, and one for each of the parts of a change.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, chain, compress
from typing import Protocol, TypeVar

from total_bankroll.lanes import WIDTH, added, numbers_of, united
from total_bankroll.packed_years import (
    NO_PARTS,
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


class Unpacked:
    """One account's days."""

    def __init__(self, years: Sequence[PackedYear]) -> None:
        self.years = years

    @cached_property
    def _lanes(self) -> list[Sequence[int]]:
        return [numbers_of(year.changes) for year in self.years]

    @cached_property
    def _columns(self) -> tuple[Sequence[date], Sequence[int]]:
        days: list[date] = []
        changes: list[int] = []
        for year, lanes in zip(self.years, self._lanes, strict=True):
            days += compress(calendar_of(year.year), lanes)
            changes += filter(None, lanes)
        return _with_days(days, changes, self._unchanged)

    @property
    def _unchanged(self) -> Sequence[date]:
        """The days on which flows cancelled out: their lanes are 0, as those of no day."""
        if all(self.flow_changes):
            return ()
        return [d for d, n in zip(self.flow_days, self.flow_changes, strict=True) if not n]

    @property
    def members(self) -> Sequence["Unpacked"]:
        """The accounts whose days they are."""
        return (self,)

    @property
    def days(self) -> Sequence[date]:
        """The days on which anything happened."""
        return self._columns[0]

    @property
    def changes(self) -> Sequence[int]:
        """How the balance changed on each of them."""
        return self._columns[1]

    @cached_property
    def _flow_places(self) -> list[Sequence[int]]:
        return [year.flow_places for year in self.years]

    @cached_property
    def flow_days(self) -> Sequence[date]:
        """The days on which there was more than a result."""
        years = zip(self.years, self._flow_places, strict=True)
        return _picked((calendar_of(year.year), places) for year, places in years)

    @cached_property
    def flow_eves(self) -> Sequence[date]:
        """The day before each of these."""
        years = zip(self.years, self._flow_places, strict=True)
        return _picked((eves_of(year.year), places) for year, places in years)

    @cached_property
    def flow_parts(self) -> Columns:
        """The parts of the change on each of these days."""
        return parts_of(self.years)

    @cached_property
    def flow_changes(self) -> Sequence[int]:
        """How the balance changed on each of these days."""
        return _picked(zip(self._lanes, self._flow_places, strict=True))

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

    def lanes(self, years: Iterable[int]) -> bytes:
        """The changes of all days of some years."""
        known = {year.year: year.changes for year in self.years}
        return b"".join(known.get(year) or bytes(WIDTH * year_length(year)) for year in years)


class Together:
    """The days of several accounts of one currency, added up before any is unpacked."""

    def __init__(self, members: Sequence[Unpacked]) -> None:
        self.members = members
        years = [year.year for member in members for year in member.years]
        self._years = range(min(years), max(years) + 1) if years else range(0)

    @cached_property
    def _columns(self) -> tuple[Sequence[date], Sequence[int]]:
        if not self._years:
            return [], []
        lanes = [member.lanes(self._years) for member in self.members]
        calendar = [day for year in self._years for day in calendar_of(year)]
        marks = united(lanes)
        days, changes = list(compress(calendar, marks)), list(compress(added(lanes), marks))
        return _with_days(days, changes, set(self._flow_days).difference(days))

    @property
    def days(self) -> Sequence[date]:
        """The days on which anything happened on any of them."""
        return self._columns[0]

    @property
    def changes(self) -> Sequence[int]:
        """How all balances together changed on each of them."""
        return self._columns[1]

    @cached_property
    def _flow_days(self) -> Sequence[date]:
        """Days with a flow, account by account."""
        return list(chain.from_iterable(member.flow_days for member in self.members))

    @cached_property
    def _order(self) -> Sequence[int]:
        """The places of these days, by day."""
        return sorted(range(len(self._flow_days)), key=self._flow_days.__getitem__)

    def _sorted(self, many: Iterable[Sequence[int]]) -> Sequence[int]:
        both = list(chain.from_iterable(many))
        return list(map(both.__getitem__, self._order))

    @cached_property
    def flow_days(self) -> Sequence[date]:
        """Days with a flow, as often as there are accounts that had one."""
        return list(map(self._flow_days.__getitem__, self._order))

    @cached_property
    def flow_parts(self) -> Columns:
        """The parts of an account's change on each of these days."""
        parts = zip(NO_PARTS, *(member.flow_parts for member in self.members), strict=True)
        return list(map(self._sorted, parts))

    @cached_property
    def flow_changes(self) -> Sequence[int]:
        """How an account's balance changed on each of these days."""
        return self._sorted(member.flow_changes for member in self.members)

    @cached_property
    def begin(self) -> date | None:
        """The first day of any."""
        return min((m.begin for m in self.members if m.begin), default=None)

    @cached_property
    def end(self) -> date | None:
        """The last day of any."""
        return max((m.end for m in self.members if m.end), default=None)

    @cached_property
    def total(self) -> int:
        """All changes together."""
        return sum(member.total for member in self.members)


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


def _with_days(
    days: Sequence[date], changes: Sequence[int], unchanged: Iterable[date]
) -> tuple[Sequence[date], Sequence[int]]:
    """With the days on which the parts of flows have cancelled out."""
    more = [(day, 0) for day in unchanged]
    if not more:
        return days, changes
    both = sorted([*zip(days, changes, strict=True), *more])
    return [day for day, _ in both], [change for _, change in both]
