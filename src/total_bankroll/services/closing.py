"""Closing an account: nothing of the player is left in any table, nor in a cache."""

from collections.abc import Iterator
from typing import Any

from flask_security.utils import verify_password
from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk, empty_cache
from total_bankroll.errors import Invalid
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, User
from total_bankroll.models.base import Model
from total_bankroll.services.credentials import normal_email, normal_password
from total_bankroll.services.ownership import player
from total_bankroll.services.writing import write
from total_bankroll.values import value


@value
class Leaving:
    """How much goes with a player, what waits in the trash among it; and what closing needs."""

    accounts: int
    entries: int
    has_password: bool = True


class ClosingService:
    """What cannot be undone needs the password, and the address typed."""

    def count(self, user_id: int) -> Leaving:
        """What closing would take."""
        accounts, entries = (
            select(func.count()).where(model.user_id == user_id).scalar_subquery()
            for model in (Account, Entry)
        )
        has_password = select(User.password.is_not(None)).where(User.id == user_id)
        found = select(accounts, entries, has_password.scalar_subquery())
        return Leaving(*db.session.execute(found).one())

    def close(self, user_id: int, *, email: str, password: str) -> None:
        """Delete the player and all that is theirs, in one transaction.

        Raises Invalid where the address or the password is not the player's. A table costs one
        statement, however many rows of theirs it has. The cache is emptied for everybody: what
        is stored there would never be served again, but would lie on a disk or in a Redis.
        """
        session = db.session()
        found = player(session, user_id)
        address, secret = found.email, found.password
        if _normal(email) != address:
            raise Invalid("Type the e-mail address of this account.", "email")
        if not secret or not verify_password(normal_password(password), secret):
            raise Invalid("That is not your password.", "password")
        session.expunge(found)  # who is told of the end still knows whose it was
        with write(user_id) as writing:
            forget_player(writing, user_id, address)
        empty_cache()


def forget_player(session: Session, user_id: int, address: str) -> None:
    """Delete a player and all that is theirs, in the write that goes on."""
    for table in reversed(Model.metadata.sorted_tables):
        conditions = list(theirs(table, user_id, address))
        if conditions:  # nothing is told in the trail: it goes too
            bulk(session, delete(table).where(or_(*conditions)), derived=True)


def theirs(table: Table, user_id: Any, address: Any) -> Iterator[ColumnElement[bool]]:
    """What makes a row of any table a player's: a key to them, or their address.

    Both are values, or columns of the statement around.
    """
    users: Any = User.__table__
    if table is users:
        yield users.c.id == user_id
        return
    for column in table.columns:
        if any(key.column is users.c.id for key in column.foreign_keys):
            yield column == user_id
        elif column.name == "email":
            yield column == address


def _normal(email: str) -> str:
    try:
        return normal_email(email)
    except Invalid:
        return ""
