"""Where players are signed in: one row a browser, without which its cookie is worth nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Delete, Select, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.database import WRITING
from total_bankroll.errors import Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import SignIn, User
from total_bankroll.models.user import new_session_id
from total_bankroll.services.sign_in import keep_new_hash
from total_bankroll.services.writing import write_scope

SECRET_BYTES = 24
SEEN_EVERY = timedelta(minutes=10)
"""How exactly `seen_at` is kept: a row written with every page would slow them all down."""


@dataclass(frozen=True)
class Visit:
    """Where somebody signs in: in which browser, from which address."""

    device: str
    address: str


@dataclass(frozen=True)
class Lifetime:
    """How long a sign-in lasts: unused, and whatever is done with it."""

    idle: timedelta
    whole: timedelta


@dataclass(frozen=True)
class Found:
    """The player behind a cookie, and when this sign-in was last noted as used."""

    user: User
    sign_in_id: int
    seen_at: datetime

    def is_due(self, at: datetime) -> bool:
        """Whether its use should be noted again."""
        return at - self.seen_at >= SEEN_EVERY


@dataclass(frozen=True)
class Begun:
    """A new sign-in: what its cookie carries, and its row."""

    mark: str
    sign_in_id: int


@dataclass(frozen=True)
class SignInView:
    """A sign-in as its player sees it."""

    id: int
    device: str
    address: str
    created_at: datetime
    seen_at: datetime


def find_sign_in(mark: str, lifetime: Lifetime) -> Found | None:
    """The player whom a cookie's `mark` names, in one statement; None where it counts no more."""
    key, _, secret = mark.partition(".")
    at = now()
    asked = {
        "key": key,
        "hash": _hash(secret),
        "used_since": at - lifetime.idle,
        "begun_since": at - lifetime.whole,
    }
    row = db.session.execute(_by_mark(), asked).unique().first()
    return None if row is None else Found(*row)


@cache
def _by_mark() -> Select[User, int, datetime]:
    """Built once: it is asked with every request."""
    return (
        select(User, SignIn.id, SignIn.seen_at)
        .join(SignIn, SignIn.user_id == User.id)
        .options(joinedload(User.roles))
        .where(User.fs_uniquifier == bindparam("key"), User.active)
        .where(SignIn.secret_hash == bindparam("hash"))
        .where(
            SignIn.seen_at > bindparam("used_since"), SignIn.created_at > bindparam("begun_since")
        )
    )


def begin_sign_in(user: User, visit: Visit, lifetime: Lifetime) -> Begun:
    """Note that a player is signed in, in the browser that will hold the mark.

    The player's former ones that are too old go with it. It joins the write that goes on; in a
    read, it is a write of its own, after which `user` is read again. Raises Conflict where the
    account was closed, or its password changed, since `user` was read.
    """
    secret = token_urlsafe(SECRET_BYTES)
    session = db.session()
    if _is_writing(session):
        session.flush()  # which gives a new player their id
        sign_in_id = _add(session, user.id, user.fs_uniquifier, secret, visit, lifetime)
    else:
        user_id, key = user.id, user.fs_uniquifier
        keep_new_hash()
        with write_scope() as writing:
            sign_in_id = _add(writing, user_id, key, secret, visit, lifetime)
        session.scalars(
            select(User).where(User.id == user_id).options(joinedload(User.roles))
        ).unique().one()
    return Begun(f"{user.fs_uniquifier}.{secret}", sign_in_id)


def _is_writing(session: Session) -> bool:
    if not session.in_transaction():
        return False
    return WRITING.items() <= session.connection().get_execution_options().items()


def _add(
    session: Session, user_id: int, key: str, secret: str, visit: Visit, lifetime: Lifetime
) -> int:
    same = select(User.id).where(User.id == user_id, User.fs_uniquifier == key)
    if session.scalar(same.with_for_update()) is None:
        raise Conflict("This account was changed a moment ago. Sign in once more.")
    at = now()
    too_old = or_(
        SignIn.seen_at <= at - lifetime.idle,
        SignIn.created_at <= at - lifetime.whole,
    )
    bulk(session, _of(user_id).where(too_old))
    row = SignIn(
        user_id=user_id,
        secret_hash=_hash(secret),
        device=visit.device,
        address=visit.address,
        created_at=at,
        seen_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def renew_key(user: User) -> str:
    """Another `fs_uniquifier`: cookies and links in letters that name the former open nothing."""
    user.fs_uniquifier = new_session_id()
    return user.fs_uniquifier


def note_use(sign_in_id: int, address: str) -> None:
    """Remember that a sign-in was used just now, and from where."""
    seen = update(SignIn).where(SignIn.id == sign_in_id)
    with write_scope() as session:
        bulk(session, seen.values(seen_at=now(), address=address))


class SignInService:
    """A player's own list of where they are signed in."""

    def list_sign_ins(self, user_id: int, lifetime: Lifetime) -> list[SignInView]:
        """Those that still count, last used first."""
        at = now()
        rows = db.session.scalars(
            select(SignIn)
            .where(SignIn.user_id == user_id)
            .where(SignIn.seen_at > at - lifetime.idle, SignIn.created_at > at - lifetime.whole)
            .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        )
        return [_view(row) for row in rows]

    def end_sign_in(self, user_id: int, sign_in_id: int) -> None:
        """Sign out in one browser; raises NotFound where it is not the player's."""
        with write_scope() as session:
            if not bulk(session, _of(user_id).where(SignIn.id == sign_in_id)):
                raise NotFound("You are not signed in there any more.")

    def end_here(self, sign_in_id: int | None) -> None:
        """Sign out in this browser, which may have been signed out from elsewhere just now."""
        with write_scope() as session:
            bulk(session, delete(SignIn).where(SignIn.id == sign_in_id))

    def end_others(self, user_id: int, sign_in_id: int | None = None) -> int:
        """Sign out everywhere but in the browser named; gives how many there were.

        It joins a write that goes on, as that of a changed password.
        """
        others = _of(user_id)
        if sign_in_id is not None:
            others = others.where(SignIn.id != sign_in_id)
        if _is_writing(db.session()):
            return bulk(db.session(), others)
        with write_scope() as session:
            return bulk(session, others)


def _of(user_id: int) -> Delete:
    return delete(SignIn).where(SignIn.user_id == user_id)


def _view(row: SignIn) -> SignInView:
    return SignInView(row.id, row.device, row.address, row.created_at, row.seen_at)


def _hash(secret: str) -> str:
    """The secret is random, so a plain hash gives nothing away."""
    return sha256(secret.encode(errors="replace")).hexdigest()
