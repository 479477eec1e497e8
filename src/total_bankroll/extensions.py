"""The Flask extensions, bare: app.py binds them to an application."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from total_bankroll.cache_backend import ForgivingCache

_may_write = ContextVar("may_write", default=False)


@contextmanager
def writing_allowed() -> Iterator[None]:
    """Let scoped tables be written: only flushes, the bulk helper and migrations do so."""
    token = _may_write.set(True)
    try:
        yield
    finally:
        _may_write.reset(token)


def may_write() -> bool:
    """Whether the statement at hand comes from a flush, the bulk helper or a migration."""
    return _may_write.get()


class LedgerSession(Session):
    """A session whose flushes, and nothing else, may write scoped tables."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        with writing_allowed():
            super().flush(objects)


class Base(DeclarativeBase):
    """Every constraint has a name, so that migrations can change it on SQLite too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"class_": LedgerSession})
cache = ForgivingCache()
csrf = CSRFProtect()
