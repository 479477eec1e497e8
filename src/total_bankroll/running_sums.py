"""Running sums over an account's days: any period is a difference of two of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import accumulate, pairwise
from operator import itemgetter, mul, sub
from typing import cast

from total_bankroll.unpacked_days import Known, day_at, until
from total_bankroll.worth import ZERO, Worth

SHORT = 8
"""A stretch is added up by itself until all that were come to one of so many parts of all days:
then running sums are kept."""


class Products:
    """Sums of counts times rates, from one place to another.

    The first short stretches are added up when they are asked for, and one that lacks little of
    all is all less that; others are differences of two running sums.
    """

    def __init__(self, between: Callable[[int, int], Iterable[int]], length: int) -> None:
        """`between` makes those from one place up to another, ready multiplied."""
        self._between, self._length = between, length
        self._left = length // SHORT

    @cached_property
    def _all(self) -> int:
        return sum(self._between(0, self._length))

    @cached_property
    def _running(self) -> Sequence[int]:
        return list(accumulate(self._between(0, self._length), initial=0))

    def between(self, first: int, last: int) -> int:
        """Those at `first` and behind it, up to but without the one at `last`."""
        inside = last - first
        if self._takes(inside):
            return sum(self._between(first, last))
        if self._takes(self._length - inside):
            rest = sum(self._between(0, first)) + sum(self._between(last, self._length))
            return self._all - rest
        return self._running[last] - self._running[first]

    def _takes(self, count: int) -> bool:
        """Whether so many more may be added up by themselves."""
        if count > self._left:
            return False
        self._left -= count
        return True


def products(counts: Sequence[int], rates: Sequence[int] | None) -> Products | None:
    """`rates`: None where each is 1. None where there is nothing to add up, as most columns are."""
    if not any(counts):
        return None
    if rates is None:
        return Products(lambda a, b: counts[a:b], len(counts))
    return Products(lambda a, b: map(mul, counts[a:b], rates[a:b]), len(counts))


class FlowSums:
    """An account's flows, each at its own day's rate, as sums in counts of counts."""

    def __init__(self, known: Known, worth: Worth) -> None:
        self._known = known
        self.without_capital: list[date] = []
        self.without_moved: list[date] = []
        self._rates = None if worth.is_own else self._rates_of(worth)
        opened, deposits, withdrawals, came, went, *_ = known.flow_parts
        self._count = len(opened)
        moved = list(map(sub, came, went)) if any(came) or any(went) else ()
        self._capital = self._products(opened, deposits, withdrawals, moved)

    def _rates_of(self, worth: Worth) -> Sequence[int]:
        rates = self._known.picked_at_flows(worth.counts_of_year)
        if worth.lacking:
            self._note_lacking(rates)
            return [rate or 0 for rate in rates]
        return cast("Sequence[int]", rates)

    def _until(self, day: date) -> int:
        """How many of the days with a flow are not after one; outside of all none is looked at."""
        begin, last = self._known.begin, self._known.end
        if begin is None or last is None or day < begin:
            return 0
        return self._count if day >= last else bisect_right(self._known.flow_days, day)

    def _products(self, *columns: Sequence[int]) -> list[Products | None]:
        return [products(column, self._rates) for column in columns]

    def _note_lacking(self, rates: Sequence[int | None]) -> None:
        days = zip(self._known.flow_days, rates, *self._known.flow_parts, strict=True)
        for day, rate, opening, deposits, withdrawals, came, went, *_ in days:
            if rate is None and (opening or deposits or withdrawals):
                self.without_capital.append(day)
            if rate is None and (came or went):
                self.without_moved.append(day)

    @cached_property
    def _others(self) -> list[Products | None]:
        *_, results, bonuses, expenses = self._known.flow_parts
        unplayed = list(map(sub, self._known.flow_changes, results))
        return self._products(bonuses, expenses, unplayed)

    def between(self, before: date | None, end: date) -> list[int]:
        """Opening, deposits, withdrawals and what was moved, after `before` up to `end`."""
        return self._differences(self._capital, before, end)

    def others_between(self, before: date | None, end: date) -> list[int]:
        """Bonuses, expenses, and what these days changed by other than results."""
        return self._differences(self._others, before, end)

    def _differences(
        self, sums: Sequence[Products | None], before: date | None, end: date
    ) -> list[int]:
        first = 0 if before is None else self._until(before)
        last = self._until(end)
        return [0 if each is None else each.between(first, last) for each in sums]


class EffectSums:
    """An account's FX effect: running sums of balance × change of rate between its changes.

    A day on which the balance was only confirmed is no change, and needs no rate.
    """

    def __init__(
        self, known: Known, rates: Sequence[int | None], balances: Sequence[int], worth: Worth
    ) -> None:
        """`balances` holds what there was before the first of the days, and after each of them."""
        self._known, self._worth = known, worth
        self._few: Sequence[date] | None = None
        self._lacking: list[tuple[int, date]] = []
        steps: Sequence[int] = ()
        if worth.lacking:
            places = [place for place, change in enumerate(known.changes) if change]
            self._few = [known.days[place] for place in places]
            rates = [rates[place] for place in places]
            balances = [balances[0], *(balances[place + 1] for place in places)]
            steps = list(self._steps(self._few, rates, balances))
        self._balances = balances
        whole = partial(_all_steps, cast("Sequence[int]", rates), balances)
        found = partial(_slice, steps) if steps else whole
        self._sums = Products(found, max(0, len(rates) - 1))

    def _steps(
        self, days: Sequence[date], rates: Sequence[int | None], balances: Sequence[int]
    ) -> Iterator[int]:
        for place, (since, following) in enumerate(pairwise(rates)):
            if since is not None and following is not None:
                yield balances[place + 1] * (following - since)
                continue
            if balances[place + 1]:
                self._lacking.append((place, days[place + 1 if since is not None else place]))
            yield 0

    def _until(self, day: date) -> int:
        return until(self._known, day) if self._few is None else bisect_right(self._few, day)

    def _day(self, place: int) -> date:
        return day_at(self._known, place) if self._few is None else self._few[place]

    def between(
        self, before: date | None, end: date, start_rate: Decimal | None, end_rate: Decimal | None
    ) -> tuple[int, Decimal, date | None]:
        """After `before` up to `end`: a sum in counts of counts, what the first and last stretch
        add in counts, and the day whose rate is missing."""
        first = 0 if before is None else self._until(before)
        last = self._until(end)
        held, left = self._balances[first], self._balances[last]
        if first == last:
            return 0, _effect(held, start_rate, end_rate), None
        begin, stop = self._day(first), self._day(last - 1)
        into, out_of = self._worth.on(begin), self._worth.on(stop)
        edges = _effect(held, start_rate, into) + _effect(left, out_of, end_rate)
        lacks = begin if held and into is None and start_rate is not None else None
        lacks = lacks or self._first_lacking(first, last)
        if left and (out_of is None or end_rate is None):
            lacks = lacks or stop
        return self._sums.between(first, last - 1), edges, lacks

    def _first_lacking(self, first: int, last: int) -> date | None:
        place = bisect_left(self._lacking, first, key=itemgetter(0))
        found = self._lacking[place : place + 1]
        return found[0][1] if found and found[0][0] < last - 1 else None


def _all_steps(
    rates: Sequence[int], balances: Sequence[int], first: int, last: int
) -> Iterable[int]:
    """Of no object's own: one that holds it would hold itself, and outlive its request."""
    some = rates[first : last + 1]
    return map(mul, balances[first + 1 : last + 1], map(sub, some[1:], some))


def _slice(steps: Sequence[int], first: int, last: int) -> Sequence[int]:
    return steps[first:last]


def _effect(count: int, before: Decimal | None, after: Decimal | None) -> Decimal:
    """What a balance gained by a change of its rate."""
    if not count or before is None or after is None:
        return ZERO
    return count * (after - before)
