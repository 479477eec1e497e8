"""Rates that were held back, and the word that lets them in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from total_bankroll.errors import NotFound
from total_bankroll.models import Currency, HeldRate, Rate
from total_bankroll.services.rate_sifting import is_jump
from total_bankroll.services.rate_tables import SHARED
from total_bankroll.values import value


@value
class RateChange:
    """A rate that replaces another: the same day's, or the newest before it."""

    code: str
    day: date
    old: Decimal
    new: Decimal


def list_held(session: Session) -> tuple[RateChange, ...]:
    """Every rate that waits for somebody's word."""
    rows = session.execute(
        select(Currency.code, HeldRate.day, HeldRate.previous, HeldRate.rate)
        .join(Currency, Currency.id == HeldRate.currency_id)
        .order_by(Currency.code, HeldRate.day)
    )
    return tuple(RateChange(*row) for row in rows)


def accept(session: Session, code: str, day: date) -> tuple[RateChange, ...]:
    """Take a rate that was held back, and those after it that follow from it.

    Raises NotFound where nothing is held back for that currency and day.
    """
    waiting = [row for row in _held_rows(session, code) if row.day >= day]
    if not waiting or waiting[0].day != day:
        raise NotFound(f"No rate of {code} is held back for {day}.")
    taken: list[RateChange] = []
    for row in waiting:
        previous = _before(session, row)
        if row.day > day and (previous is None or is_jump(previous, row.rate)):
            continue
        session.merge(Rate(currency_id=row.currency_id, day=row.day, rate=row.rate))
        session.delete(row)
        session.flush()
        taken.append(RateChange(code, row.day, row.previous, row.rate))
    return tuple(taken)


def _held_rows(session: Session, code: str) -> Sequence[HeldRate]:
    return session.scalars(
        select(HeldRate)
        .join(Currency, Currency.id == HeldRate.currency_id)
        .where(Currency.owner == SHARED, Currency.code == code)
        .order_by(HeldRate.day)
    ).all()


def _before(session: Session, row: HeldRate) -> Decimal | None:
    return session.scalar(
        select(Rate.rate)
        .where(Rate.currency_id == row.currency_id, Rate.day < row.day)
        .order_by(Rate.day.desc())
        .limit(1)
    )
