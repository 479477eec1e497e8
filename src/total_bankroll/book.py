"""One account's days read against one display currency: value, capital, moves and FX effect."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import itemgetter, mul, sub

from total_bankroll.money import exact
from total_bankroll.rates import RateTable

ZERO = Decimal(0)
ONE = Decimal(1)

Flow = tuple[date, int, int, int, int, int]
"""A day on which money came or went: the day, opening, deposits, withdrawals, moved in and moved
out, in counts of the account's currency."""


@dataclass(frozen=True, slots=True)
class Sums:
    """A period of one account in the display currency, each flow at its own day's rate.

    `value_start` is what the account was worth before the period. Each `lacks_…` names the day
    whose rate is missing for value, capital, what was moved, and FX effect, or None.
    """

    value_start: Decimal
    value_end: Decimal
    opening: Decimal
    deposits: Decimal
    withdrawals: Decimal
    moved: Decimal
    fx: Decimal
    lacks_value: date | None
    lacks_capital: date | None
    lacks_moved: date | None
    lacks_fx: date | None

    @property
    def capital(self) -> Decimal:
        """Net capital added: openings and deposits less withdrawals."""
        return self.opening + self.deposits - self.withdrawals

    @property
    def profit(self) -> Decimal:
        """Change of value less net capital and what was moved from or to other accounts."""
        return self.value_end - self.value_start - self.capital - self.moved


class Worth:
    """What one unit of a currency is worth in another, on the days on which something changed.

    Each rate is kept as a whole number of 10^-`places` too: that is how a long history is added
    up, exactly and much faster than with decimals.
    """

    def __init__(self, code: str, display: str, table: RateTable, days: Iterable[date]) -> None:
        self.code, self.display, self._table = code, display, table
        ordered = sorted(days)
        self.rates = dict(zip(ordered, self.on_days(ordered), strict=True))
        known = {rate for rate in self.rates.values() if rate is not None}
        with exact():
            self.places = _decimals(sum(known, ZERO))  # a sum has the decimals of its finest part
            counts: dict[Decimal | None, int] = {r: int(r.scaleb(self.places)) for r in known}
        self.counts = {day: counts.get(rate) for day, rate in self.rates.items()}

    def on_days(self, days: Sequence[date]) -> list[Decimal | None]:
        """The value of one unit on each of ascending days."""
        return self._table.crosses(self.code, self.display, days)

    def on(self, day: date) -> Decimal | None:
        """The value of one unit on any day."""
        return self._table.cross(self.code, self.display, day)


def _decimals(rate: Decimal) -> int:
    exponent = rate.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class _Flows:
    """An account's flows, each at its own day's rate, as running sums in counts of counts."""

    def __init__(self, flows: Sequence[Flow], worth: Worth) -> None:
        self.days = [flow[0] for flow in flows]
        self.without_capital: list[date] = []
        self.without_moved: list[date] = []
        self._sums = [(0, 0, 0, 0)]
        opened = deposited = withdrawn = moved = 0
        for day, opening, deposits, withdrawals, came, went in flows:
            rate = worth.counts[day]
            if rate is None:
                if opening or deposits or withdrawals:
                    self.without_capital.append(day)
                if came or went:
                    self.without_moved.append(day)
            else:
                opened += opening * rate
                deposited += deposits * rate
                withdrawn += withdrawals * rate
                moved += (came - went) * rate
            self._sums.append((opened, deposited, withdrawn, moved))

    def between(self, before: date | None, end: date) -> tuple[int, ...]:
        """Opening, deposits, withdrawals and what was moved, after `before` up to `end`."""
        first = 0 if before is None else bisect_right(self.days, before)
        last = bisect_right(self.days, end)
        pairs = zip(self._sums[last], self._sums[first], strict=True)
        return tuple(until - since for until, since in pairs)


