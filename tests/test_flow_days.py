"""Days on which money came or went have the very values that their books say."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given

from tests.support.books import Row, book, on, random_rates, random_rows, row, table
from total_bankroll.flow_days import flow_days_alone, flows_of, with_values
from total_bankroll.performance import FlowDays
from total_bankroll.rates import RateTable
from total_bankroll.results import moved_by_day, results_by_day

DAY = timedelta(days=1)
FINE = table(USD=[(0, "1.25"), (4, "7"), (5, "1.25")])  # the eve of the fifth has a finer rate


def values(found: FlowDays) -> list[tuple[Decimal, ...]]:
    """Before, came, went and after, day by day."""
    flows = found.flows
    columns = zip(found.before, flows.came, flows.went, found.after, strict=True)
    return [tuple(map(flows.value, one)) for one in columns]


def wanted(rows: list[Row], rates: RateTable, *, moved: bool) -> list[tuple[Decimal | None, ...]]:
    known, found = book(rows, rates), []
    for day, _, opening, deposits, withdrawals, into, out_of, *_ in rows:
        came, went = deposits + max(opening, 0), withdrawals - min(opening, 0)
        if moved:
            came, went = came + into, went + out_of
        rate = known.rate(day)
        if rate is not None and (came or went):
            flows = known.amount(came) * rate, known.amount(went) * rate
            found.append((known.value(day - DAY), *flows, known.value(day)))
    return found


@given(random_rows, random_rates)
def test_one_account_alone(rows: list[Row], rates: RateTable) -> None:
    assert values(flow_days_alone(book(rows, rates))) == wanted(rows, rates, moved=True)


@given(random_rows, random_rates)
def test_accounts_together(rows: list[Row], rates: RateTable) -> None:
    known = book(rows, rates)
    assert values(with_values(flows_of([known]), [known])) == wanted(rows, rates, moved=False)


def test_a_day_before_has_a_finer_rate() -> None:
    rows = [row(1, 100_00, opening=100_00), row(5, 50_00, deposits=30_00)]
    assert values(flow_days_alone(book(rows, FINE))) == wanted(rows, FINE, moved=True)
    known = book(rows, FINE)
    assert values(with_values(flows_of([known]), [known])) == wanted(rows, FINE, moved=False)


def test_a_value_without_a_rate_is_named() -> None:
    rates = table(USD=[(3, "1.25")])
    known = book([row(1, 100_00), row(3, 0, deposits=5_00)], rates)
    for found in (flow_days_alone(known), with_values(flows_of([known]), [known])):
        assert (list(found.flows.days), list(found.lacking)) == ([on(3)], [on(3)])


def test_what_crosses_an_edge_came_and_went() -> None:
    known = book([row(1, 100_00, moved_in=100_00), row(5, -20_00, moved_out=20_00)])
    found = flows_of([known], [(known, [on(1), on(5)], [100_00, -20_00])])
    assert [found.value(count) for count in found.gone] == [Decimal(-80), Decimal("12.50")]


def test_a_day_is_won_or_lost_by_play_alone() -> None:
    rows = [
        row(1, 100_00, opening=100_00),
        row(2, 7_00),
        row(3, 5_00, deposits=5_00),
        row(4, 0, bonuses=3_00, expenses=3_00),
        row(5, 1_00, moved_in=4_00, moved_out=2_00),
    ]
    known = book(rows)
    assert results_by_day(known, on(0), on(9)) == {on(2): 7_00, on(4): 0, on(5): -1_00}
    assert results_by_day(known, on(2), on(4)) == {on(4): 0}
    assert moved_by_day(known, on(0), on(9)) == {on(5): 2_00}
