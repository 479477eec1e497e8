"""When an entry happened: days and instants in zones with 23, 24 and 25 hours."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import time_machine

from total_bankroll.errors import InvalidDate
from total_bankroll.services.moments import Moment, moment

BERLIN = ZoneInfo("Europe/Berlin")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")  # UTC+14
NIUE = ZoneInfo("Pacific/Niue")  # UTC-11
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

pytestmark = pytest.mark.usefixtures("noon")


@pytest.mark.parametrize("when", [None, date(2026, 3, 10)])
def test_nothing_or_today_is_now(when: date | None) -> None:
    assert moment(when, BERLIN) == Moment(date(2026, 3, 10), NOON, timed=True)


def test_today_is_the_players_day() -> None:
    # At noon in UTC it is 2 in the morning of the 11th on Kiritimati, 1 in the morning on Niue.
    assert moment(None, KIRITIMATI).day == date(2026, 3, 11)
    assert moment(None, NIUE).day == date(2026, 3, 10)
    assert moment(date(2026, 3, 11), KIRITIMATI).at == NOON


def test_a_past_day_is_its_end() -> None:
    # 9 March ends in Berlin at 23:00 of UTC.
    found = moment(date(2026, 3, 9), BERLIN)
    assert found == Moment(
        date(2026, 3, 9), datetime(2026, 3, 9, 23, tzinfo=UTC) - MICROSECOND, timed=False
    )


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2025, 3, 30), 23),
        (date(2025, 10, 26), 25),
        (date(2025, 6, 1), 24),
        (date(2024, 2, 29), 24),
    ],
)
def test_days_of_23_and_25_hours_end_where_the_next_begins(day: date, hours: int) -> None:
    before = moment(day - timedelta(days=1), BERLIN).at
    assert moment(day, BERLIN).at - before == timedelta(hours=hours)


def test_a_time_is_read_in_the_players_zone() -> None:
    found = moment(datetime(2026, 3, 9, 0, 30), BERLIN)  # noqa: DTZ001 - naive means local
    assert found == Moment(date(2026, 3, 9), datetime(2026, 3, 8, 23, 30, tzinfo=UTC), timed=True)


def test_an_aware_time_keeps_its_instant() -> None:
    at = datetime(2026, 3, 9, 20, tzinfo=timezone(timedelta(hours=-5)))
    found = moment(at, BERLIN)  # 20:00 in New York is 02:00 of the 10th in Berlin
    assert found == Moment(date(2026, 3, 10), datetime(2026, 3, 10, 1, tzinfo=UTC), timed=True)


@pytest.mark.parametrize(
    "when",
    [
        date(2026, 3, 11),
        date(9999, 12, 31),
        datetime(2026, 3, 10, 12, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59),  # noqa: DTZ001 - naive means local
    ],
)
def test_the_future_is_refused(when: date) -> None:
    with pytest.raises(InvalidDate, match="2026-03-10") as error:
        moment(when, ZoneInfo("America/New_York"))
    assert error.value.field == "date"


@pytest.mark.parametrize(
    ("when", "latest"),
    [
        (datetime(2026, 3, 10, 23, 59), "2026-03-10 13:00"),  # noqa: DTZ001 - naive means local
        (datetime(2026, 3, 11, 0, 0), "2026-03-10"),  # noqa: DTZ001 - naive means local
        (date(2026, 3, 11), "2026-03-10"),
    ],
)
def test_a_later_time_of_today_is_told_the_time(when: date, latest: str) -> None:
    with pytest.raises(InvalidDate, match=f"Enter {latest} or earlier"):
        moment(when, BERLIN)


@pytest.mark.parametrize(
    "when",
    [
        date(1, 1, 1),
        date(1969, 12, 31),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1),  # noqa: DTZ001 - naive means local
    ],
)
def test_days_before_all_history_are_refused(when: date) -> None:
    with pytest.raises(InvalidDate, match="1970-01-01"):
        moment(when, BERLIN)


def test_the_first_second_after_midnight_belongs_to_the_new_day() -> None:
    with time_machine.travel(datetime(2026, 3, 9, 23, 0, 1, tzinfo=UTC), tick=False):
        assert moment(None, BERLIN).day == date(2026, 3, 10)
        assert moment(date(2026, 3, 10), BERLIN).timed
