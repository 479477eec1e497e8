"""The days of several accounts of one currency as if they were one's."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, compress

from total_bankroll.lanes import added, united
from total_bankroll.packed_years import NO_PARTS, Columns, calendar_of
from total_bankroll.unpacked_days import NEVER, OfYear, T, Unpacked, marked


class Together:
    """The days of several accounts of one currency, added up before any is unpacked."""

    def __init__(self, members: Sequence[Unpacked]) -> None:
        self.members = members
        years = [year.year for member in members for year in member.years]
        self._years = range(min(years), max(years) + 1) if years else range(0)

    @cached_property
    def _lanes(self) -> Sequence[bytes]:
        return [member.lanes(self._years) for member in self.members]

    @cached_property
    def _marks(self) -> Sequence[int]:
        """Not 0 for each day on which anything happened on any of them."""
        marks = united(self._lanes) if self._years else ()
        if even := {day for member in self.members for day in member.even_days}:
            begin = date(self._years[0], 1, 1)
            return marked(marks, [(day - begin).days for day in even])
        return marks

    def picked(self, of_year: OfYear[T]) -> list[T]:
        """What the days on which anything happened on any of them have of something."""
        return list(compress(chain.from_iterable(map(of_year, self._years)), self._marks))

    def picked_at_flows(self, of_year: OfYear[T]) -> list[T]:
        """What the days with a flow have of it, as often as there are accounts that had one."""
        return self._sorted(member.picked_at_flows(of_year) for member in self.members)

    @cached_property
    def days(self) -> Sequence[date]:
        """The days on which anything happened on any of them."""
        return self.picked(calendar_of)

    @cached_property
    def _added(self) -> Sequence[int]:
        return added(self._lanes) if self._years else ()

    @property
    def every_day(self) -> tuple[date, Iterable[int]]:
        """The first day of all years, and how all balances together changed on each from there."""
        return (date(self._years[0], 1, 1), self._added) if self._years else NEVER

    @cached_property
    def changes(self) -> Sequence[int]:
        """How all balances together changed on each of them."""
        return list(compress(self._added, self._marks))

    @cached_property
    def _flow_days(self) -> Sequence[date]:
        """Days with a flow, account by account."""
        return list(chain.from_iterable(member.flow_days for member in self.members))

    @cached_property
    def _order(self) -> Sequence[int]:
        """The places of these days, by day."""
        return sorted(range(len(self._flow_days)), key=self._flow_days.__getitem__)

    def _sorted(self, many: Iterable[Sequence[T]]) -> list[T]:
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
