"""Accounts whose address nobody has confirmed yet: whoever proves it is theirs finds it empty."""

from sqlalchemy import delete, select

from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, SecondFactor, SignIn, User
from total_bankroll.models.user import new_session_id
from total_bankroll.services.recovery_codes import forget_codes

HELD = (
    select(User)
    .where(User.confirmed_at.is_(None))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def waiting_player(email: str) -> User | None:
    """The unconfirmed player of an address, whom nobody else changes until the write ends."""
    return db.session.scalar(HELD.where(User.email == email))


def still_waits(user: User) -> bool:
    """Whether a player is unconfirmed and has the key they were read with; held as above."""
    known = HELD.where(User.id == user.id, User.fs_uniquifier == user.fs_uniquifier)
    return db.session.scalar(known) is not None


def hand_over(user: User, password: str) -> None:
    """Give an unconfirmed account to who registers now: links and sign-ins of before count no more.

    `password` is hashed.
    """
    user.password = password
    user.fs_uniquifier = new_session_id()
    forget_ways_in(user)


def forget_ways_in(user: User) -> None:
    """Let neither sign-ins nor second factors of before count, in the write that goes on."""
    session = db.session()
    for each in (SignIn, SecondFactor, Passkey):
        bulk(session, delete(each).where(each.user_id == user.id))
    forget_codes(session, user.id)
