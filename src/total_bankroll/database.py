"""How each database is spoken to: snapshots for reads, one writer a player, no endless waits."""

import os
import sqlite3
from contextlib import suppress
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

from total_bankroll.extensions import db

WAIT_SECONDS = 5
LONGEST_TEXT = 2**26
WRITING = {"writing": True}


def prepare(app: Flask) -> None:
    """Set the application's engine up; opens no connection."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine, wal=bool(app.config.get("SQLITE_WAL")))
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _limit_postgresql_waits)
    else:
        event.listen(engine, "connect", _limit_mysql_waits)


def write_options(engine: Engine) -> dict[str, Any]:
    """The options of a connection that is going to write."""
    if engine.dialect.name == "sqlite":
        return dict(WRITING)
    return {**WRITING, "isolation_level": "READ COMMITTED"}


def prepare_sqlite(engine: Engine, *, wal: bool) -> None:
    """Transactions that begin where they are meant to, and keys that are looked after.

    A new file is for its owner alone; SQLite gives what it lays beside it the same mode.
    """

    @event.listens_for(engine, "do_connect")
    def make_file(_dialect: object, _record: object, where: list[Any], _more: object) -> None:
        path = str(where[0])
        if path and not path.startswith((":", "file:")):
            with suppress(OSError):  # it is there, or SQLite says why it can't be
                os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver's own transactions begin too late
        connection.create_function("lower", 1, _folded, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
        connection.execute(f"PRAGMA journal_mode = {'WAL' if wal else 'DELETE'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _folded(text: Any) -> Any:
    """SQLite's own function knows the letters A to Z alone."""
    return text.casefold() if isinstance(text, str) else text


def _limit_postgresql_waits(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.commit()


def _limit_mysql_waits(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION innodb_lock_wait_timeout = {WAIT_SECONDS}")
        # Tables too: LOCK TABLES, or an ALTER that waits, would hold a request for a day.
        cursor.execute(f"SET SESSION lock_wait_timeout = {WAIT_SECONDS}")
        # What many rows say is read as one text; MySQL's default cuts it at 1,024 bytes.
        cursor.execute(f"SET SESSION group_concat_max_len = {LONGEST_TEXT}")
        cursor.execute("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')")
