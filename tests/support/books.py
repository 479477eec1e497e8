"""Books of one account, made of a few days and rates by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from total_bankroll.book import Book
from total_bankroll.packed_years import packed
from total_bankroll.rates import RateTable, Series
from total_bankroll.unpacked_days import Unpacked
from total_bankroll.worth import Worth

FIRST = date(2026, 1, 1)
PARTS = ("opening", "deposits", "withdrawals", "moved_in", "moved_out", "bonuses", "expenses")

Row = tuple[date, int, int, int, int, int, int, int, int, int]
"""A day with its change, and the flows that are a part of it, in counts."""


def on(number: int) -> date:
    """So many days after the first."""
    return FIRST + timedelta(days=number)


def row(number: int, change: int, **flows: int) -> Row:
    """A day of an account; name only the flows that matter."""
    opening, deposits, withdrawals, came, went, bonuses, expenses = (
        flows.get(name, 0) for name in PARTS
    )
    gained = opening + deposits + came + bonuses - withdrawals - went - expenses
    return (
        *(on(number), change, opening, deposits, withdrawals, came, went),
        *(change - gained, bonuses, expenses),
    )


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
    known = Unpacked(packed(sorted(rows)))
    return Book(known, 2, Worth(code, display, rates, known.days))


amounts = st.integers(0, 10**7)
random_rows = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.integers(-(10**7), 10**7),
        st.fixed_dictionaries({}, optional=dict.fromkeys(PARTS, amounts)),
    ),
    max_size=12,
    unique_by=lambda r: r[0],
).map(
    lambda found: [
        row(n, change, **parts) for n, change, parts in sorted(found, key=lambda r: r[0])
    ]
)
random_rates = st.lists(
    st.tuples(st.integers(1, 60), st.decimals("0.0001", "9999", places=4)),
    max_size=6,
    unique_by=lambda r: r[0],
).map(lambda found: table(USD=[(0, "1.1"), *((n, str(r)) for n, r in sorted(found))]))
