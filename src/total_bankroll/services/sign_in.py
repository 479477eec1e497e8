"""What Flask-Security reads and writes: one statement a sign-in, writes that never dead-lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_security.datastore import SQLAlchemyUserDatastore
from sqlalchemy.exc import IntegrityError

from total_bankroll.errors import Conflict
from total_bankroll.extensions import db
from total_bankroll.models import Role, User
from total_bankroll.services.writing import write, write_scope


def player_store() -> SQLAlchemyUserDatastore:
    """Flask-Security's way to the players."""
    return SQLAlchemyUserDatastore(db, User, Role)


@contextmanager
def credential_change(session_id: str | None) -> Iterator[None]:
    """One write transaction around a view that changes whom a password belongs to.

    It takes the write lock before anything is read: on SQLite, a transaction that has read can
    no longer be sure to write. `session_id` names the player who is signed in, read once more.
    """
    try:
        with write_scope():
            if session_id:
                player_store().find_user(fs_uniquifier=session_id)
            yield
    except IntegrityError as error:
        raise Conflict("That address was registered a moment ago. Sign in instead.") from error


def keep_new_hash() -> None:
    """Store what signing in has hashed anew, since its cost was raised, in a write of its own."""
    session = db.session()
    rehashed = [(row.id, row.password) for row in session.dirty if isinstance(row, User)]
    if not rehashed:
        return
    session.rollback()
    for user_id, password in rehashed:
        with write(user_id) as writing:
            writing.get_one(User, user_id).password = password
