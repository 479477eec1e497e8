"""How an account's days are laid out as bytes, a year at a time."""

from array import array
from calendar import isleap
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from struct import Struct
from sys import byteorder
from typing import Any, NamedTuple

from total_bankroll.lanes import WIDTH, first_used, laid_out, last_used

DayRow = Sequence[Any]
"""A day, how the balance changed on it, and of that the parts: opening, deposits, withdrawals,
moved in, moved out, results, bonuses and expenses."""
Columns = Sequence[Sequence[int]]
"""The parts of several days, a sequence of each, in counts of the account's currency."""

_FLOW = Struct("<H8q")
_HALVES = _FLOW.size // 2
"""A flow as numbers of two bytes: the first is its place, four at a time are its parts."""
NO_PARTS: Columns = [()] * 8
_RESULTS = 5  # among a day's parts


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
        lanes, flows = WIDTH * year_length(self.year), _FLOW.size * self.flow_days
        return (len(self.changes), len(self.flows)) == (lanes, flows)

    def since(self, first: date) -> "PackedYear":
        """The same year without what was before `first`."""
        place = max(0, (first - date(self.year, 1, 1)).days)
        gone = sum(found < place for found in self.flow_places)
        changes = bytes(WIDTH * place) + self.changes[WIDTH * place :]
        flows = self.flows[_FLOW.size * gone :]
        return PackedYear(self.year, changes, self.flow_days - gone, flows)

    def has_changed(self, day: date) -> bool:
        """Whether the balance did on a day of it."""
        place = WIDTH * (day - date(self.year, 1, 1)).days
        return any(self.changes[place : place + WIDTH])

    @property
    def flow_places(self) -> Sequence[int]:
        """The places of the days with a flow."""
        return _places(self.flows)

    @property
    def flow_changes(self) -> Sequence[int]:
        """How the balance changed on these days; the others are not unpacked for it."""
        every = _in_order(array("q", self.changes)) if self.flow_days else ()
        return list(map(every.__getitem__, self.flow_places))

    @property
    def first_place(self) -> int:
        """The place of the first day of it on which anything happened."""
        first = first_used(self.changes)
        return min(first, *_places(self.flows[: _FLOW.size])) if self.flows else first

    @property
    def last_place(self) -> int:
        """The place of the last one; -1 where there is none."""
        last = last_used(self.changes)
        return max(last, *_places(self.flows[-_FLOW.size :])) if self.flows else last


def packed(rows: Iterable[DayRow]) -> list[PackedYear]:
    """The years of an account's days, oldest first."""
    found = []
    for year, days in groupby(rows, key=_year_of):
        lanes, flows, begin = [0] * year_length(year), [], date(year, 1, 1)
        for day, change, *parts in days:
            place = (day - begin).days
            lanes[place] = change
            if change != parts[_RESULTS] or any(parts[:_RESULTS]) or any(parts[_RESULTS + 1 :]):
                flows.append(_FLOW.pack(place, *parts))
        found.append(PackedYear(year, laid_out(lanes), len(flows), b"".join(flows)))
    return found


def parts_of(years: Iterable[PackedYear]) -> Columns:
    """The parts of all days with a flow; nothing is made of a day by itself: that takes longest."""
    flows = array("H", b"".join([year.flows for year in years]))
    if not flows:
        return NO_PARTS
    del flows[::_HALVES]
    parts = _in_order(array("q", flows.tobytes()))
    return [parts[column :: len(NO_PARTS)] for column in range(len(NO_PARTS))]


def _places(flows: bytes) -> Sequence[int]:
    return _in_order(array("H", flows)[::_HALVES])


def _in_order(numbers: "array[int]") -> "array[int]":
    """Their lowest bytes are the first, whatever the machine's order is."""
    if byteorder == "big":
        numbers.byteswap()
    return numbers


def _year_of(row: DayRow) -> int:
    day: date = row[0]
    return day.year


def year_length(year: int) -> int:
    """How many days it has."""
    return 366 if isleap(year) else 365


@lru_cache(maxsize=128)
def calendar_of(year: int) -> tuple[date, ...]:
    """Every day of a year: accounts share them."""
    first = date(year, 1, 1)
    return tuple(first + timedelta(days=place) for place in range(year_length(year)))


@lru_cache(maxsize=128)
def eves_of(year: int) -> tuple[date, ...]:
    """The day before each of them."""
    return date(year, 1, 1) - timedelta(days=1), *calendar_of(year)[:-1]
