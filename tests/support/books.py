"""Books of one account, made of a few days and rates by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from total_bankroll.book import Book, Worth
from total_bankroll.rates import RateTable, Series

FIRST = date(2026, 1, 1)
FLOWS = ("opening", "deposits", "withdrawals", "moved_in", "moved_out")

Row = tuple[date, int, int, int, int, int, int]
"""A day with its change, and the flows that are a part of it, in counts."""


def on(number: int) -> date:
    """So many days after the first."""
    return FIRST + timedelta(days=number)


def row(number: int, change: int, **flows: int) -> Row:
    """A day of an account; name only the flows that matter."""
    opening, deposits, withdrawals, came, went = (flows.get(name, 0) for name in FLOWS)
    return (on(number), change, opening, deposits, withdrawals, came, went)


def table(**rates: Sequence[tuple[int, str]]) -> RateTable:
    """Rates by hand: they have no age limit, and hold until the next."""
    return RateTable(
        {
            code: Series(code, manual=[(on(number), Decimal(rate)) for number, rate in known])
            for code, known in rates.items()
        }
    )


RATES = table(USD=[(0, "1.25"), (4, "1.6"), (9, "1")])  # a dollar: 0.80, 0.625, 1 euro
ROWS = [row(1, 100_00, opening=100_00), row(5, 50_00, deposits=30_00), row(8, -20_00)]


def book(
    rows: Sequence[Row] = ROWS, rates: RateTable = RATES, code: str = "USD", display: str = "EUR"
) -> Book:
    """An account's book."""
    days = [found[0] for found in rows]
    flows = [(found[0], *found[2:]) for found in rows if any(found[2:])]
    return Book(days, [found[1] for found in rows], flows, 2, Worth(code, display, rates, days))
