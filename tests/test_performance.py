"""Returns and drawdowns, worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from total_bankroll.performance import (
    FlowDays,
    Flows,
    NotMeasurable,
    deepest,
    depths,
    money_weighted,
    over,
    time_weighted,
    yearly,
)

D = Decimal


def day(number: int) -> date:
    return date(2025, 1, 1) + timedelta(days=number)


def flow_days(*rows: tuple[int, int, int, int, int]) -> FlowDays:
    """Days, each with what was there before it, what came, what went, and what was left."""
    numbers, before, came, went, after = zip(*rows, strict=True) if rows else ((),) * 5
    return FlowDays(Flows(0, [day(number) for number in numbers], came, went), before, after)


# -- time-weighted


def test_without_flows_the_return_is_the_growth() -> None:
    assert time_weighted(day(0), D(100), flow_days(), D(110)) == D("0.1")


def test_a_deposit_is_no_return() -> None:
    # 100 → 110, then 90 come in: 200 → 180. 1.1 × 0.9 = 0.99.
    flows = flow_days((5, 110, 90, 0, 200))
    assert time_weighted(day(0), D(100), flows, D(180)) == D("-0.01")


def test_what_comes_counts_from_the_morning_and_what_goes_until_the_evening() -> None:
    # The day's own game: (150 + 50) / (100 + 60) = 1.25.
    flows = flow_days((5, 100, 60, 50, 150))
    assert time_weighted(day(0), D(100), flows, D(150)) == D("0.25")


def test_nothing_at_all_is_no_growth_until_money_comes() -> None:
    flows = flow_days((5, 0, 100, 0, 100))
    assert time_weighted(day(0), D(0), flows, D(120)) == D("0.2")


def test_money_won_from_nothing_has_no_return_and_names_the_day() -> None:
    with pytest.raises(NotMeasurable, match="2025-01-06") as caught:
        time_weighted(day(0), D(100), flow_days((5, 100, 0, 100, 0)), D(3))
    assert caught.value.day == day(5)
    with pytest.raises(NotMeasurable, match="2025-01-01"):
        time_weighted(day(0), D(-10), flow_days(), D(3))


kept = st.sampled_from([0, 1, 50, 99, 10**15])
moves = st.sampled_from([0, 0, 3, 10**12])


@given(kept, st.lists(st.tuples(kept, moves, moves, kept), max_size=12), kept)
def test_linked_at_once_is_linked_step_by_step(
    opening: int, rows: list[tuple[int, int, int, int]], closing: int
) -> None:
    steps, since, value = [], day(0), opening
    for number, (before, came, went, after) in enumerate(rows, 1):
        steps += [(since, value, before), (day(number), before + came, after + went)]
        since, value = day(number), after
    steps = [step for step in (*steps, (since, value, closing)) if any(step[1:])]
    refused = next((on for on, start, _ in steps if not start), None)
    found = flow_days(*((number, *one) for number, one in enumerate(rows, 1)))
    if refused is not None:
        with pytest.raises(NotMeasurable) as caught:
            time_weighted(day(0), D(opening), found, D(closing))
        assert caught.value.day == refused
        return
    grown = prod((Fraction(stop, start) for _, start, stop in steps), start=Fraction(1))
    linked = Fraction(time_weighted(day(0), D(opening), found, D(closing)))
    assert abs(linked - (grown - 1)) <= max(abs(grown - 1) / 10**11, Fraction(1, 10**20))


@pytest.mark.parametrize("held", [3, 7, 49, 99])
def test_what_came_back_to_what_it_was_has_gained_nothing(held: int) -> None:
    # 1 ÷ held, then held ÷ 1: in 28 digits that is not quite one.
    fell = flow_days((1, 1, 1, 0, 2))
    assert time_weighted(day(0), D(held), fell, D(2 * held)) == 0


def test_a_yearly_return_is_compounded_and_needs_a_year() -> None:
    assert yearly(D("0.21"), 730) == D("0.1")
    assert yearly(D("0.1"), 365) == D("0.1")
    assert yearly(D("0.1"), 364) is None
    assert yearly(D(-1), 365) is None
    assert over(D("0.21"), 365) == D("0.21")
    assert over(D("0.21"), 0) == 0


# -- money-weighted


def test_xirr_of_one_year_is_simple_interest() -> None:
    found = money_weighted([(date(2025, 1, 1), D(-100)), (date(2026, 1, 1), D(110))])
    assert found is not None
    assert round(found, 9) == D("0.1")


def test_xirr_of_a_published_example() -> None:
    # The example of the documentation of Excel's XIRR: 37.3362535 %.
    flows = [
        (date(2008, 1, 1), D(-10000)),
        (date(2008, 3, 1), D(2750)),
        (date(2008, 10, 30), D(4250)),
        (date(2009, 2, 15), D(3250)),
        (date(2009, 4, 1), D(2750)),
    ]
    found = money_weighted(flows)
    assert found is not None
    assert round(found, 6) == D("0.373363")


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [(day(0), D(-100))],
        [(day(0), D(-100)), (day(30), D(-5))],
        [(day(0), D(0)), (day(30), D(0))],
        [(day(0), D(-100)), (day(30), D(0))],
        [(day(0), D(-100)), (day(0), D(110))],
    ],
)
def test_money_that_went_one_way_only_has_no_rate(flows: list[tuple[date, Decimal]]) -> None:
    assert money_weighted(flows) is None


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 500)), max_size=6),
    st.integers(1, 5000),
)
def test_at_the_rate_found_everything_discounts_to_nothing(
    puts: list[tuple[int, int]], end: int
) -> None:
    flows = [(day(0), D(-100)), *((day(n), D(-amount)) for n, amount in puts), (day(1000), D(end))]
    found = money_weighted(flows)
    if found is not None:
        worth = [float(v) / (1 + float(found)) ** ((d - day(0)).days / 365) for d, v in flows]
        assert abs(sum(worth)) < 1e-4 * sum(abs(each) for each in worth)


# -- drawdowns


def test_the_deepest_fall_is_found_with_its_days() -> None:
    days = [day(n) for n in range(7)]
    found = deepest(days, [D(5), D(9), D(4), D(8), D(10), D(3), D(12)])
    assert found is not None
    assert (found.depth, found.peak, found.peak_day) == (7, 10, day(4))
    assert (found.trough_day, found.recovered) == (day(5), day(6))


def test_a_fall_that_has_not_ended_is_not_recovered() -> None:
    found = deepest([day(0), day(1)], [D(5), D(4)])
    assert found is not None
    assert (found.depth, found.recovered) == (1, None)


def test_a_line_that_never_fell_has_no_depth() -> None:
    found = deepest([day(0), day(1)], [D(5), D(6)])
    assert found is not None
    assert (found.depth, found.recovered) == (0, day(0))


def test_gaps_neither_rise_nor_fall() -> None:
    values = [None, D(5), None, D(3), None]
    found = deepest([day(n) for n in range(5)], values)
    assert found is not None
    assert (found.depth, found.trough_day) == (2, day(3))
    assert depths(values) == [None, 0, None, -2, None]
    assert deepest([day(0), day(1)], [None, D(5)]) is None
