"""What a list that explains a figure needs besides its entries: who is left out, and FX."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from total_bankroll.book import ZERO
from total_bankroll.money import exact
from total_bankroll.services.books import load_books, today_of
from total_bankroll.services.breakdown import breakdown
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.moments import EARLIEST
from total_bankroll.services.outside import counted

BANKROLL, CHANGE, PROFIT, CAPITAL = "bankroll", "change", "profit", "capital"
BY_CHANGE = (BANKROLL, CHANGE, PROFIT, CAPITAL)
"""Figures that a list explains by what each entry did to the balance."""
FIGURES = (*BY_CHANGE, "deposits", "withdrawals")
"""The figures of the dashboard that a list can explain; the last two add amounts up."""
_WITH_FX = (CHANGE, PROFIT)


def end_of(user_id: int, filters: EntryFilter) -> date:
    """The day at whose end the figure stands: the list's last one, or today."""
    return max(EARLIEST, filters.until(today_of(user_id)))


def left_out(user_id: int, currency: str, filters: EntryFilter) -> Collection[int]:
    """The accounts that the figure explained leaves out for want of a rate."""
    if filters.figure not in FIGURES:
        return ()
    whole = replace(filters, to_day=None) if filters.from_day else filters
    end = end_of(user_id, whole)
    found = breakdown(user_id, currency, end).missing
    outsiders = {
        missing.account_id
        for missing in found
        if missing.figure == "value"
        or (missing.figure == "capital" and filters.figure not in (BANKROLL, CHANGE))
    }
    return outsiders | _lacking_within(user_id, currency, filters, outsiders)


def _lacking_within(
    user_id: int, currency: str, filters: EntryFilter, outsiders: Collection[int]
) -> set[int]:
    """The accounts that only the period of the list lacks a rate of."""
    before = _before(filters)
    if before is None or filters.figure not in _WITH_FX:
        return set()
    books, end = load_books(user_id, currency), end_of(user_id, filters)
    with exact():
        sums = {key: b.sums(before, end) for key, b in books.books.items() if key not in outsiders}
        if filters.figure == CHANGE:
            return {key for key, period in sums.items() if period.lacks_value}
        return sums.keys() - counted(user_id, books, sums, before, end).inside


class Beyond(NamedTuple):
    """What a figure holds beyond its entries, in the display currency.

    `unsplit` came of accounts with an entry on a day without a rate: how much of it that entry
    did, and how much the exchange rates, cannot be told. None where there is none.
    """

    fx: Decimal
    unsplit: Decimal | None


def beyond_entries(user_id: int, currency: str, filters: EntryFilter) -> Beyond | None:
    """What belongs to the figure that is explained and to none of its entries.

    It belongs to no kind of entry: a list of one kind leaves it out. None for other lists.
    """
    if filters.figure not in _WITH_FX or filters.kinds:
        return None
    books = load_books(user_id, currency)
    outsiders = left_out(user_id, currency, filters)
    before, end = _before(filters), end_of(user_id, filters)
    shown = [
        books.books[account.id]
        for account in books.accounts
        if account.id not in outsiders and filters.holds(account)
    ]
    sums = [(book, book.sums(before, end)) for book in shown]
    unsplit = [book.unsplit(before, end) for book, period in sums if period.lacks_fx]
    fx = sum((period.fx for _, period in sums if not period.lacks_fx), ZERO)
    return Beyond(fx, sum(unsplit, ZERO) if unsplit else None)


def _before(filters: EntryFilter) -> date | None:
    """The day before the list begins; None where it begins with the first entry."""
    first = filters.from_day or date.min
    return None if first == date.min else first - timedelta(days=1)
