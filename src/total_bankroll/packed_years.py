"""An account's days as bytes, a year at a time, unpacked as far as they are asked for."""

from calendar import isleap
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import chain, compress, groupby
from operator import itemgetter
from struct import Struct
from typing import Any, NamedTuple, Protocol

from total_bankroll.lanes import WIDTH, added, first_used, laid_out, last_used, numbers_of, united

Flow = tuple[date, int, int, int, int, int, int, int, int, int]
"""A day on which more happened than a result: the day, opening, deposits, withdrawals, moved in,
moved out, results, bonuses and expenses, in counts of the account's currency; and the change that
they make."""
DayRow = Sequence[Any]
"""A day, how the balance changed on it, and of that the parts in the order of Flow."""

_FLOW = Struct("<H8q")
_PLACES = Struct("<H64x")
_RESULTS = 5  # among a day's parts
_DAY = itemgetter(0)


class PackedYear(NamedTuple):
    """A lane for the change of each of a year's days, and the parts of the days with a flow.

    A day without a flow changed by its result alone.
    """

    year: int
    changes: bytes
    flow_days: int
    flows: bytes

    @property
    def is_whole(self) -> bool:
        """Whether nothing was cut off."""
        lanes, flows = WIDTH * _length(self.year), _FLOW.size * self.flow_days
        return (len(self.changes), len(self.flows)) == (lanes, flows)

    def since(self, first: date) -> "PackedYear":
        """The same year without what was before `first`."""
        place = max(0, (first - date(self.year, 1, 1)).days)
        gone = sum(found < place for (found,) in _PLACES.iter_unpack(self.flows))
        changes = bytes(WIDTH * place) + self.changes[WIDTH * place :]
        flows = self.flows[_FLOW.size * gone :]
        return PackedYear(self.year, changes, self.flow_days - gone, flows)

    @property
    def first_place(self) -> int:
        """The place of the first day of it on which anything happened."""
        first = first_used(self.changes)
        for (place,) in _PLACES.iter_unpack(self.flows[: _FLOW.size]):
            first = min(first, place)
        return first

    @property
    def last_place(self) -> int:
        """The place of the last one; -1 where there is none."""
        last = last_used(self.changes)
        for (place,) in _PLACES.iter_unpack(self.flows[-_FLOW.size :]):
            last = max(last, place)
        return last


def packed(rows: Iterable[DayRow]) -> list[PackedYear]:
    """The years of an account's days, oldest first."""
    found = []
    for year, days in groupby(rows, key=_year_of):
        lanes, flows, begin = [0] * _length(year), [], date(year, 1, 1)
        for day, change, *parts in days:
            place = (day - begin).days
            lanes[place] = change
            if change != parts[_RESULTS] or any(parts[:_RESULTS]) or any(parts[_RESULTS + 1 :]):
                flows.append(_FLOW.pack(place, *parts))
        found.append(PackedYear(year, laid_out(lanes), len(flows), b"".join(flows)))
    return found


class Known(Protocol):
    """Days, oldest first, how a balance changed on each, and its flows; some days have several."""

    @property
    def days(self) -> Sequence[date]: ...
    @property
    def changes(self) -> Sequence[int]: ...
    @property
    def flows(self) -> Sequence[Flow]: ...
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
            days += compress(_calendar(year.year), lanes)
            changes += compress(lanes, lanes)
        return _with_days(days, changes, self.unchanged)

    @cached_property
    def unchanged(self) -> Sequence[date]:
        """The days on which flows cancelled out: their lanes are 0, as those of no day."""
        return [flow[0] for flow in self.flows if not flow[-1]]

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
    def flows(self) -> list[Flow]:
        """The parts of the days on which there was more than a result."""
        return [
            (calendar[place], a, b, c, d, e, f, g, h, lanes[place])  # quicker than by a star
            for year, lanes in zip(self.years, self._lanes, strict=True)
            for calendar in [_calendar(year.year)]
            for place, a, b, c, d, e, f, g, h in _FLOW.iter_unpack(year.flows)
        ]

    @cached_property
    def begin(self) -> date | None:
        """The first day."""
        for year in self.years:
            if (place := year.first_place) < _length(year.year):
                return _calendar(year.year)[place]
        return None

    @cached_property
    def end(self) -> date | None:
        """The last day."""
        for year in reversed(self.years):
            if (place := year.last_place) >= 0:
                return _calendar(year.year)[place]
        return None

    @cached_property
    def total(self) -> int:
        """All changes together."""
        return sum(map(sum, self._lanes))

    def lanes(self, years: Iterable[int]) -> bytes:
        """The changes of all days of some years."""
        known = {year.year: year.changes for year in self.years}
        return b"".join(known.get(year) or bytes(WIDTH * _length(year)) for year in years)


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
        calendar = [day for year in self._years for day in _calendar(year)]
        marks = united(lanes)
        days, changes = list(compress(calendar, marks)), list(compress(added(lanes), marks))
        unchanged = {day for member in self.members for day in member.unchanged}
        return _with_days(days, changes, unchanged.difference(days) if unchanged else ())

    @property
    def days(self) -> Sequence[date]:
        """The days on which anything happened on any of them."""
        return self._columns[0]

    @property
    def changes(self) -> Sequence[int]:
        """How all balances together changed on each of them."""
        return self._columns[1]

    @cached_property
    def flows(self) -> Sequence[Flow]:
        """Those of all, by day."""
        return sorted(chain.from_iterable(m.flows for m in self.members), key=_DAY)

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


def _with_days(
    days: Sequence[date], changes: Sequence[int], unchanged: Iterable[date]
) -> tuple[Sequence[date], Sequence[int]]:
    """With the days on which the parts of flows have cancelled out."""
    more = [(day, 0) for day in unchanged]
    if not more:
        return tuple(days), tuple(changes)
    both = sorted([*zip(days, changes, strict=True), *more])
    return tuple(map(_DAY, both)), tuple(map(itemgetter(1), both))


def _year_of(row: DayRow) -> int:
    day: date = row[0]
    return day.year


def _length(year: int) -> int:
    return 366 if isleap(year) else 365


@lru_cache(maxsize=128)
def _calendar(year: int) -> tuple[date, ...]:
    """Every day of a year: accounts share them."""
    first = date(year, 1, 1)
    return tuple(first + timedelta(days=place) for place in range(_length(year)))
