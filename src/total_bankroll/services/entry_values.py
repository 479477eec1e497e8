"""What listed entries are worth in the display currency, rounded so that they add up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from total_bankroll.money import from_count, round_half_up
from total_bankroll.services.currency_service import CurrencyService, rate_table
from total_bankroll.services.views import EntryView

ZERO = Decimal(0)


class DaySum(NamedTuple):
    """The entries of one currency and day, added up in the currency's smallest unit."""

    code: str
    decimals: int
    day: date
    amount: int
    entries: int


class Valuer:
    """Values amounts at their own day's rate, or all of them at that of one day.

    Rows of a long list are rounded by the running total: each is the difference of two rounded
    totals, so that any stretch of the list adds up to the total shown, page after page. Rows in
    the display currency need no rounding: they stand in that total from the start, or a half
    that is rounded away from zero would fall on either side of it.
    """

    def __init__(
        self, user_id: int, currency: str, sums: Sequence[DaySum], on: date | None
    ) -> None:
        self._currency, self._on = currency, on
        codes = {row.code for row in sums} | {currency}
        since = on or min((row.day for row in sums), default=None)
        self._table = rate_table(user_id, sorted(codes), since)
        own = [row for row in sums if row.code == currency]
        self._own = sum((from_count(row.amount, row.decimals) for row in own), ZERO)
        self._known: dict[tuple[str, date], Decimal | None] = {}
        self.decimals = CurrencyService().get_units(user_id)[currency].decimals

    def rate(self, code: str, day: date) -> Decimal | None:
        """What one unit of `code` counts for on a day of the list."""
        key = (code, self._on or day)
        if key not in self._known:
            self._known[key] = self._table.cross(code, self._currency, key[1])
        return self._known[key]

    def total(self, sums: Sequence[DaySum]) -> Decimal:
        """The exact value of all that has a rate."""
        total = ZERO
        for row in sums:
            rate = self.rate(row.code, row.day)
            total += ZERO if rate is None else from_count(row.amount, row.decimals) * rate
        return total

    def lacking(self, sums: Sequence[DaySum]) -> int:
        """How many entries have no rate."""
        return sum(row.entries for row in sums if self.rate(row.code, row.day) is None)

    def views(
        self, rows: Sequence[EntryView], by_amount: bool, newer: Sequence[DaySum]
    ) -> list[EntryView]:
        """The rows with their values, which go on from the total of what is newer."""
        running = self._own + self.total([row for row in newer if row.code != self._currency])
        found = []
        for row in rows:
            rate = self.rate(row.currency, row.day)
            if rate is None:
                found.append(row)
                continue
            exact = (row.amount if by_amount else row.change) * rate
            rounded = exact
            if row.currency != self._currency:
                rounded = self._rounded(running + exact) - self._rounded(running)
                running += exact
            found.append(replace(row, value=rounded, exact=exact))
        return found

    def _rounded(self, value: Decimal) -> Decimal:
        return round_half_up(value, self.decimals)
