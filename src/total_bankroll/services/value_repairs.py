"""Repairs of what cannot be read: what follows from the rest makes room for being worked out."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, delete, or_, select, update

from total_bankroll.cache_policy import RATES, bulk, user_scope
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.models.base import Model
from total_bankroll.services.faults import Repaired
from total_bankroll.services.value_checks import ANEW, FOLLOWING, doubts_of, unreadable
from total_bankroll.services.writing import write_scope


def values() -> Iterator[Repaired]:
    """Rows that are made anew go, and so does what is worked out or only told."""
    for name in (*ANEW, *dict.fromkeys(table for table, _ in FOLLOWING)):
        table = Model.metadata.tables[name]
        found = list(unreadable(table))
        db.session.rollback()
        if found and name in ANEW:
            count = _change(table, delete(table).where(or_(*doubts_of(table).values())))
            yield Repaired(name, f"{count} rows that could not be read are removed")
        for column in dict.fromkeys(column for one in found for column in one.columns):
            if (name, column) in FOLLOWING:
                ids = [int(one.key) for one in found if column in one.columns]
                empty = {column: FOLLOWING[name, column]}
                count = _change(table, update(table).where(table.c.id.in_(ids)).values(empty))
                yield Repaired(
                    f"{name}.{column}", f"{count} values that could not be read are gone"
                )


def _change(table: Table, statement: Any) -> int:
    players = db.session.scalars(select(User.id)).all()
    with write_scope(RATES, *map(user_scope, players)) as session:
        return bulk(session, statement, derived=True)
