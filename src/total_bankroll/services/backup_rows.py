"""Rows as lines of JSON, the same from every database: what columns hold, and its exact form."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, TableClause, column, inspect, select, table, types
from sqlalchemy.dialects import mysql

from total_bankroll.errors import Invalid

STAMP = "alembic_version"
PIECE = 1_000
"""So many rows are in memory at a time."""


class Kind(NamedTuple):
    """What a column holds: how a database is asked for it, and how JSON says it."""

    type: types.TypeEngine[Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _plain(kind: type, found: Any) -> Any:
    if type(found) is not kind:
        raise ValueError(f"{found!r} is no {kind.__name__}")
    return found


def _same(found: Any) -> Any:
    return found


KINDS: Mapping[str, Kind] = {
    "boolean": Kind(types.Boolean(), _same, partial(_plain, bool)),
    "integer": Kind(types.BigInteger(), _same, partial(_plain, int)),
    "text": Kind(types.String(), _same, partial(_plain, str)),
    "date": Kind(types.Date(), date.isoformat, date.fromisoformat),
    "instant": Kind(
        types.DateTime(),
        lambda found: f"{found.isoformat(timespec='microseconds')}Z",
        lambda text: datetime.fromisoformat(text.removesuffix("Z")),  # in UTC, as it is stored
    ),
    "bytes": Kind(
        types.LargeBinary(),
        lambda found: b64encode(found).decode(),
        lambda text: b64decode(text, validate=True),
    ),
}


def kind_of(type_: types.TypeEngine[Any]) -> str | None:
    """The kind of a column as a database describes it; None for one that cannot travel."""
    classes = (
        (types.Boolean, "boolean"),
        (mysql.TINYINT, "boolean"),  # it has no other
        (types.Integer, "integer"),
        (types.DateTime, "instant"),
        (types.Date, "date"),
        (types.String, "text"),
        (types._Binary, "bytes"),
    )
    return next((kind for cls, kind in classes if isinstance(type_, cls)), None)


class Shape(NamedTuple):
    """A table: the kinds of its columns by name, and the columns that its rows are told by.

    The columns are in the order of their names: a migration adds them at the end.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]

    @property
    def table(self) -> TableClause:
        """The table as statements name it, whatever the models say of it."""
        return table(self.name, *(column(n, KINDS[kind].type) for n, kind in self.columns.items()))

    @property
    def has_numbers(self) -> bool:
        """Whether its rows are known by a number, which the database gives them."""
        return len(self.key) == 1 and self.columns[self.key[0]] == "integer"


def shapes(connection: Connection) -> list[Shape]:
    """Every table that there is, those first to which others lead."""
    look = inspect(connection)
    names = [name for name, _ in look.get_sorted_table_and_fkc_names() if name]
    return [_shape(look, name) for name in names if name != STAMP]


def _shape(look: Any, name: str) -> Shape:
    columns = {}
    for each in sorted(look.get_columns(name), key=lambda each: str(each["name"])):
        kind = kind_of(each["type"])
        if kind is None:
            raise Invalid(f"{name}.{each['name']} holds what a backup cannot carry.")
        columns[each["name"]] = kind
    return Shape(name, columns, tuple(look.get_pk_constraint(name)["constrained_columns"]))


def lines(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """The rows of a table by their key, a line each."""
    source = shape.table
    query = select(source).order_by(*(source.c[name] for name in shape.key))
    query = query.execution_options(yield_per=PIECE)
    names = list(shape.columns)
    writers = [KINDS[kind].write for kind in shape.columns.values()]
    for row in connection.execute(query):
        found = zip(names, writers, row, strict=True)
        yield as_line({name: None if v is None else write(v) for name, write, v in found})


def as_line(found: Mapping[str, Any]) -> bytes:
    """An object of JSON as one line."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes, columns: Mapping[str, str]) -> dict[str, Any]:
    """The row that a line says; raises ValueError where it says none of such columns."""
    found = json.loads(line)
    if not isinstance(found, dict) or found.keys() != columns.keys():
        raise ValueError("other columns")
    try:
        return {
            name: None if found[name] is None else KINDS[kind].read(found[name])
            for name, kind in columns.items()
        }
    except TypeError as error:
        raise ValueError(str(error)) from error


def written(row: Mapping[str, Any], columns: Mapping[str, str]) -> bytes:
    """The line that says a row."""
    return as_line(
        {n: None if row[n] is None else KINDS[kind].write(row[n]) for n, kind in columns.items()}
    )


class Sum:
    """A sum of lines that is the same in whatever order they come."""

    def __init__(self) -> None:
        self.count = self.total = 0

    def add(self, line: bytes) -> None:
        """One more line."""
        self.count += 1
        self.total = (self.total + int.from_bytes(sha256(line).digest(), "big")) % 2**256

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sum):
            return NotImplemented
        return (self.count, self.total) == (other.count, other.total)

    __hash__ = None  # type: ignore[assignment]  # it grows
