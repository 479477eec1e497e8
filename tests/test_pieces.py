"""The pieces of a change: each by its own formula, together all of it, to the last digit."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import Row, book, on, random_rates, random_rows, row, table
from total_bankroll.money import exact
from total_bankroll.pieces import Explained
from total_bankroll.rates import RateTable

D = Decimal
ROWS = [
    row(1, 100_00, opening=100_00),
    row(2, 7_00),
    row(5, 41_00, deposits=30_00, bonuses=5_00, expenses=4_00),
    row(6, -60_00, withdrawals=40_00, moved_out=20_00),
]


def test_each_piece_is_at_the_rate_of_its_own_day() -> None:
    # A dollar is 0.80 euros until the 4th, 0.625 from then on, 1 from the 9th.
    pieces = Explained(book(ROWS)).pieces(None, on(9))
    assert (pieces.capital_in, pieces.capital_out) == (D(80) + D("18.75"), D(25))
    assert pieces.results == 7 * D("0.80") + 10 * D("0.625")
    assert (pieces.bonuses, pieces.expenses) == (D("3.125"), D("2.5"))
    assert pieces.moved == D("-12.5")
    # 107 dollars fell on the 4th, 88 rose on the 9th.
    assert pieces.fx == 107 * D("-0.175") + 88 * D("0.375")
    assert (pieces.value_start, pieces.value_end, pieces.lacks) == (0, 88, None)


def test_a_period_takes_only_its_own_days() -> None:
    pieces = Explained(book(ROWS)).pieces(on(1), on(4))
    assert (pieces.capital_in, pieces.results, pieces.bonuses) == (0, D("5.6"), 0)
    assert (pieces.value_start, pieces.value_end) == (80, D("66.875"))


def test_any_day_without_a_rate_is_named_even_if_it_cancels_out() -> None:
    rows = [*ROWS, row(7, 0, bonuses=5_00, expenses=5_00)]
    late = table(USD=[(6, "1.25")])
    assert Explained(book(rows, late)).pieces(None, on(9)).lacks == on(1)
    assert Explained(book(rows, late)).pieces(on(2), on(9)).lacks == on(5)
    assert Explained(book(rows, late)).pieces(on(4), on(4)).lacks == on(4)
    assert Explained(book(rows, late)).pieces(on(6), on(9)).lacks is None


@given(random_rows, random_rates, st.lists(st.integers(-1, 70), min_size=2, max_size=6))
def test_the_pieces_are_the_whole_change(
    found: list[Row], known: RateTable, cuts: list[int]
) -> None:
    explained = Explained(book(found, known))
    days = [on(n) for n in sorted(cuts)]
    with exact():
        periods = [explained.pieces(before, end) for before, end in pairwise(days)]
        for p in [*periods, explained.pieces(days[0], days[-1])]:
            gained = p.capital_in - p.capital_out + p.results + p.bonuses - p.expenses
            assert p.value_end - p.value_start == gained + p.moved + p.fx
        for earlier, later in pairwise(periods):
            assert earlier.value_end == later.value_start
