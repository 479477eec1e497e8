"""Value, capital, profit and FX effect of one account: exact, for every period."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import Row, book, on, random_rates, random_rows, row, table
from total_bankroll.money import exact
from total_bankroll.rates import RateTable, Series

D = Decimal


def test_a_balance_is_that_of_the_end_of_the_day() -> None:
    assert [book().balance(on(n)) for n in (0, 1, 4, 5, 8, 99)] == [0, 100, 100, 150, 130, 130]


def test_a_value_is_at_the_days_rate() -> None:
    assert [book().value(on(n)) for n in (0, 1, 4, 9)] == [0, 80, D("62.5"), 130]


def test_a_period_counts_from_the_end_of_its_first_day() -> None:
    sums = book().sums(on(4), on(8))
    assert (sums.value_start, sums.value_end) == (D("62.5"), D("81.25"))
    # 30 × 0.625 were deposited; 20 won on the 5th, 20 lost on the 8th, at one rate.
    assert (sums.capital, sums.profit, sums.fx) == (D("18.75"), 0, 0)


def test_the_fx_effect_is_collected_day_by_day() -> None:
    # 100 × (0.625 − 0.80) on the 4th, 130 × (1 − 0.625) on the 9th.
    assert book().sums(None, on(9)).fx == D("-17.5") + D("48.75")
    by_hand = sum(
        book().balance(on(n - 1)) * ((book().rate(on(n)) or 0) - (book().rate(on(n - 1)) or 0))
        for n in range(1, 10)
    )
    assert book().sums(None, on(9)).fx == by_hand


def test_in_ones_own_currency_there_is_no_fx_effect_and_no_missing_rate() -> None:
    own = book(rates=RateTable({}), display="USD")
    sums = own.sums(None, on(9))
    assert (sums.fx, sums.value_end, sums.lacks_value, sums.lacks_fx) == (0, 130, None, None)


def test_what_lacks_a_rate_says_on_which_day() -> None:
    late = table(USD=[(6, "1.25")])
    sums = book(rates=late).sums(None, on(9))
    assert (sums.lacks_value, sums.lacks_capital, sums.lacks_fx) == (None, on(1), on(1))
    assert sums.value_end == 104
    sums = book(rates=late).sums(on(3), on(9))
    assert (sums.lacks_value, sums.lacks_capital, sums.lacks_fx) == (on(3), on(5), on(3))
    sums = book(rates=table()).sums(None, on(9))
    assert (sums.lacks_value, sums.value_end) == (on(9), 0)


def test_what_was_moved_lacks_its_rate_alone() -> None:
    moved = [row(1, 10_00, moved_in=10_00), row(7, -4_00, moved_out=4_00)]
    sums = book(moved, table(USD=[(3, "1.25")])).sums(None, on(9))
    assert (sums.lacks_moved, sums.lacks_capital, sums.lacks_value) == (on(1), None, None)


def test_a_day_on_which_nothing_changed_needs_no_rate_for_the_fx_effect() -> None:
    rows = [row(1, 10_00, opening=10_00), row(5, 0), row(12, 0)]
    holed = RateTable(
        {
            "USD": Series(
                "USD",
                fetched=[(on(0), D("1.25")), (on(20), D(1)), (on(40), D(1))],
                data_end=on(40),
            )
        }
    )
    sums = book(rows, holed).sums(None, on(20))
    assert (sums.fx, sums.lacks_fx) == (2, None)


# -- identities


@given(random_rows, random_rates, st.lists(st.integers(-1, 70), min_size=2, max_size=6))
def test_periods_add_up(found: list[Row], known: RateTable, cuts: list[int]) -> None:
    """Every figure of a whole is the sum of those of its parts, to the last digit."""
    one = book(found, known)
    days = [on(n) for n in sorted(cuts)]
    with exact():
        whole = one.sums(days[0], days[-1])
        parts = [one.sums(before, end) for before, end in pairwise(days)]
        for name in ("capital", "moved", "fx", "profit", "deposits", "withdrawals", "opening"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
        assert whole.value_end == one.value(days[-1])
        assert whole.value_start == one.value(days[0])


@given(random_rows, random_rates, st.integers(-1, 60), st.integers(0, 70))
def test_a_change_of_value_is_fully_explained(
    found: list[Row], known: RateTable, start: int, length: int
) -> None:
    """Change of value = Σ of each day's change at its rate + FX effect."""
    one, end = book(found, known), start + length
    with exact():
        sums = one.sums(on(start), on(end))
        came = sum(
            (
                D(r[1]).scaleb(-2) * (one.rate(r[0]) or 0)
                for r in found
                if on(start) < r[0] <= on(end)
            ),
            D(0),
        )
        assert sums.value_end - sums.value_start == came + sums.fx
