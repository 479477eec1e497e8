"""Runs the migrations on the application's own engine, in one transaction where it can.

A backup of an older version is brought up to date on an engine of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from total_bankroll.extensions import writing_allowed
from total_bankroll.resuming import MARK, resumable

engine = context.config.attributes.get("engine") or current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


@contextmanager
def tables_may_be_replaced(connection: Connection) -> Iterator[None]:
    """SQLite replaces a table by its copy, and must not take the rows that point to it for lost.

    It can be told so only outside of a transaction.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def run() -> None:
    """Apply what `flask db` was asked for."""
    with (
        engine.connect() as connection,
        writing_allowed(),
        tables_may_be_replaced(connection),
        resumable(connection),
    ):
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
            include_name=lambda name, kind, _: (kind, name) != ("table", MARK),
            transaction_per_migration=engine.dialect.name == "mysql",
        )
        with context.begin_transaction():
            context.run_migrations()


run()
