"""Why an account's value changed: every piece by its own formula, each at its own day's rate."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from total_bankroll.book import Book
from total_bankroll.money import exact
from total_bankroll.running_sums import Products, products
from total_bankroll.unpacked_days import until


@dataclass(frozen=True, slots=True)
class Pieces:
    """A period of one account in the display currency.

    `value_end` − `value_start` = `capital_in` − `capital_out` + `results` + `bonuses` −
    `expenses` + `moved` + `fx`, where `moved` is what came from other accounts less what went
    there. `lacks` is the first day whose rate is missing: then the pieces mean nothing.
    """

    value_start: Decimal
    capital_in: Decimal
    capital_out: Decimal
    results: Decimal
    bonuses: Decimal
    expenses: Decimal
    moved: Decimal
    fx: Decimal
    value_end: Decimal
    lacks: date | None


class Explained:
    """A book with the running sums that its pieces are read from."""

    def __init__(self, book: Book) -> None:
        self._book = book
        lacking = set(book.worth.lacking)
        self._lacking = [day for day in book.days if day in lacking] if lacking else []
        self._changes: Products | None = None
        if not book.worth.is_own:
            rates = book.rate_counts
            known = [rate or 0 for rate in rates] if lacking else cast("Sequence[int]", rates)
            self._changes = products(book.changes, known)

    def _changed(self, before: date | None, end: date) -> int:
        """What changed, each day at its rate; one without a rate adds nothing."""
        book = self._book
        if book.worth.is_own:
            return book.count(end) - (book.held if before is None else book.count(before))
        if self._changes is None:
            return 0
        first = 0 if before is None else until(book.known, before)
        return self._changes.between(first, until(book.known, end))

    def _between(self, before: date | None, end: date) -> tuple[int, int, int]:
        """Results, bonuses and expenses.

        A result is what a day changed, but for what its flows are known to have done.
        """
        changed = self._changed(before, end)
        bonuses, expenses, unplayed = self._book.flow_sums.others_between(before, end)
        return changed - unplayed, bonuses, expenses

    def pieces(self, before: date | None, end: date) -> Pieces:
        """The days after `before` (None: from the beginning) up to and including `end`."""
        book = self._book
        sums = book.sums(before, end)
        results, bonuses, expenses = self._between(before, end)
        with exact():
            return Pieces(
                value_start=sums.value_start,
                capital_in=sums.opening + sums.deposits,
                capital_out=sums.withdrawals,
                results=book.worth_of(results),
                bonuses=book.worth_of(bonuses),
                expenses=book.worth_of(expenses),
                moved=sums.moved,
                fx=sums.fx,
                value_end=sums.value_end,
                lacks=self._first_lacking(before, end) or sums.lacks_value,
            )

    def _first_lacking(self, before: date | None, end: date) -> date | None:
        place = 0 if before is None else bisect_right(self._lacking, before)
        return next((day for day in self._lacking[place : place + 1] if day <= end), None)
