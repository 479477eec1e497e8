"""Figures over time and parts of a whole, from the accounts' books."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import book, on, row, table
from total_bankroll.figures import (
    month_ends,
    period_edges,
    ratio,
    sample_days,
    shares,
    values_over,
)

D = Decimal
DAY = timedelta(days=1)


# -- many accounts


def test_values_of_one_currency_are_added_before_they_are_valued() -> None:
    euros = book([row(2, 40_00)], code="EUR")
    assert values_over([book(), euros], [on(n) for n in (0, 1, 2, 9)]) == [None, 80, 120, 170]


def test_a_missing_rate_is_a_gap_unless_nothing_is_held() -> None:
    late = table(USD=[(6, "1.25")])
    debt = book([row(2, -100_00)], late)
    found = values_over([book(rates=late), debt], [on(n) for n in (1, 2, 5, 8)])
    assert found == [None, 0, None, 24]


def test_no_accounts_have_no_values() -> None:
    assert values_over([], [on(1)]) == [None]
    assert values_over([book()], []) == []


def test_a_period_of_days_ends_with_each_of_them() -> None:
    edges = period_edges(on(3), on(5), "day")
    assert edges == [on(2), on(3), on(4), on(5)]


# -- days, ratios, shares


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (
            date(2026, 1, 15),
            date(2026, 3, 10),
            ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-10"],
        ),
        (date(2026, 3, 1), date(2026, 3, 31), ["2026-02-28", "2026-03-31"]),
        (
            date(2023, 12, 31),
            date(2024, 2, 29),
            ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29"],
        ),
    ],
)
def test_months_end_on_their_last_day(first: date, last: date, ends: list[str]) -> None:
    assert [day.isoformat() for day in month_ends(first, last)] == ends


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(-5, 5000), st.integers(1, 400))
def test_sampled_days_are_few_even_and_end_at_the_last(first: date, length: int, most: int) -> None:
    last = first + length * DAY
    days = sample_days(first, last, most)
    assert len(days) <= most
    assert bool(days) == (length >= 0)
    assert len({later - earlier for earlier, later in pairwise(days)}) <= 1
    if days:
        assert (days[-1], first <= days[0]) == (last, True)


def test_a_ratio_has_twelve_digits() -> None:
    assert ratio(D(1), D(3)) == D("0.333333333333")
    assert ratio(D(2), D(3)) == D("0.666666666667")


def test_shares_are_of_what_is_positive() -> None:
    assert shares({1: D(3), 2: D(1), 3: D(-5), 4: None, 5: D(0)}) == {
        1: D("0.75"),
        2: D("0.25"),
        3: None,
        4: None,
        5: None,
    }
    assert shares({1: D(-1)}) == {1: None}


def test_no_day_lies_between_a_day_and_an_earlier_one() -> None:
    assert sample_days(on(2), on(1), 5) == []
    assert sample_days(on(1), on(1), 5) == [on(1)]
