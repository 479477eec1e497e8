"""Rows in every table that the models have, for what must leave none of them behind."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table, exists, insert, select, types

from total_bankroll.extensions import db, writing_allowed
from total_bankroll.models.base import ExactDecimal, Model

ROWS = 2
MOMENT = datetime(2026, 2, 3, 4, 5, 6, 789_012, tzinfo=UTC)
ODD = "é ♠ 🂡 \\ ' \""


def fill_every_table() -> None:
    """Rows of any content, with odd characters in them, where there is none yet."""
    with writing_allowed():
        for table in Model.metadata.sorted_tables:
            if is_empty(table):
                for number in range(ROWS):
                    db.session.execute(insert(table), _row(table, number))
        db.session.commit()
    db.session.remove()


def empty_tables() -> set[str]:
    """The names of those without a row."""
    found = {name for name, table in Model.metadata.tables.items() if is_empty(table)}
    db.session.remove()
    return found


def is_empty(table: Table) -> bool:
    """Whether there is no row."""
    return not db.session.scalar(select(exists(select(1).select_from(table))))


def _row(table: Table, number: int) -> dict[str, Any]:
    named = {column.name: _value(column, number) for column in table.columns}
    is_counted = len(table.primary_key.columns) == 1 and "id" in named
    return {name: value for name, value in named.items() if name != "id" or not is_counted}


def _value(column: Column[Any], number: int) -> object:
    for key in column.foreign_keys:
        return db.session.scalar(select(key.column).order_by(key.column).offset(number).limit(1))
    if isinstance(column.type, types.String):
        length = column.type.length or 1000
        return f"{number} {ODD} {column.name}"[:length]
    if isinstance(column.type, ExactDecimal):
        return Decimal("1.000000001") + number
    values: dict[type, object] = {
        bool: number == 0,
        int: (2**40 if isinstance(column.type, types.BigInteger) else 2**20) + number,
        datetime: MOMENT + timedelta(days=number),
        date: date(2026, 2, 3) + timedelta(days=number),
        bytes: bytes([0, 255, number]),
    }
    plain = (
        column.type.impl_instance if isinstance(column.type, types.TypeDecorator) else column.type
    )
    return values[plain.python_type]
