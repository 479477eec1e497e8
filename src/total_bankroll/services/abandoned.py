"""Registrations that nobody has confirmed: they go after a while, where nothing is kept in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.models.base import Model
from total_bankroll.services.closing import theirs
from total_bankroll.services.writing import write

GIVEN_UP_AFTER = timedelta(days=7)
"""Longer than any link that confirms an address works."""
MOST_AT_ONCE = 500
"""A worker that is busy for longer answers nobody, and its server may end it."""


def clear_abandoned() -> Iterator[str]:
    """Delete some, the oldest first, in a transaction each; yields each address that has gone.

    What is confirmed, handed over or filled in the same moment stays: it is looked at once more
    when nobody else can change it. For where letters confirm addresses only.
    """
    before = now() - GIVEN_UP_AFTER
    oldest = _abandoned(before).order_by(User.created_at, User.id).limit(MOST_AT_ONCE)
    for user_id, email in db.session.execute(oldest).all():
        if _clear(user_id, before):
            yield email


def wait_anew(user_id: int) -> None:
    """Another letter is under way to who has not confirmed: the time begins once more."""
    mine = User.id == user_id, User.confirmed_at.is_(None)
    with write(user_id) as session:
        bulk(session, update(User).where(*mine).values(created_at=now()))


def _clear(user_id: int, before: datetime) -> bool:
    try:
        with write(user_id) as session:
            if session.execute(_abandoned(before).where(User.id == user_id)).first() is None:
                return False
            return bulk(session, delete(User).where(User.id == user_id)) == 1
    except NotFound:
        return False  # somebody else was faster


def _abandoned(before: datetime) -> Select[int, str]:
    """Who has never confirmed, was not switched off, and has no row anywhere."""
    waits = User.confirmed_at.is_(None), User.created_at < before, User.active.is_(True)
    return select(User.id, User.email).where(*waits, ~_holds_something())


def _holds_something() -> ColumnElement[bool]:
    """Whether a row of any other table is theirs, an invitation to their address included."""
    tables = (each for each in Model.metadata.sorted_tables if each is not User.__table__)
    keys = (key for table in tables for key in theirs(table, User.id, User.email))
    return or_(*(exists().where(key) for key in keys))
