"""One account's days read against one display currency: value, capital, moves and FX effect."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, repeat
from operator import sub

from total_bankroll.money import exact
from total_bankroll.running_sums import EffectSums, FlowSums
from total_bankroll.together import Together
from total_bankroll.unpacked_days import Known, until
from total_bankroll.worth import Worth

ZERO = Decimal(0)
ONE = Decimal(1)
DENSE = 8
"""Where one in so many days is asked for, balances are made for every day of all years."""


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


def _first_between(days: Sequence[date], before: date | None, end: date) -> date | None:
    place = 0 if before is None else bisect_right(days, before)
    return days[place] if place < len(days) and days[place] <= end else None


class Book:
    """One account's days, oldest first, read against one display currency."""

    def __init__(
        self,
        known: Known,
        decimals: int,
        worth: Worth,
        *,
        held: int = 0,
        begin: date | None = None,
    ) -> None:
        """`held` is the count before the first of the days, where they are not all there are.

        `begin`: see below; of several accounts together what they held may cancel out.
        """
        self.known, self.held = known, held
        self.code, self.worth = worth.code, worth
        self._begin = begin or (date.min if held else None)
        self.decimals, self._unit = decimals, ONE.scaleb(-decimals)

    @classmethod
    def together(cls, books: "Sequence[Book]", known: Together | None = None) -> "Book":
        """Accounts of one currency as if they were one: exactly their sum where no rate lacks."""
        one, *others = books
        if not others:
            return one
        members = [member for book in books for member in book.known.members]
        if known is None or list(known.members) != members:
            known = Together(members)
        begin = min((book.begin for book in books if book.begin), default=None)
        held = sum(book.held for book in books)
        return cls(known, one.decimals, one.worth, held=held, begin=begin)

    @cached_property
    def days(self) -> Sequence[date]:
        """The days on which anything happened."""
        return self.known.days

    @cached_property
    def changes(self) -> Sequence[int]:
        """How the balance changed on each of them."""
        return self.known.changes

    @cached_property
    def balances(self) -> Sequence[int]:
        """What there was before the first of `days`, and after each of them."""
        return tuple(accumulate(self.changes, initial=self.held))

    @cached_property
    def flow_sums(self) -> FlowSums:
        """What money came, went and was moved."""
        return FlowSums(self.known, self.worth)

    @cached_property
    def _effects(self) -> EffectSums | None:
        if self.worth.is_own:
            return None
        return EffectSums(self.known, self.rate_counts, self.balances, self.worth)

    @cached_property
    def rate_counts(self) -> Sequence[int | None]:
        """The rate of each of `days`, as a whole number."""
        if self.worth.is_own:
            return [1] * len(self.changes)
        return self.known.picked(self.worth.counts_of_year)

    @property
    def places(self) -> int:
        """The decimals of a count times a rate's count."""
        return self.worth.places + self.decimals

    @property
    def begin(self) -> date | None:
        """The day from which on something was on the account; None where nothing ever was."""
        return self._begin or self.known.begin

    def rate(self, on: date) -> Decimal | None:
        """The value of one unit of the account's currency on a day."""
        return self.worth.on(on)

    def count(self, on: date) -> int:
        """The balance at the end of a day, as a count."""
        begin, end = self.known.begin, self.known.end
        if begin is None or end is None or on < begin:
            return self.held
        if on >= end:
            return self.held + self.known.total
        return self.balances[until(self.known, on)]

    def amount(self, count: int) -> Decimal:
        """A count of the account's smallest unit as an amount."""
        return count * self._unit

    def counts(self, days: Sequence[date]) -> list[int]:
        """The balances at the ends of ascending days, as counts."""
        if len(days) * DENSE < len(self.days):
            return list(map(self.balances.__getitem__, map(bisect_right, repeat(self.days), days)))
        begin, balances = self._every_day
        eve = begin.toordinal() - 1
        first = bisect_left(days, begin)
        last = bisect_right(days, date.fromordinal(eve + len(balances) - 1), first)
        places = map(sub, map(date.toordinal, days[first:last]), repeat(eve))
        return [
            *repeat(balances[0], first),
            *map(balances.__getitem__, places),
            *repeat(balances[-1], len(days) - last),
        ]

    @cached_property
    def _every_day(self) -> tuple[date, Sequence[int]]:
        """A day, what there was before it, and after it and each of those behind it."""
        first, changes = self.known.every_day
        return first, list(accumulate(changes, initial=self.held))

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
        held, left = self.held if before is None else self.count(before), self.count(end)
        rate_start = self.rate(before) if held and before is not None else ONE
        rate_end = self.rate(end) if left or held else ONE
        flows = self.flow_sums
        lacks_start = before if held and rate_start is None else None
        lacks_end = end if left and rate_end is None else None
        with exact():
            effect, edges, lacks_fx = 0, ZERO, None
            if self._effects is not None:
                effect, edges, lacks_fx = self._effects.between(before, end, rate_start, rate_end)
            opening, deposits, withdrawals, moved = map(self.worth_of, flows.between(before, end))
            return Sums(
                value_start=held * (rate_start or ZERO) * self._unit,
                value_end=left * (rate_end or ZERO) * self._unit,
                opening=opening,
                deposits=deposits,
                withdrawals=withdrawals,
                moved=moved,
                fx=self.worth_of(effect) + edges * self._unit,
                lacks_value=lacks_end or lacks_start,
                lacks_capital=_first_between(flows.without_capital, before, end),
                lacks_moved=_first_between(flows.without_moved, before, end),
                lacks_fx=lacks_end or lacks_start or lacks_fx,
            )

    def unsplit(self, before: date | None, end: date) -> Decimal:
        """The change of value less what the days that have a rate did, each at that rate.

        Where none lacks one, that is the FX effect; otherwise it holds what days without a rate
        did as well, and the two cannot be told apart.
        """
        first = 0 if before is None else until(self.known, before)
        last = until(self.known, end)
        known = sum(
            self.changes[place] * rate
            for place in range(first, last)
            if (rate := self.worth.counts[self.days[place]]) is not None
        )
        period = self.sums(before, end)
        with exact():
            return period.value_end - period.value_start - self.worth_of(known)

    def worth_of(self, count: int) -> Decimal:
        """A count of the account's smallest unit, times a rate's count, as a value."""
        return Decimal(count).scaleb(-self.places)
