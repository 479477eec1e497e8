"""Loading a backup's rows into tables, and comparing what is there then with what was read."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, text

from total_bankroll.errors import Conflict, Invalid
from total_bankroll.extensions import writing_allowed
from total_bankroll.models import new_token
from total_bankroll.models.user import new_session_id
from total_bankroll.services.backup_archive import Archive, Part
from total_bankroll.services.backup_rows import PIECE, Shape, Sum, lines, shapes, written

RENEWED: Mapping[tuple[str, str], Callable[[], str]] = {
    ("users", "cache_token"): new_token,
    ("users", "fs_uniquifier"): new_session_id,
    ("cache_tokens", "token"): new_token,
}
"""What is never as it was: nothing that was cached counts any more, and nobody is signed in."""

FORGOTTEN = frozenset({"sign_ins"})
"""Tables whose rows are not put back: the browsers in which nobody is signed in any more."""

Row = dict[str, Any]


def hold(connection: Connection) -> None:
    """Let nobody else write before the end of this transaction.

    SQLite has one writer anyway, and on MariaDB and MySQL emptying a table locks all of it,
    what could be added too.
    """
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.quote
        names = ", ".join(quote(shape.name) for shape in shapes(connection))
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def load(connection: Connection, archive: Archive) -> None:
    """Empty every table and fill it with the backup's rows; raises where they do not fit."""
    found = {shape.name: shape for shape in shapes(connection)}
    parts = {part.name: part for part in archive.manifest.parts}
    if found.keys() != parts.keys():
        names = ", ".join(sorted(found.keys() ^ parts.keys()))
        raise Invalid(f"The backup and the database have other tables: {names}.")
    with writing_allowed():
        for shape in reversed(found.values()):
            connection.execute(shape.table.delete())
        for shape in found.values():
            _fill(connection, archive, parts[shape.name], shape)


def _fill(connection: Connection, archive: Archive, part: Part, shape: Shape) -> None:
    if dict(part.columns) != dict(shape.columns):
        raise Invalid(f"The backup and the database have other columns of {part.name}.")
    loaded = Sum()
    for piece in _pieces(_renewed(archive, part)):
        connection.execute(insert(shape.table), piece)
        for row in piece:
            loaded.add(written(row, shape.columns))
    _compare(connection, shape, loaded)


def _compare(connection: Connection, shape: Shape, loaded: Sum) -> None:
    there = Sum()
    for line in lines(connection, shape):
        there.add(line)
    if there != loaded:
        raise Conflict(f"The database holds other rows of {shape.name} than were put there.")


def _renewed(archive: Archive, part: Part) -> Iterator[Row]:
    if part.name in FORGOTTEN:
        return
    fresh = {name: make for (table, name), make in RENEWED.items() if table == part.name}
    for row in archive.rows(part):
        yield row | {name: make() for name, make in fresh.items() if name in row}


def _pieces(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while piece := list(islice(rows, PIECE)):
        yield piece
