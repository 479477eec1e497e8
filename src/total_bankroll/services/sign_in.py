"""What Flask-Security reads and writes: one statement a sign-in, writes that never dead-lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_security.core import UserMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from total_bankroll.errors import Conflict
from total_bankroll.extensions import db
from total_bankroll.models import Role, User
from total_bankroll.services.unconfirmed import hand_over, waiting_player
from total_bankroll.services.writing import write, write_scope

ASKED_FOR = (User.roles, User.second_factor, User.passkeys)


class PlayerStore(SQLAlchemyUserDatastore):
    """Finds a player with all that signing in asks for, in one statement."""

    def __init__(self, *, confirms: bool) -> None:
        super().__init__(db, User, Role)
        self.confirms = confirms

    def create_user(self, **details: Any) -> UserMixin:
        """A player who registers; where letters confirm, in the place of who never did."""
        waiting = waiting_player(details["email"]) if self.confirms else None
        if waiting is None:
            return super().create_user(**details)
        hand_over(waiting, details["password"])
        waiting.confirmed_at = details.get("confirmed_at")
        return waiting

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:
        query = select(User).options(*(joinedload(each) for each in ASKED_FOR))
        return db.session.scalars(query.filter_by(**by)).unique().one_or_none()


def player_store(*, confirms: bool = False) -> PlayerStore:
    """Flask-Security's way to the players; `confirms`: an address counts once it is confirmed."""
    return PlayerStore(confirms=confirms)


@contextmanager
def credential_change(key: str | None) -> Iterator[None]:
    """One write transaction around a view that changes whom a password belongs to.

    It takes the write lock before anything is read: on SQLite, a transaction that has read can
    no longer be sure to write. `key` (`fs_uniquifier`) names the player who is signed in, who is
    read once more.
    """
    try:
        with write_scope():
            if key:
                player_store().find_user(fs_uniquifier=key)
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
