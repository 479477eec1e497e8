"""Repairs of currencies and their rates: what no rate can be goes, and is fetched again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, delete, select, type_coerce

from total_bankroll.cache_policy import RATES, bulk, user_scope
from total_bankroll.extensions import db
from total_bankroll.models import Currency, HeldRate, ManualRate, Rate
from total_bankroll.rates import EURO
from total_bankroll.services.faults import Repaired
from total_bankroll.services.rate_checks import is_positive
from total_bankroll.services.rate_store import store_catalog
from total_bankroll.services.rate_tables import SHARED
from total_bankroll.services.writing import write_scope


def currencies() -> Iterator[Repaired]:
    """The shared currencies are all there; whose one is, its player's id says."""
    known = dict(db.session.execute(select(Currency.code, Currency.owner)).all())
    if known.get(EURO) != SHARED:
        with write_scope(RATES) as session:
            added = store_catalog(session)
        yield Repaired(f"currency {EURO}", f"is there again, one of {added} shared ones added")
    rows = db.session.execute(select(Currency.id, Currency.user_id, Currency.owner)).all()
    for row_id, user_id, owner in rows:
        if owner != (user_id or SHARED):
            yield from _give_back(row_id, user_id)


def _give_back(currency_id: int, user_id: int | None) -> Iterator[Repaired]:
    scopes = [RATES] if user_id is None else [RATES, user_scope(user_id)]
    with write_scope(*scopes) as session:
        row = session.get_one(Currency, currency_id)
        row.owner = user_id or SHARED
        code = row.code
    whose = "everybody's" if user_id is None else f"player {user_id}'s"
    yield Repaired(f"currency {currency_id}", f"({code}) is {whose} again")


def rates() -> Iterator[Repaired]:
    """What is no rate, or is one of what has none, is removed; its value is said."""
    for model in (Rate, HeldRate, ManualRate):
        kind: Any = model
        text = type_coerce(kind.rate, String)
        query = select(kind.currency_id, kind.day, text, Currency.code, Currency.owner)
        owner = ManualRate.user_id if model is ManualRate else None
        query = query if owner is None else query.add_columns(owner)
        rows = db.session.execute(query.join(Currency, Currency.id == kind.currency_id)).all()
        for currency_id, day, rate, code, whose, *player in rows:
            is_misplaced = code == EURO or (model is not ManualRate and whose != SHARED)
            if is_misplaced or not is_positive(rate):
                _remove(kind, currency_id, day, player)
                yield Repaired(f"{kind.__tablename__}: {code} on {day}", f"is removed: {rate!r}")


def _remove(model: Any, currency_id: int, day: Any, player: list[int]) -> None:
    where = [model.currency_id == currency_id, model.day == day]
    if player:
        where.append(model.user_id == player[0])
    with write_scope(RATES, *map(user_scope, player)) as session:
        bulk(session, delete(model).where(*where))
