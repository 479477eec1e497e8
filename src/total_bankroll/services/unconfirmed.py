"""Accounts whose address nobody has confirmed yet: whoever proves it is theirs finds it empty."""

from sqlalchemy import delete, exists, select

from total_bankroll.cache_policy import bulk, renew, user_scope
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import Account, Passkey, SecondFactor, SignIn, User
from total_bankroll.models.user import new_session_id
from total_bankroll.services.closing import forget_player
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

    `password` is hashed. It is as new as any other registration.
    """
    user.password = password
    user.created_at = now()
    user.fs_uniquifier = new_session_id()
    forget_ways_in(user)


def is_spare(email: str) -> bool:
    """Whether the player of an address is unconfirmed and holds nothing."""
    query = select(User.id).where(User.email == email, User.confirmed_at.is_(None))
    return db.session.scalar(query.where(~exists().where(Account.user_id == User.id))) is not None


def make_way(email: str) -> None:
    """Let another player have the address of one who `is_spare`, in the write that goes on."""
    waiting = waiting_player(email)
    if waiting is None or not is_spare(email):
        return
    session = db.session()
    renew(session, user_scope(waiting.id))
    session.expunge(waiting)
    forget_player(session, waiting.id, email)


def forget_ways_in(user: User) -> None:
    """Let neither sign-ins nor second factors of before count, in the write that goes on."""
    session = db.session()
    for each in (SignIn, SecondFactor, Passkey):
        bulk(session, delete(each).where(each.user_id == user.id))
    forget_codes(session, user.id)
