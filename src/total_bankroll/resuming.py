"""Going on with a migration that was interrupted, where a database cannot take it back.

SQLite and PostgreSQL undo a migration that does not end. MySQL and MariaDB commit every change of a
table at once: what is there already is then passed over, if a mark says that someone was at work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.ddl.mysql import MySQLImpl
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

MARK = "migration_under_way"
_RESUMING = "total_bankroll_resuming"
# A table, column or key that is there already, and a table, column or key that is gone already.
_DONE = {1050, 1060, 1061, 1826, 1051, 1091}


class ResumingImpl(MySQLImpl):
    """Alembic's way to change tables of MySQL and MariaDB, passing over what was done before."""

    __dialect__ = "mysql"

    def _exec(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super()._exec(*args, **kwargs)
        except (OperationalError, ProgrammingError) as error:
            is_done = error.orig is not None and error.orig.args[:1] in {(n,) for n in _DONE}
            if is_done and self.connection is not None and self.connection.info.get(_RESUMING):
                return None
            raise


@contextmanager
def resumable(connection: Connection) -> Iterator[None]:
    """Keep a mark in the database while migrations run; one that is found allows resuming."""
    if connection.dialect.name != ResumingImpl.__dialect__:
        yield
        return
    connection.info[_RESUMING] = inspect(connection).has_table(MARK)
    connection.execute(text(f"CREATE TABLE IF NOT EXISTS {MARK} (id INTEGER PRIMARY KEY)"))
    connection.commit()
    try:
        yield
        connection.execute(text(f"DROP TABLE {MARK}"))
        connection.commit()
    finally:
        connection.info.pop(_RESUMING, None)
