"""Entries replayed into balances, balances into days, and where a day ends."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from total_bankroll.ledger import DayChange, Kind, Line, Step, day_of, days, end_of_day, replay

FIRST = date(2026, 3, 1)
SIGNED = {Kind.WITHDRAWAL: -1, Kind.TRANSFER_OUT: -1, Kind.EXPENSE: -1}


def line(number: int, kind: Kind, amount: int, day: int = 0, hour: int = 12) -> Line:
    on = FIRST + timedelta(days=day)
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    return Line(number, at, on, kind, amount)


def changes(*lines: Line) -> list[DayChange]:
    return days(replay(lines))


@pytest.mark.parametrize("swapped", [False, True])
def test_a_balance_after_a_deposit_is_profit_in_whichever_order_they_were_typed(
    swapped: bool,
) -> None:
    numbers = (2, 1) if swapped else (1, 2)
    deposit = line(numbers[0], Kind.DEPOSIT, 100)
    balance = line(numbers[1], Kind.BALANCE, 150, day=1)
    first, second = changes(*((balance, deposit) if swapped else (deposit, balance)))
    assert first == DayChange(FIRST, deposits=100)
    assert second == DayChange(FIRST + timedelta(days=1), results=50)


def test_a_first_balance_is_the_opening_and_no_profit() -> None:
    steps = replay([line(1, Kind.BALANCE, 500)])
    assert steps == [Step(line(1, Kind.BALANCE, 500), 500, 500, opening=True)]
    assert days(steps) == [DayChange(FIRST, opening=500)]


def test_only_the_very_first_entry_opens() -> None:
    steps = replay([line(1, Kind.BALANCE, 500), line(2, Kind.BALANCE, 480)])
    assert [step.opening for step in steps] == [True, False]
    assert days(steps) == [DayChange(FIRST, opening=500, results=-20)]


def test_an_account_that_starts_with_a_deposit_has_no_opening() -> None:
    steps = replay([line(1, Kind.DEPOSIT, 5), line(2, Kind.BALANCE, 7)])
    assert [step.opening for step in steps] == [False, False]


def test_a_back_dated_deposit_leaves_later_balances_and_lowers_the_result() -> None:
    typed = [line(1, Kind.DEPOSIT, 100), line(2, Kind.BALANCE, 150, day=5)]
    before, after = replay(typed), replay([*typed, line(3, Kind.DEPOSIT, 30, day=2)])
    assert before[-1].balance == after[-1].balance == 150
    assert days(before)[-1].results == 50
    assert days(after)[-1].results == 20


def test_what_comes_after_a_balance_adds_to_it() -> None:
    steps = replay([line(1, Kind.BALANCE, 100), line(2, Kind.WITHDRAWAL, 30, day=1)])
    assert [step.balance for step in steps] == [100, 70]


def test_a_withdrawal_may_overdraw() -> None:
    assert replay([line(1, Kind.WITHDRAWAL, 30)])[-1].balance == -30


@pytest.mark.parametrize(
    ("kind", "amount", "change", "reason"),
    [
        (Kind.DEPOSIT, 7, 7, {"deposits": 7}),
        (Kind.WITHDRAWAL, 7, -7, {"withdrawals": 7}),
        (Kind.TRANSFER_IN, 7, 7, {"moved_in": 7}),
        (Kind.TRANSFER_OUT, 7, -7, {"moved_out": 7}),
        (Kind.RESULT, 7, 7, {"results": 7}),
        (Kind.RESULT, -7, -7, {"results": -7}),
        (Kind.BONUS, 7, 7, {"bonuses": 7}),
        (Kind.EXPENSE, 7, -7, {"expenses": 7}),
        (Kind.BALANCE, -7, -7, {"opening": -7}),
    ],
)
def test_every_kind_moves_the_balance_for_its_own_reason(
    kind: Kind, amount: int, change: int, reason: dict[str, int]
) -> None:
    steps = replay([line(1, kind, amount)])
    assert (steps[0].change, steps[0].balance) == (change, change)
    (day,) = days(steps)
    assert day == DayChange(FIRST, **reason)
    assert day.change == change


def test_the_order_is_time_then_typing() -> None:
    late = line(1, Kind.BALANCE, 10, hour=13)
    early = line(2, Kind.DEPOSIT, 4, hour=11)
    tied = line(3, Kind.DEPOSIT, 1, hour=13)
    assert [s.line.id for s in replay([tied, late, early])] == [2, 1, 3]
    assert replay([tied, late, early])[-1].balance == 11


def test_a_confirmed_balance_is_no_day_of_change_but_flows_that_cancel_are() -> None:
    rows = changes(
        line(1, Kind.BALANCE, 10),
        line(2, Kind.BALANCE, 10, day=1),
        line(3, Kind.DEPOSIT, 5, day=2),
        line(4, Kind.WITHDRAWAL, 5, day=2),
    )
    assert [row.day for row in rows] == [FIRST, FIRST + timedelta(days=2)]
    assert rows[1] == DayChange(rows[1].day, deposits=5, withdrawals=5)
    assert rows[1].change == 0


def test_reasons_of_one_day_add_up() -> None:
    (row,) = changes(
        line(1, Kind.BALANCE, 1000, hour=1),
        line(2, Kind.DEPOSIT, 200, hour=2),
        line(3, Kind.DEPOSIT, 10, hour=2),
        line(4, Kind.WITHDRAWAL, 40, hour=3),
        line(5, Kind.TRANSFER_IN, 7, hour=4),
        line(6, Kind.TRANSFER_OUT, 3, hour=5),
        line(7, Kind.BONUS, 11, hour=6),
        line(8, Kind.EXPENSE, 2, hour=7),
        line(9, Kind.RESULT, -50, hour=8),
        line(10, Kind.BALANCE, 1200, hour=9),
    )
    assert row == DayChange(
        FIRST,
        opening=1000,
        deposits=210,
        withdrawals=40,
        results=-50 + 1200 - 1133,
        bonuses=11,
        expenses=2,
        moved_in=7,
        moved_out=3,
    )
    assert row.change == 1200


def test_days_come_in_order_even_where_steps_do_not() -> None:
    steps = replay([line(1, Kind.DEPOSIT, 1), line(2, Kind.DEPOSIT, 1, day=3)])
    assert [row.day for row in days(reversed(steps))] == [FIRST, FIRST + timedelta(days=3)]


def test_nothing_comes_of_nothing() -> None:
    assert replay([]) == []
    assert days([]) == []


def lines() -> st.SearchStrategy[list[Line]]:
    one = st.tuples(
        st.sampled_from(list(Kind)), st.integers(1, 10**6), st.integers(0, 5), st.integers(0, 3)
    )
    return st.lists(one, max_size=25).map(
        lambda rows: [line(n, kind, a, day, hour) for n, (kind, a, day, hour) in enumerate(rows)]
    )


@given(lines(), st.randoms(use_true_random=False))
def test_replay_equals_a_naive_one_in_any_order_of_arrival(typed: list[Line], dice: Random) -> None:
    balance, expected = 0, []
    for entry in sorted(typed, key=lambda e: (e.at, e.id)):
        before = balance
        balance = (
            entry.amount
            if entry.kind == "balance"
            else before + entry.amount * SIGNED.get(entry.kind, 1)
        )
        expected.append((entry.id, balance - before, balance))
    dice.shuffle(typed)
    assert [(s.line.id, s.change, s.balance) for s in replay(typed)] == expected


@given(lines())
def test_days_explain_the_balance_down_to_the_unit(typed: list[Line]) -> None:
    steps = replay(typed)
    rows = days(steps)
    assert sum(row.change for row in rows) == (steps[-1].balance if steps else 0)
    for kind, reason in [
        (Kind.DEPOSIT, "deposits"),
        (Kind.WITHDRAWAL, "withdrawals"),
        (Kind.BONUS, "bonuses"),
        (Kind.EXPENSE, "expenses"),
        (Kind.TRANSFER_IN, "moved_in"),
        (Kind.TRANSFER_OUT, "moved_out"),
    ]:
        entered = sum(e.amount for e in typed if e.kind is kind)
        assert sum(getattr(row, reason) for row in rows) == entered
    assert sum(row.opening for row in rows) == sum(s.change for s in steps if s.opening)


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("UTC", "2026-03-01", "2026-03-01T23:59:59.999999"),
        ("Europe/Berlin", "2026-03-29", "2026-03-29T21:59:59.999999"),  # 23 hours long
        ("Europe/Berlin", "2026-10-25", "2026-10-25T22:59:59.999999"),  # 25 hours long
        ("America/New_York", "2026-03-08", "2026-03-09T03:59:59.999999"),
        ("America/New_York", "2024-02-29", "2024-03-01T04:59:59.999999"),
        # midnight does not exist: the clock jumps from 0:00 to 1:00
        ("America/Sao_Paulo", "2018-11-03", "2018-11-04T02:59:59.999999"),
        ("Asia/Beirut", "2022-03-26", "2022-03-26T21:59:59.999999"),
        ("Africa/Cairo", "2026-04-23", "2026-04-23T21:59:59.999999"),
        # 23:00 is followed by the next day's 0:00
        ("America/Nuuk", "2024-03-30", "2024-03-31T00:59:59.999999"),
        # the last hour comes twice: its second pass ends the day
        ("America/Sao_Paulo", "2018-02-17", "2018-02-18T02:59:59.999999"),
        # midnight comes twice, both times on the next day: the first one ends the day
        ("America/Havana", "2025-11-01", "2025-11-02T03:59:59.999999"),
        # 0:01 jumps back to 23:01: the day comes back for an hour
        ("America/St_Johns", "2008-11-01", "2008-11-02T03:29:59.999999"),
        # the next day is missing altogether
        ("Pacific/Apia", "2011-12-29", "2011-12-30T09:59:59.999999"),
        # a day that never was ends where it would have begun
        ("Pacific/Apia", "2011-12-30", "2011-12-30T09:59:59.999999"),
    ],
)
def test_where_a_day_ends(zone: str, day: str, end: str) -> None:
    found = end_of_day(date.fromisoformat(day), ZoneInfo(zone))
    assert found == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
ANY_DAY = st.dates(date(1970, 1, 1), date(2037, 12, 30))


@given(st.sampled_from(ZONES), ANY_DAY)
@settings(deadline=None)  # the first look at a locale or zone reads a file
def test_a_day_ends_on_itself_and_the_next_instant_is_another_day(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    end = end_of_day(day, zone)
    if day_of(end, zone) != day:  # a day that the zone skipped at the date line
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
        assert noon.astimezone(UTC).astimezone(zone).date() != day
        return
    assert day_of(end + timedelta(microseconds=1), zone) != day
    assert day_of(end + timedelta(hours=3), zone) > day


@given(st.sampled_from(ZONES), ANY_DAY)
@settings(deadline=None)  # the first look at a locale or zone reads a file
def test_ends_of_days_follow_each_other(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    assert end_of_day(day, zone) <= end_of_day(day + timedelta(days=1), zone)


def test_the_day_of_an_instant_is_the_zone_s() -> None:
    instant = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert day_of(instant, ZoneInfo("Europe/Berlin")) == date(2026, 3, 2)
    assert day_of(instant, ZoneInfo("America/New_York")) == date(2026, 3, 1)
