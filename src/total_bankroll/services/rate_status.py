"""How complete and how fresh the fetched rates are."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from total_bankroll.models import Currency, JobRun, Rate
from total_bankroll.rates import MAX_AGE
from total_bankroll.services.rate_holds import RateChange, list_held
from total_bankroll.services.rate_refresh import JOB
from total_bankroll.values import value


@value
class Gap:
    """Days without a rate between two that have one, both not counted."""

    after: date
    before: date


@value
class SeriesStatus:
    """One currency's coverage; `gaps` are longer than a rate may be old."""

    code: str
    first_day: date
    last_day: date
    rates: int
    alive: bool
    gaps: tuple[Gap, ...]


@value
class RatesStatus:
    """All that is known of the fetched rates."""

    first_day: date | None
    last_day: date | None
    age_days: int | None
    rates: int
    series: tuple[SeriesStatus, ...]
    held: tuple[RateChange, ...]
    looked_at: datetime | None
    outcome: str


def status(session: Session, today: date) -> RatesStatus:
    """Walk all rates once: for a command, not for a page."""
    end = session.scalar(select(func.max(Rate.day)))
    series = tuple(_series(code, days, end) for code, days in _days(session) if end)
    run = session.get(JobRun, JOB)
    return RatesStatus(
        first_day=min((each.first_day for each in series), default=None),
        last_day=end,
        age_days=(today - end).days if end else None,
        rates=sum(each.rates for each in series),
        series=series,
        held=list_held(session),
        looked_at=run.started_at if run else None,
        outcome=run.outcome if run else "",
    )


def _days(session: Session) -> Iterable[tuple[str, list[date]]]:
    codes = select(Currency.code, Currency.id).where(Currency.owner == 0).order_by(Currency.code)
    for code, currency_id in session.execute(codes).all():
        query = select(Rate.day).where(Rate.currency_id == currency_id).order_by(Rate.day)
        days = list(session.scalars(query))
        if days:
            yield code, days


def _series(code: str, days: list[date], end: date) -> SeriesStatus:
    longest = MAX_AGE + timedelta(days=1)
    gaps = tuple(Gap(one, next_) for one, next_ in pairwise(days) if next_ - one > longest)
    return SeriesStatus(code, days[0], days[-1], len(days), end - days[-1] <= MAX_AGE, gaps)
