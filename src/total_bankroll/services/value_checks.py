"""The check that comes first: all that is stored can be read as what its column is of."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import (
    Account,
    AccountDay,
    AccountYear,
    Entry,
    HeldRate,
    JobRun,
    Rate,
    RecordedChange,
)
from total_bankroll.models.base import Instant, Model
from total_bankroll.services.faults import MOST_NAMED, Fault
from total_bankroll.services.ownership import KINDS
from total_bankroll.trail_states import ACCOUNT, ENTRY, PLAYER

Place = tuple[str, str]
"""A table and one of its columns."""

ANEW = tuple(kind.__tablename__ for kind in (AccountDay, AccountYear, Rate, HeldRate, JobRun))
"""Tables of which a row that cannot be read is made, or fetched, anew."""
FOLLOWING: Mapping[Place, Any] = {
    (Account.__tablename__, "balance"): 0,
    (Account.__tablename__, "updated_on"): None,
    (Entry.__tablename__, "change"): 0,
    (Entry.__tablename__, "opening"): False,
    (RecordedChange.__tablename__, "before"): None,
    (RecordedChange.__tablename__, "after"): None,
}
"""What follows from the rest, or is only told, and what it may be until it is worked out anew."""

_WORDS: Mapping[Place, tuple[str, ...]] = {
    (Entry.__tablename__, "kind"): tuple(Kind),
    (Account.__tablename__, "kind"): KINDS,
    (RecordedChange.__tablename__, "subject"): (ENTRY, ACCOUNT, PLAYER),
}
_TOLD = ("before", "after")
_ROUND = "+0 days"
"""By this, SQLite makes a 2 March of a 30 February, so that it is found."""
_ONLY_A_BACKUP = "Only a backup knows what it was."
_WHY = dict.fromkeys(
    (Entry.__tablename__, Account.__tablename__), "Its changes, or a backup, say what it was."
)


class Unreadable(NamedTuple):
    """A row by its key, and the columns that hold what they cannot."""

    table: Table
    key: str
    columns: tuple[str, ...]

    @property
    def can_be_repaired(self) -> bool:
        """Whether nothing is lost that is not stored elsewhere, too."""
        places = [(self.table.name, column) for column in self.columns]
        return self.table.name in ANEW or all(place in FOLLOWING for place in places)


def values() -> Iterator[Fault]:
    """SQLite keeps any text in any column; on other databases a column holds what it is of."""
    for table in Model.metadata.sorted_tables:
        found = list(unreadable(table))
        db.session.rollback()
        for one in found[:MOST_NAMED]:
            why = "" if one.can_be_repaired else _WHY.get(table.name, _ONLY_A_BACKUP)
            what = f"holds what cannot be read: {', '.join(one.columns)}"
            yield Fault(f"{table.name} {one.key}", what, why)
        if len(found) > MOST_NAMED:
            yield Fault(table.name, f"… and {len(found) - MOST_NAMED} rows more")


def unreadable(table: Table) -> Iterator[Unreadable]:
    """The rows of a table that hold anything that cannot be read."""
    doubts = doubts_of(table) if db.engine.dialect.name == "sqlite" else {}
    if doubts:
        keys = [_raw(column) for column in table.primary_key]
        rows = db.session.execute(
            select(*keys, *doubts.values()).select_from(table).where(or_(*doubts.values()))
        )
        for row in rows:
            key, said = row[: len(keys)], row[len(keys) :]
            wrong = tuple(name for name, is_so in zip(doubts, said, strict=True) if is_so)
            yield Unreadable(table, " ".join(map(str, key)), wrong)


def doubts_of(table: Table) -> dict[str, ColumnElement[bool]]:
    """By column, what holds where it has a value that is none of its kind."""
    found = {column.name: _doubt(table, column) for column in table.columns}
    return {name: doubt for name, doubt in found.items() if doubt is not None}


def _doubt(table: Table, column: Column[Any]) -> ColumnElement[bool] | None:
    raw = _raw(column)
    if (table.name, column.name) in _WORDS:
        return raw.not_in(_WORDS[table.name, column.name])
    if table.name == RecordedChange.__tablename__ and column.name in _TOLD:
        kind = case((func.json_valid(raw) == 1, func.json_type(raw)), else_="none")
        return raw.is_not(None) & (kind != "object")
    if isinstance(column.type, Integer | Boolean):
        return func.typeof(raw).not_in(("integer", "null"))
    if isinstance(column.type, Date):
        return _is_no_day(raw)
    if isinstance(column.type, DateTime | Instant):
        text = func.replace(raw, "T", " ")
        second = func.substr(text, 1, 19)  # the rest would be rounded
        known = func.strftime("%Y-%m-%d %H:%M:%S", second, _ROUND)
        return _is_no_day(raw) & or_(func.coalesce(known, "") != second, func.date(text).is_(None))
    return None


def _is_no_day(raw: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(func.date(raw, _ROUND), "") != raw


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    """What is stored, as it is."""
    return type_coerce(column, String)
