"""What listed entries are worth in the display currency, rounded so that they add up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from total_bankroll.money import from_count, round_half_up
from total_bankroll.rates import RateTable
from total_bankroll.services.books import account_views
from total_bankroll.services.currency_service import CurrencyService, rate_table
from total_bankroll.services.views import EntryView

ZERO, ONE = Decimal(0), Decimal(1)


class DaySum(NamedTuple):
    """The entries of one currency and day, added up in the currency's smallest unit."""

    code: str
    decimals: int
    day: date
    amount: int


class Start(NamedTuple):
    """What a list's total holds before its rows in other currencies: exactly, and as `shown`.

    `fx` and `unsplit` are the parts of what is shown that belong to no row.
    """

    exact: Decimal
    shown: Decimal
    fx: Decimal = ZERO
    unsplit: Decimal = ZERO


class Valuer:
    """Values amounts from `since` on at their own day's rate, or all of them at that of one day.

    Rows of a long list are rounded by the running total: each is the difference of two rounded
    totals, so that any stretch of the list adds up to the total shown, page after page. Rows in
    the display currency need no rounding: they stand in that total from the start, or a half
    that is rounded away from zero would fall on either side of it.
    """

    def __init__(self, user_id: int, currency: str, on: date | None, since: date) -> None:
        self._user_id, self._currency, self._on, self._since = user_id, currency, on, since
        self._known: dict[tuple[str, date], Decimal | None] = {}
        self.decimals = CurrencyService().get_units(user_id)[currency].decimals

    @cached_property
    def _table(self) -> RateTable:
        """Read where a list is in other currencies than the player reads totals in."""
        codes = {account.currency for account in account_views(self._user_id)} | {self._currency}
        return rate_table(self._user_id, sorted(codes), self._on or self._since)

    def rate(self, code: str, day: date) -> Decimal | None:
        """What one unit of `code` counts for on a day of the list."""
        if code == self._currency:
            return ONE
        key = (code, self._on or day)
        if key not in self._known:
            self._known[key] = self._table.cross(code, self._currency, key[1])
        return self._known[key]

    def total(self, sums: Sequence[DaySum]) -> Decimal:
        """The exact value of all that has a rate."""
        self._look_up(sums)
        total = ZERO
        for row in sums:
            rate = self.rate(row.code, row.day)
            total += ZERO if rate is None else from_count(row.amount, row.decimals) * rate
        return total

    def views(
        self, rows: Sequence[EntryView], by_amount: bool, start: Start, above: Sequence[DaySum]
    ) -> list[EntryView]:
        """The rows with their values, which go on from the total of what stands above."""

        def shown(total: Decimal) -> Decimal:
            return start.shown if total == start.exact else self._rounded(total)

        running = start.exact + self.total([row for row in above if row.code != self._currency])
        found = []
        for row in rows:
            rate = self.rate(row.currency, row.day)
            if rate is None:
                found.append(row)
                continue
            exact = (row.amount if by_amount else row.change) * rate
            rounded = exact
            if row.currency != self._currency:
                rounded = shown(running + exact) - shown(running)
                running += exact
            found.append(replace(row, value=rounded, exact=exact))
        return found

    def _look_up(self, sums: Sequence[DaySum]) -> None:
        """Find the rates of many days in one walk along each currency's series."""
        if self._on is not None:
            return
        for code in {row.code for row in sums} - {self._currency}:
            days = sorted({row.day for row in sums if row.code == code})
            rates = self._table.crosses(code, self._currency, days)
            self._known |= {(code, day): rate for day, rate in zip(days, rates, strict=True)}

    def _rounded(self, value: Decimal) -> Decimal:
        return round_half_up(value, self.decimals)
