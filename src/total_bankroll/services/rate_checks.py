"""Checks of currencies and their rates."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from sqlalchemy import String, func, or_, select, type_coerce

from total_bankroll.extensions import db
from total_bankroll.models import Currency, HeldRate, ManualRate, Rate
from total_bankroll.rates import EURO
from total_bankroll.services.faults import Fault
from total_bankroll.services.rate_tables import SHARED

MOST_DECIMALS = 8


def currencies() -> Iterator[Fault]:
    """The euro is there; whose a currency is stands twice, and agrees."""
    rows = db.session.execute(
        select(Currency.id, Currency.code, Currency.user_id, Currency.owner, Currency.decimals)
    ).all()
    if not any(code == EURO and owner == SHARED for _, code, _, owner, _ in rows):
        yield Fault(f"currency {EURO}", "is missing: run `flask init`")
    for row_id, code, user_id, owner, decimals in rows:
        if owner != (user_id or SHARED):
            yield Fault(f"currency {row_id}", f"({code}) does not say whose it is")
        if not 0 <= decimals <= MOST_DECIMALS:
            why = "Every amount in it would mean something else."
            yield Fault(f"currency {row_id}", f"({code}) has {decimals} decimals", why)


def rates() -> Iterator[Fault]:
    """Every rate is a positive number, of a currency that has rates at all."""
    for model in (Rate, HeldRate, ManualRate):
        ids = db.session.scalars(select(model.currency_id).distinct()).all()
        for currency_id in sorted(ids):
            yield from _unlikely(model, currency_id)
            db.session.rollback()
    yield from _misplaced()


def _unlikely(model: type[Rate | HeldRate | ManualRate], currency_id: int) -> Iterator[Fault]:
    query = (
        select(Currency.code, model.day, type_coerce(model.rate, String))
        .join(Currency, Currency.id == model.currency_id)
        .where(model.currency_id == currency_id)
    )
    for code, day, text in db.session.execute(query):
        if not is_positive(text):
            yield Fault(f"{model.__tablename__}: {code} on {day}", f"is {text!r}, not a rate")


def is_positive(text: str) -> bool:
    """Whether a stored text is a number that a rate can be."""
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return False
    return rate.is_finite() and rate > 0


def _misplaced() -> Iterator[Fault]:
    """Fetched rates are of shared currencies, and none is of the euro, which is always 1."""
    for model in (Rate, HeldRate, ManualRate):
        strange = Currency.code == EURO
        if model is not ManualRate:
            strange = or_(strange, Currency.owner != SHARED)
        query = (
            select(Currency.code, func.count())
            .join(model, model.currency_id == Currency.id)
            .where(strange)
            .group_by(Currency.code)
        )
        for code, count in db.session.execute(query):
            yield Fault(f"{model.__tablename__}: {code}", f"has {count} rates and may have none")
        db.session.rollback()
