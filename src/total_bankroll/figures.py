"""From daily changes and dated rates to value, capital, profit and FX effect: exact and pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from total_bankroll.money import exact
from total_bankroll.rates import RateTable

ZERO = Decimal(0)
ONE = Decimal(1)
DAY = timedelta(days=1)
_RATIOS = Context(prec=12, rounding=ROUND_HALF_UP)


DayRow = tuple[date, int, int, int, int, int, int]
"""A day of an account: day, change, opening, deposits, withdrawals, moved in and moved out, in
counts of the account's currency; a plain tuple, since a long history has a hundred thousand."""


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


_Flows = tuple[Decimal, Decimal, Decimal, Decimal]  # opening, deposits, withdrawals, moved


class Book:
    """One account's days, oldest first, read against one display currency."""

    def __init__(
        self, rows: Sequence[DayRow], code: str, decimals: int, table: RateTable, display: str
    ) -> None:
        self.rows = rows
        self.days = [row[0] for row in rows]
        self.code, self.display, self._table = code, display, table
        self._unit = ONE.scaleb(-decimals)
        self._balances = _running(rows)
        self._rates = self.rates(self.days)

    def rates(self, days: Sequence[date]) -> Sequence[Decimal | None]:
        """The value of one unit of the account's currency on ascending days."""
        if self.code == self.display:
            return [ONE] * len(days)
        return self._table.crosses(self.code, self.display, days)

    def rate(self, on: date) -> Decimal | None:
        """The value of one unit of the account's currency on a day."""
        return self._table.cross(self.code, self.display, on)

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
        flows, lacks_capital, lacks_moved = self._flows(first, last)
        fx, lacks_fx = self._fx(first, last, held, rate_start, rate_end)
        opening, deposits, withdrawals, moved = (flow * self._unit for flow in flows)
        lacks_start = before if held and rate_start is None else None
        lacks_end = end if left and rate_end is None else None
        return Sums(
            value_start=held * (rate_start or ZERO) * self._unit,
            value_end=left * (rate_end or ZERO) * self._unit,
            opening=opening,
            deposits=deposits,
            withdrawals=withdrawals,
            moved=moved,
            fx=fx * self._unit,
            lacks_value=lacks_end or lacks_start,
            lacks_capital=lacks_capital,
            lacks_moved=lacks_moved,
            lacks_fx=lacks_end or lacks_start or lacks_fx,
        )

    def _flows(self, first: int, last: int) -> tuple[_Flows, date | None, date | None]:
        opened = deposited = withdrawn = moved = ZERO
        lacks_capital = lacks_moved = None
        for place in range(first, last):
            day, _, opening, deposits, withdrawals, came, went = self.rows[place]
            has_capital = opening or deposits or withdrawals
            if not (has_capital or came or went):
                continue
            rate = self._rates[place]
            if rate is None:
                lacks_capital = lacks_capital or (day if has_capital else None)
                lacks_moved = lacks_moved or (day if came or went else None)
                continue
            opened += opening * rate
            deposited += deposits * rate
            withdrawn += withdrawals * rate
            moved += (came - went) * rate
        return (opened, deposited, withdrawn, moved), lacks_capital, lacks_moved

    def _fx(
        self, first: int, last: int, held: int, start: Decimal | None, end: Decimal | None
    ) -> tuple[Decimal, date | None]:
        """Σ balance of day d−1 × (rate d − rate d−1), each run of equal balance in one step."""
        if self.code == self.display:
            return ZERO, None
        total, lacks = ZERO, None
        count, since, previous = held, None, start
        for place in range(first, last):
            if self._balances[place] == count:
                continue  # the run goes on, whatever the rate did on that day
            day, rate = self.days[place], self._rates[place]
            if count:
                if rate is None or previous is None:
                    lacks = lacks or (day if previous is not None else since)
                else:
                    total += count * (rate - previous)
            count, since, previous = self._balances[place], day, rate
        if count:
            if previous is None or end is None:
                lacks = lacks or since
            else:
                total += count * (end - previous)
        return total, lacks


def _running(rows: Iterable[DayRow]) -> list[int]:
    balance, found = 0, []
    for row in rows:
        balance += row[1]
        found.append(balance)
    return found


def values_over(books: Sequence[Book], days: Sequence[date]) -> list[Decimal | None]:
    """What some accounts are worth together on ascending days; None is a gap for want of a rate.

    Balances of one currency are added before they are valued, so that the cost follows days
    and currencies. Days before the first entry of all are gaps too.
    """
    by_code: dict[str, list[Book]] = {}
    for book in books:
        by_code.setdefault(book.code, []).append(book)
    begin = min((book.days[0] for book in books if book.days), default=None)
    with exact():
        lines = [_value_line(group, days) for group in by_code.values()]
        return [
            None if begin is None or day < begin else _total([line[i] for line in lines])
            for i, day in enumerate(days)
        ]


def _value_line(books: Sequence[Book], days: Sequence[date]) -> list[Decimal | None]:
    rates = books[0].rates(days)
    balances = [sum((book.balance(day) for book in books), ZERO) for day in days]
    return [
        ZERO if not balance else None if rate is None else balance * rate
        for balance, rate in zip(balances, rates, strict=True)
    ]


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total


def month_ends(first: date, last: date) -> list[date]:
    """The day before the month of `first`, every month's last day after it, and `last`."""
    ends = [first.replace(day=1) - DAY]
    while ends[-1] < last:
        following = (ends[-1] + DAY).replace(day=28) + 4 * DAY
        ends.append(min(following.replace(day=1) - DAY, last))
    return ends


def sample_days(first: date, last: date, most: int) -> list[date]:
    """At most `most` days from `first` to `last`, evenly apart, the last one always there."""
    if last < first:
        return []
    step = max(1, -(-((last - first).days + 1) // most))
    days = [last - step * DAY * back for back in range((last - first).days // step + 1)]
    return days[::-1]


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    """`part` divided by `whole` to 12 significant digits: for shares and percentages."""
    return _RATIOS.divide(part, whole)


def shares(values: Mapping[int, Decimal | None]) -> dict[int, Decimal | None]:
    """Each positive value's share of all positive values, to 12 digits; None for the others."""
    total = sum((value for value in values.values() if value and value > 0), ZERO)
    return {
        key: ratio(value, total) if value and value > 0 else None for key, value in values.items()
    }
