"""When an entry happened: from what was typed to a calendar day and an instant."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from total_bankroll.clock import now
from total_bankroll.errors import InvalidDate
from total_bankroll.ledger import day_of, end_of_day

EARLIEST = date(1970, 1, 1)


class Moment(NamedTuple):
    """A calendar day in the player's zone and its instant; `timed` where a time was meant."""

    day: date
    at: datetime
    timed: bool


def moment(when: date | datetime | None, zone: ZoneInfo) -> Moment:
    """The moment of an entry: nothing or today is now, a past day its end.

    A naive datetime is read in the player's zone. Raises InvalidDate for the future and for
    days before 1970.
    """
    present = now()
    today = day_of(present, zone)
    if when is None or (not isinstance(when, datetime) and when == today):
        return Moment(today, present, timed=True)
    if isinstance(when, datetime):
        rough = when.date()  # checked before it is converted: the calendar's ends would overflow
        _check(rough, today.isoformat(), is_future=(rough - today).days > 2)
        at = (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
        day = day_of(at, zone)
        _check(day, _latest(day, present.astimezone(zone)), is_future=at > present)
        return Moment(day, at, timed=True)
    _check(when, today.isoformat(), is_future=when > today)
    return Moment(when, end_of_day(when, zone), timed=False)


def _latest(day: date, present: datetime) -> str:
    """The last that may be typed: today, or this minute where only the time lies ahead."""
    return f"{present:%Y-%m-%d %H:%M}" if day == present.date() else present.date().isoformat()


def _check(day: date, latest: str, *, is_future: bool) -> None:
    if is_future:
        raise InvalidDate(f"That lies in the future. Enter {latest} or earlier.")
    if day < EARLIEST:
        raise InvalidDate(f"Enter a day from {EARLIEST.isoformat()} on.")
