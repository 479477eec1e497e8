"""Replaying an account's entries into balances, and its balances into days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from operator import attrgetter
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    """What an entry says."""

    BALANCE = "balance"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    RESULT = "result"
    BONUS = "bonus"
    EXPENSE = "expense"


_LEAVING = frozenset({Kind.WITHDRAWAL, Kind.TRANSFER_OUT, Kind.EXPENSE})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the ledger needs it; `amount` counts the currency's smallest unit.

    It is above zero, except a balance, which may be a debt, and a result, which has a sign.
    """

    id: int
    at: datetime
    day: date
    kind: Kind
    amount: int


@dataclass(frozen=True, slots=True)
class Step:
    """An entry with what it did: how the balance changed, and to what."""

    line: Line
    change: int
    balance: int
    opening: bool


@dataclass(frozen=True, slots=True)
class DayChange:
    """What changed on one day, in smallest units, and why; the reasons add up to `change`."""

    day: date
    opening: int = 0
    deposits: int = 0
    withdrawals: int = 0
    results: int = 0
    bonuses: int = 0
    expenses: int = 0
    moved_in: int = 0
    moved_out: int = 0

    @property
    def change(self) -> int:
        """Change of the balance: everything that came, less everything that went."""
        gained = self.opening + self.deposits + self.results + self.bonuses + self.moved_in
        return gained - self.withdrawals - self.expenses - self.moved_out


def replay(lines: Iterable[Line]) -> list[Step]:
    """Every entry in its order (time, then typing) with the balance after it."""
    steps: list[Step] = []
    balance = 0
    for line in sorted(lines, key=attrgetter("at", "id")):
        is_balance = line.kind is Kind.BALANCE
        change = line.amount - balance if is_balance else _signed(line)
        balance += change
        steps.append(Step(line, change, balance, opening=is_balance and not steps))
    return steps


def _signed(line: Line) -> int:
    return -line.amount if line.kind in _LEAVING else line.amount


_REASONS = {
    Kind.BALANCE: "results",
    Kind.RESULT: "results",
    Kind.DEPOSIT: "deposits",
    Kind.WITHDRAWAL: "withdrawals",
    Kind.BONUS: "bonuses",
    Kind.EXPENSE: "expenses",
    Kind.TRANSFER_IN: "moved_in",
    Kind.TRANSFER_OUT: "moved_out",
}


def days(steps: Iterable[Step]) -> list[DayChange]:
    """The days on which anything moved, in order; a confirmed balance moves nothing."""
    sums: dict[date, dict[str, int]] = {}
    for step in steps:
        reason = "opening" if step.opening else _REASONS[step.line.kind]
        moved = -step.change if step.line.kind in _LEAVING else step.change
        day = sums.setdefault(step.line.day, {})
        day[reason] = day.get(reason, 0) + moved
    return [DayChange(day, **sums[day]) for day in sorted(sums) if any(sums[day].values())]


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The calendar day that an aware instant falls on in a zone."""
    return at.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last microsecond of a local day, in UTC, whatever the clocks do around it."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, zone)
    ends = [
        midnight.replace(fold=fold).astimezone(UTC) - timedelta(microseconds=1) for fold in (0, 1)
    ]
    return max((end for end in ends if day_of(end, zone) == day), default=ends[0])
