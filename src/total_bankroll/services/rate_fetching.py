"""Which of the ECB's files to fetch, and whether to believe it as a whole."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from total_bankroll.errors import SourceFailed, Unreachable
from total_bankroll.models import Rate
from total_bankroll.services.currency_catalog import ECB_CODES
from total_bankroll.services.ecb import DAILY, HISTORY, QUARTER, Source
from total_bankroll.services.rate_sheets import Sheet

QUARTER_DAYS = 80  # the ninety-day file holds some days fewer at its edge
LONGEST_CLOSURE = timedelta(days=5)  # around Easter and Christmas
SATURDAY = 5


def covered_until(session: Session, today: date) -> date | None:
    """The last day before which the newest data has no hole; None where there is no data."""
    start = today - timedelta(days=QUARTER_DAYS)
    covered = session.scalar(select(func.max(Rate.day)).where(Rate.day < start))
    days = select(Rate.day).where(Rate.day >= start).distinct().order_by(Rate.day)
    for day in session.scalars(days):
        if covered is not None and day - covered > LONGEST_CLOSURE:
            break
        covered = day
    return covered


def files_for(covered: date | None, today: date) -> tuple[str, ...]:
    """The files to try, best first: the smallest that leaves no gap, then those that hold more.

    The daily file closes the list, as better than nothing where the others can't be had.
    """
    if covered is None or (today - covered).days > QUARTER_DAYS:
        return (HISTORY, QUARTER, DAILY)
    if _working_days(covered, today) <= 1:
        return (DAILY, QUARTER, HISTORY)
    return (QUARTER, HISTORY, DAILY)


def _working_days(after: date, until: date) -> int:
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def fetch(source: Source, files: Sequence[str], today: date) -> tuple[str, Sheet]:
    """The first file that can be had and believed; SourceFailed with the first one's fault."""
    faults: list[SourceFailed] = []
    for name in files:
        try:
            return name, _verified(source.fetch(name), today)
        except Unreachable:
            raise
        except SourceFailed as fault:
            faults.append(fault)
    raise faults[0]


def _verified(sheet: Sheet, today: date) -> Sheet:
    if sheet.last_day > today:
        raise SourceFailed(f"The source sent rates of a day to come, {sheet.last_day}.")
    if not ECB_CODES & sheet.codes:
        raise SourceFailed("The source sent no currency that is known.")
    return sheet