class _Effects:
    """An account's FX effect: running sums of balance × change of rate between its changes.

    A day on which the balance was only confirmed is no change, and needs no rate.
    """

    def __init__(
        self, days: Sequence[date], changes: Sequence[int], balances: Sequence[int], worth: Worth
    ) -> None:
        if not all(changes):
            days = [day for day, change in zip(days, changes, strict=True) if change]
            balances = [held for held, change in zip(balances, changes, strict=True) if change]
        self._days, self._balances, self._worth = days, balances, worth
        self._lacking: list[tuple[int, date]] = []
        rates = [worth.counts[day] for day in days]
        known = [rate for rate in rates if rate is not None]
        if len(known) == len(rates):
            steps = map(mul, balances, map(sub, known[1:], known))
            self._sums = list(accumulate(steps, initial=0))
        else:
            self._sums = list(accumulate(self._steps(rates), initial=0))

    def _steps(self, rates: Sequence[int | None]) -> Iterator[int]:
        for place, (since, until) in enumerate(pairwise(rates)):
            if since is not None and until is not None:
                yield self._balances[place] * (until - since)
                continue
            if self._balances[place]:
                day = self._days[place + 1] if since is not None else self._days[place]
                self._lacking.append((place, day))
            yield 0

    def between(
        self, before: date | None, end: date, start_rate: Decimal | None, end_rate: Decimal | None
    ) -> tuple[int, Decimal, date | None]:
        """After `before` up to `end`: a sum in counts of counts, what the first and last stretch
        add in counts, and the day whose rate is missing."""
        first = 0 if before is None else bisect_right(self._days, before)
        last = bisect_right(self._days, end)
        held = self._balances[first - 1] if first else 0
        if first == last:
            return 0, _effect(held, start_rate, end_rate), None
        left = self._balances[last - 1]
        into, out_of = (self._worth.rates[self._days[n]] for n in (first, last - 1))
        edges = _effect(held, start_rate, into) + _effect(left, out_of, end_rate)
        lacks = self._days[first] if held and into is None and start_rate is not None else None
        lacks = lacks or self._first_lacking(first, last)
        if left and (out_of is None or end_rate is None):
            lacks = lacks or self._days[last - 1]
        return self._sums[last - 1] - self._sums[first], edges, lacks

    def _first_lacking(self, first: int, last: int) -> date | None:
        place = bisect_left(self._lacking, first, key=itemgetter(0))
        found = self._lacking[place : place + 1]
        return found[0][1] if found and found[0][0] < last - 1 else None


def _effect(count: int, before: Decimal | None, after: Decimal | None) -> Decimal:
    """What a balance gained by a change of its rate."""
    if not count or before is None or after is None:
        return ZERO
    return count * (after - before)


def _first_between(days: Sequence[date], before: date | None, end: date) -> date | None:
    place = 0 if before is None else bisect_right(days, before)
    return days[place] if place < len(days) and days[place] <= end else None


class Book:
    """One account's days, oldest first, read against one display currency."""

    def __init__(
        self,
        days: Sequence[date],
        changes: Sequence[int],
        flows: Sequence[Flow],
        decimals: int,
        worth: Worth,
    ) -> None:
        self.days = days
        self.code, self.worth = worth.code, worth
        self._decimals, self._unit = decimals, ONE.scaleb(-decimals)
        self._balances = list(accumulate(changes))
        self._flows = _Flows(flows, worth)
        self._effects = _Effects(days, changes, self._balances, worth)

    def rate(self, on: date) -> Decimal | None:
        """The value of one unit of the account's currency on a day."""
        return self.worth.on(on)

    def count(self, on: date) -> int:
        """The balance at the end of a day, as a count."""
        place = bisect_right(self.days, on)
        return self._balances[place - 1] if place else 0

    def amount(self, count: int) -> Decimal:
        """A count of the account's smallest unit as an amount."""
        return count * self._unit

    def balance(self, on: date) -> Decimal:
        """The native balance at the end of a day."""
        return self.count(on) * self._unit

    def value(self, on: date) -> Decimal | None:
        """The balance at the end of a day in the display currency; None without a rate."""
        count = self.count(on)
        if not count:
            return ZERO
        rate = self.rate(on)
        return None if rate is None else count * rate * self._unit

    def sums(self, before: date | None, end: date) -> Sums:
        """The days after `before` (None: from the beginning) up to and including `end`."""
        first = 0 if before is None else bisect_right(self.days, before)
        last = bisect_right(self.days, end)
        held = self._balances[first - 1] if first else 0
        left = self._balances[last - 1] if last else 0
        rate_start = self.rate(before) if held and before is not None else ONE
        rate_end = self.rate(end) if left or held else ONE
        flows = self._flows
        lacks_start = before if held and rate_start is None else None
        lacks_end = end if left and rate_end is None else None
        with exact():
            effect, edges, lacks_fx = self._effects.between(before, end, rate_start, rate_end)
            opening, deposits, withdrawals, moved = map(self._worth, flows.between(before, end))
            return Sums(
                value_start=held * (rate_start or ZERO) * self._unit,
                value_end=left * (rate_end or ZERO) * self._unit,
                opening=opening,
                deposits=deposits,
                withdrawals=withdrawals,
                moved=moved,
                fx=self._worth(effect) + edges * self._unit,
                lacks_value=lacks_end or lacks_start,
                lacks_capital=_first_between(flows.without_capital, before, end),
                lacks_moved=_first_between(flows.without_moved, before, end),
                lacks_fx=lacks_end or lacks_start or lacks_fx,
            )

    def _worth(self, count: int) -> Decimal:
        """A count of the account's smallest unit, times a rate's count, as a value."""
        return Decimal(count).scaleb(-self.worth.places - self._decimals)
