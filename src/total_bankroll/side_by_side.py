"""Accounts of one currency side by side: what all their days come to, a multiplication a day.

A day is one large integer in which every account's count has its own bits, far enough apart that no
sum of them reaches the next: what is done to the integer is done to all accounts at once.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from operator import mul, sub
from typing import cast

from total_bankroll.lanes import RAISED, apart
from total_bankroll.unpacked_days import Known, Together
from total_bankroll.worth import Worth, effect_of

MANY = 4
"""Fewer accounts are quicker added up one by one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of one account: what it `held` before and had `left`, as counts.

    `changed` is the sum of the changes, each at its day's rate, and `effect` that of balance ×
    change of rate between the days, both in counts of counts. `into` and `out_of` are the rates
    of the first and of the last day; None where there is no day.
    """

    held: int
    left: int
    changed: int
    effect: int
    into: Decimal | None
    out_of: Decimal | None

    def edges(self, start: Decimal | None, end: Decimal | None) -> Decimal:
        """What the rates did before the first of the days and after the last, in counts."""
        if self.into is None or self.out_of is None:
            return effect_of(self.held, start, end)
        return effect_of(self.held, start, self.into) + effect_of(self.left, self.out_of, end)


class SideBySide:
    """The days of several accounts."""

    @staticmethod
    def serves(known: Known, worth: Worth) -> bool:
        """Whether it tells of these accounts sooner than each does, and knows all their rates."""
        return len(known.members) >= MANY and not worth.lacking

    def __init__(self, known: Together, worth: Worth, held: Sequence[int]) -> None:
        """`held` is what each account held before its days, as a count."""
        self._held, self._worth = held, worth
        self._days, marks = known.marked_days
        self._rates = cast("Sequence[int]", worth.counts_on(self._days))
        bits = max(map(int.bit_length, self._rates), default=0) + 2 * len(self._days).bit_length()
        self._bits = 64 * -(-(RAISED.bit_length() + 2 + bits) // 64)
        self._rows = known.side_by_side(self._bits, marks)

    @cached_property
    def _balances(self) -> Sequence[int]:
        """Before the first of the days and after each, without what was held before."""
        return list(accumulate(self._rows, initial=0))

    def over(self, before: date | None, end: date) -> list[Stretch]:
        """Each account by itself, after `before` (None: from the beginning) up to `end`."""
        first = 0 if before is None else bisect_right(self._days, before)
        last = bisect_right(self._days, end)
        rates = self._rates[first:last]
        if self._worth.is_own:  # every rate is 1
            steps, changed = [], self._balances[last] - self._balances[first]
        else:
            steps = list(map(sub, rates[1:], rates))
            changed = sum(map(mul, self._rows[first:last], rates))
        effect = sum(map(mul, self._balances[first + 1 : last], steps))
        raised = sum(map(mul, range(first + 1, last), steps))
        columns = zip(
            self._held,
            self._apart(self._balances[first], first),
            self._apart(self._balances[last], last),
            self._apart(changed, sum(rates)),
            self._apart(effect, raised),
            strict=True,
        )
        into, out_of, step = None, None, 0
        if rates:
            into, out_of = (self._worth.rates[self._days[n]] for n in (first, last - 1))
            step = rates[-1] - rates[0]
        return [
            Stretch(held + since, held + until, change, effect + held * step, into, out_of)
            for held, since, until, change, effect in columns
        ]

    def _apart(self, total: int, times: int) -> list[int]:
        """Each account's part of a sum in which every count was raised so many times."""
        parts = apart(total, len(self._held), self._bits)
        return [part - times * RAISED for part in parts]
