"""Putting shared currencies and fetched rates into their tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.models import Currency, Rate
from total_bankroll.rates import Dated
from total_bankroll.services.currency_catalog import catalog
from total_bankroll.services.rate_sheets import Sheet
from total_bankroll.services.rate_tables import SHARED

CHUNK = 20_000  # rows of one executemany: bounds the memory, not the number of transactions


def store_catalog(session: Session) -> int:
    """Add the shared currencies that are missing; returns how many there were.

    A currency that is there keeps its decimals: amounts are counted in them.
    """
    known = {row.code: row for row in shared_currencies(session)}
    for entry in catalog():
        row = known.get(entry.code)
        if row is None:
            session.add(
                Currency(
                    owner=SHARED,
                    code=entry.code,
                    name=entry.name,
                    symbol=entry.symbol,
                    decimals=entry.decimals,
                )
            )
        else:
            row.name, row.symbol = entry.name, entry.symbol
    session.flush()
    return len(catalog()) - len(known)


def shared_currencies(session: Session) -> Sequence[Currency]:
    """The currencies that everybody has."""
    return session.scalars(select(Currency).where(Currency.owner == SHARED)).all()


def currency_ids(session: Session) -> dict[str, int]:
    """The shared currencies' ids by code."""
    query = select(Currency.code, Currency.id).where(Currency.owner == SHARED)
    return dict(session.execute(query).all())


def store_missing(session: Session, sheet: Sheet) -> int:
    """Add those of the sheet's rates whose days are missing; returns how many there were."""
    ids = currency_ids(session)
    counts = _counts(session, sheet.last_day)
    missing: list[dict[str, Any]] = []
    for code, series in sheet.series().items():
        if code in ids and counts.get(ids[code], 0) < len(series):
            missing += _missing(session, ids[code], series)
    for start in range(0, len(missing), CHUNK):
        bulk(session, insert(Rate), missing[start : start + CHUNK])
    return len(missing)


def _counts(session: Session, until: date) -> Mapping[int, int]:
    query = (
        select(Rate.currency_id, func.count()).where(Rate.day <= until).group_by(Rate.currency_id)
    )
    return dict(session.execute(query).all())


def _missing(session: Session, currency_id: int, series: Sequence[Dated]) -> list[dict[str, Any]]:
    there = set(session.scalars(select(Rate.day).where(Rate.currency_id == currency_id)))
    return [
        {"currency_id": currency_id, "day": day, "rate": rate}
        for day, rate in series
        if day not in there
    ]
