"""Finding a player's own rows; what belongs to somebody else does not exist."""

from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager

from total_bankroll.errors import Conflict, NotFound, UnknownCurrency
from total_bankroll.models import Account, Currency, Entry, User

KINDS = ("site", "asset")


def player(session: Session, user_id: int) -> User:
    """The player; NotFound where there is none."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound("There is no such player.")
    return found


def zone_of(session: Session, user_id: int) -> ZoneInfo:
    """The time zone that decides a player's days."""
    return ZoneInfo(player(session, user_id).timezone)


def own_account(
    session: Session,
    user_id: int,
    account_id: int,
    kind: str | None = None,
    *,
    deleted: bool = False,
) -> Account:
    """A player's account with its currency; NotFound where it is not theirs, or of another kind."""
    asked: dict[str, int | str] = {"user_id": user_id, "account_id": account_id}
    if kind is not None:
        asked["kind"] = kind
    found = session.scalar(_accounts(of_kind=kind is not None, deleted=deleted), asked)
    if found is None:
        raise NotFound(f"There is no such {kind or 'account'}.")
    return found


@cache
def _accounts(*, of_kind: bool, deleted: bool) -> Select[Account]:
    """Built once, for that takes longer than asking."""
    found = (
        select(Account)
        .join(Account.currency)
        .options(contains_eager(Account.currency))
        .where(Account.user_id == bindparam("user_id"), Account.id == bindparam("account_id"))
    )
    if of_kind:
        found = found.where(Account.kind == bindparam("kind"))
    return found if deleted else found.where(Account.deleted_at.is_(None))


def open_account(session: Session, user_id: int, account_id: int) -> Account:
    """An account that takes entries; Conflict where it is archived."""
    account = own_account(session, user_id, account_id)
    if account.archived_at is not None:
        raise Conflict(f"{account.name} is archived. Restore it first.", field="account")
    return account


def own_entry(session: Session, user_id: int, entry_id: int) -> Entry:
    """A player's entry, deleted or not, on an account that is not deleted."""
    found = session.scalar(_entries(), {"user_id": user_id, "entry_id": entry_id})
    if found is None:
        raise NotFound("There is no such entry.")
    return found


@cache
def _entries() -> Select[Entry]:
    return (
        select(Entry)
        .join(Entry.account)
        .join(Account.currency)
        .options(contains_eager(Entry.account).contains_eager(Account.currency))
        .where(
            Entry.user_id == bindparam("user_id"),
            Entry.id == bindparam("entry_id"),
            Account.deleted_at.is_(None),
        )
    )


def currency_by_code(session: Session, user_id: int, code: str) -> Currency:
    """A shared currency or the player's own; raises UnknownCurrency."""
    wanted = (
        select(Currency)
        .where(Currency.code == code, or_(Currency.user_id.is_(None), Currency.user_id == user_id))
        .order_by(Currency.owner.desc())
        .limit(1)
    )
    found = session.scalar(wanted) if code.isalnum() else None  # PostgreSQL chokes on NUL
    if found is None:
        raise UnknownCurrency("Choose a currency from the list.")
    return found
