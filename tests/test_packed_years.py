"""Days as bytes: unpacked they are what was packed, and added up they are the sums of all."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from total_bankroll import lanes
from total_bankroll.book import Book
from total_bankroll.packed_years import PackedYear, calendar_of, packed
from total_bankroll.rates import RateTable
from total_bankroll.together import Together
from total_bankroll.unpacked_days import Known, Unpacked, day_at, until
from total_bankroll.worth import Worth

FIRST = date(2023, 12, 1)
LARGEST = 2 * 10**15
Row = tuple[date, int, int, int, int, int, int, int, int, int]

counts = st.integers(-LARGEST, LARGEST)
parts = st.lists(st.sampled_from([0, 0, 7, -LARGEST, LARGEST]), min_size=8, max_size=8)


@st.composite
def accounts(draw: st.DrawFn) -> list[Row]:
    """Days over two turns of a year, one of them a leap year; something happened on each."""
    places = draw(st.lists(st.integers(0, 500), unique=True, max_size=8).map(sorted))
    rows = [(FIRST + timedelta(days=n), draw(counts), *draw(parts)) for n in places]
    return [row for row in rows if row[1] or any(row[2:])]


def flows(known: Known) -> list[Row]:
    """Its days with a flow as rows: each with its change and parts."""
    columns = (known.flow_days, known.flow_changes, *known.flow_parts)
    return list(zip(*columns, strict=True))


def plain(row: Row) -> bool:
    """Whether a day changed by its result alone."""
    return row[1] == row[7] and not any((*row[2:7], *row[8:]))


@given(accounts())
def test_what_is_unpacked_was_packed(rows: list[Row]) -> None:
    found = Unpacked(packed(rows))
    assert all(year.is_whole for year in found.years)
    assert list(found.days) == [row[0] for row in rows]
    assert list(found.changes) == [row[1] for row in rows]
    assert flows(found) == [row for row in rows if not plain(row)]
    assert [day + timedelta(days=1) for day in found.flow_eves] == list(found.flow_days)
    earlier = {day: sum(row[1] for row in rows if row[0] < day) for day in found.flow_days}
    assert list(found.before_flows) == list(earlier.values())
    assert found.begin == (rows[0][0] if rows else None)


@pytest.mark.parametrize("every", [1, 3, 11, 13, 90])
def test_what_is_held_before_each_flow_of_years_with_many_and_with_few(every: int) -> None:
    changes = [(n * 7919) % 1001 - 500 for n in range(800)]
    rows = [
        (FIRST + timedelta(days=n), change, 0, 0 if n % every else 5, *[0] * 6)
        for n, change in enumerate(changes)
    ]
    wanted = [sum(changes[:n]) for n in range(0, len(rows), every)]
    found = Unpacked(packed([(*row[:7], row[1] - row[3], *row[8:]) for row in rows]))
    assert list(found.before_flows) == wanted
    assert found.total == sum(changes)


@given(accounts(), st.integers(0, 400))
def test_a_year_begins_later(rows: list[Row], place: int) -> None:
    first = FIRST + timedelta(days=place)
    later = [row for row in rows if row[0] >= first]
    years = [year.since(first) for year in packed(rows) if year.year >= first.year]
    found, wanted = Unpacked(years), Unpacked(packed(later))
    assert (found.days, found.changes, flows(found), found.begin) == (
        *(wanted.days, wanted.changes, flows(wanted)),
        wanted.begin,
    )


@given(st.lists(accounts(), max_size=4))
def test_accounts_are_added_up(many: list[list[Row]]) -> None:
    found = Together([Unpacked(packed(rows)) for rows in many])
    sums: dict[date, int] = {}
    for row in (row for rows in many for row in rows):
        sums[row[0]] = sums.get(row[0], 0) + row[1]
    assert dict(zip(found.days, found.changes, strict=True)) == sums
    assert list(found.days) == sorted(sums)
    wanted = sorted(row for rows in many for row in rows if not plain(row))
    assert sorted(flows(found)) == wanted
    assert list(found.flow_days) == [row[0] for row in wanted]
    assert found.begin == min(sums, default=None)


@pytest.mark.parametrize("accounts", [1, lanes.MOST - 1, lanes.MOST, 2 * lanes.MOST + 1])
@pytest.mark.parametrize("change", [-LARGEST, LARGEST])
def test_sums_of_any_number_of_accounts_are_exact(accounts: int, change: int) -> None:
    one = lanes.laid_out([0, change, -change, 1, 0])
    assert list(lanes.added([one] * accounts)) == [
        *(0, change * accounts, -change * accounts),
        *(accounts, 0),
    ]


def test_days_on_which_changes_cancel_out_stay() -> None:
    day = date(2026, 2, 28)
    won, lost = (Unpacked(packed([(day, n, 0, 0, 0, 0, 0, n, 0, 0)])) for n in (5, -5))
    swapped = Unpacked(packed([(date(2026, 3, 1), 0, 0, 0, 0, 0, 0, 0, 4, 4)]))
    found = Together([won, lost, swapped])
    assert (*found.days, *found.changes) == (day, date(2026, 3, 1), 0, 0)


@given(st.lists(accounts(), min_size=1, max_size=3), st.integers(-2, 502))
def test_places_of_days(many: list[list[Row]], day: int) -> None:
    for found in (Unpacked(packed(many[0])), Together([Unpacked(packed(rows)) for rows in many])):
        on = FIRST + timedelta(days=day)
        for each in (on, *found.days):
            assert until(found, each) == sum(known <= each for known in found.days)
        places = range(len(found.days))
        assert [day_at(found, place) for place in places] == list(found.days)
        assert found.picked(calendar_of) == list(found.days)
        assert found.picked_at_flows(calendar_of) == list(found.flow_days)


def one_of(days: Sequence[date]) -> Unpacked:
    """An account that won 1 on each of some days."""
    return Unpacked(packed([(day, 1, 0, 0, 0, 0, 0, 1, 0, 0) for day in days]))


SPARSE = (
    *(date(1970, 1, 1), date(1970, 12, 31), date(2020, 2, 29)),
    *(date(2023, 1, 1), date(2026, 12, 31)),
)
AROUND = (
    date(1969, 12, 31),
    date(1970, 1, 2),
    date(2021, 7, 1),
    date(2024, 1, 1),
    date(2027, 1, 1),
)


@pytest.mark.parametrize("days", [(), SPARSE[2:4], SPARSE])
@pytest.mark.parametrize("held", [0, 7])
def test_balances_at_the_ends_of_any_days(days: Sequence[date], held: int) -> None:
    asked = sorted({*SPARSE, *AROUND})
    wanted = [held + sum(day <= on for day in days) for on in asked]
    parts = Together([one_of(days[:2]), one_of(days[2:])])
    for known in (one_of(days), parts):
        own = Worth("EUR", "EUR", RateTable({}), known.days)
        assert Book(known, 2, own, held=held).counts(asked) == wanted


@pytest.mark.parametrize("cut", [{"changes": b""}, {"changes": bytes(8 * 366)}, {"flow_days": 1}])
def test_a_year_that_is_not_whole_says_so(cut: dict[str, Any]) -> None:
    whole = PackedYear(2026, bytes(8 * 365), 0, b"")
    assert whole.is_whole
    assert not whole._replace(**cut).is_whole


def test_a_calendar_has_every_day_of_a_leap_year() -> None:
    rows: Sequence[Row] = [
        (day, 1, 0, 0, 0, 0, 0, 1, 0, 0)
        for day in (date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31))
    ]
    assert list(Unpacked(packed(rows)).days) == [row[0] for row in rows]
