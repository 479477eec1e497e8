"""One state of the whole database, however long it is read and whoever writes meanwhile."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine

from total_bankroll.database import prepare_sqlite
from total_bankroll.extensions import db


@contextmanager
def snapshot(folder: Path) -> Iterator[Connection]:
    """A connection that sees one state; what it needs of the disk lies in `folder`.

    On servers it is a transaction, which keeps nobody waiting. An open read of SQLite would keep
    every writer waiting to its end, so SQLite copies its file first, at the speed of the disk.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with private_database(folder / "snapshot.db") as engine:
            _copy_sqlite(folder / "snapshot.db")
            with engine.connect() as connection:
                yield connection
        return
    with db.engine.connect() as connection:
        yield connection.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def private_database(path: Path) -> Iterator[Engine]:
    """A SQLite file of nobody else's."""
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    prepare_sqlite(engine, wal=False)
    try:
        yield engine
    finally:
        engine.dispose()


def _copy_sqlite(path: Path) -> None:
    with db.engine.connect() as connection, closing(sqlite3.connect(path)) as target:
        source: Any = connection.connection.driver_connection
        source.backup(target)
