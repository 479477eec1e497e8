"""When fetched rates are due, and the claim that lets one worker a day fetch them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import JobRun, Rate
from total_bankroll.services.rate_fetching import SATURDAY
from total_bankroll.services.writing import write_scope

JOB = "rates"
FRANKFURT = ZoneInfo("Europe/Berlin")
PUBLISHED = time(16, 15)  # the ECB publishes at about 16:00


def expected_day(at: datetime) -> date:
    """The newest working day whose rates should be out; bank holidays are not known."""
    local = at.astimezone(FRANKFURT)
    day = local.date() if local.time() >= PUBLISHED else local.date() - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return day


def is_due() -> bool:
    """Whether newer rates should be out than are loaded, and nobody has looked today."""
    session = db.session()
    at = now()
    end = session.scalar(select(func.max(Rate.day)))
    run = session.get(JobRun, JOB)
    looked = run is not None and run.day >= at.date()
    return not looked and end is not None and end < expected_day(at)


def claim() -> bool:
    """Take today's run for this worker; False where another has it."""
    today = now().date()
    try:
        with write_scope() as session:
            run = session.get(JobRun, JOB, with_for_update=True)
            if run is not None and run.day >= today:
                return False
            if run is None:
                session.add(JobRun(name=JOB, day=today))
            else:
                run.day, run.started_at, run.finished_at, run.outcome = today, now(), None, ""
    except IntegrityError:  # another worker's very first run
        return False
    return True


def finish(outcome: str) -> None:
    """Note what came of today's run."""
    with write_scope() as session:
        run = session.get(JobRun, JOB)
        if run is not None:
            run.finished_at, run.outcome = now(), outcome[:500]
