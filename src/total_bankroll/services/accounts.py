"""Sites and assets: one mechanism with a kind."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import Conflict, InvalidName
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.services.account_days import clear_days, rebuild
from total_bankroll.services.books import view_of
from total_bankroll.services.legs import match_legs, transfers_of
from total_bankroll.services.names import clean_name, name_key, numbered
from total_bankroll.services.ownership import currency_by_code, open_account, own_account
from total_bankroll.services.recording import Money, When, count_of, put, when_of
from total_bankroll.services.versions import refuse_unseen
from total_bankroll.services.views import Deleted

SHORTEST = timedelta(microseconds=1)
"""The difference between two moments that every database keeps."""


def add_account(
    user_id: int, kind: str, name: str, currency_code: str, balance: Money | None, date: When
) -> int:
    """Add a site or an asset, with its opening balance where one is given; returns its id."""
    session = db.session()
    name = clean_name(name)
    _check_free(session, user_id, name)
    account = Account(
        user_id=user_id,
        kind=kind,
        name=name,
        name_key=name_key(name),
        currency=currency_by_code(session, user_id, currency_code),
        position=_last_position(session, user_id, kind) + 1,
        balance=0,
    )
    session.add(account)
    session.flush()
    if balance is not None:
        count = count_of(account, Kind.BALANCE, balance)
        put(session, account, Kind.BALANCE, count, when_of(session, user_id, date))
    return account.id


def update_account(
    user_id: int,
    kind: str,
    account_id: int,
    name: str | None,
    currency_code: str | None,
    balance: Money | None,
    seen: str | None,
) -> int:
    """Rename an account, give it another currency while it has no entry, type its balance."""
    session = db.session()
    account = own_account(session, user_id, account_id, kind)
    refuse_unseen(seen, view_of(account, account.currency).version)
    if name is not None:
        _rename(session, account, clean_name(name))
    if currency_code is not None and currency_code != account.currency.code:
        if has_entries(session, account.id):
            raise Conflict("The currency is fixed once there is an entry.", field="currency")
        account.currency = currency_by_code(session, user_id, currency_code)
    if balance is not None:
        open_account(session, user_id, account.id)
        count = count_of(account, Kind.BALANCE, balance)
        put(session, account, Kind.BALANCE, count, when_of(session, user_id, None))
    return account.id


def archive_account(user_id: int, kind: str, account_id: int) -> int:
    """Put an empty account away; Conflict where it still holds something."""
    account = own_account(db.session(), user_id, account_id, kind)
    if account.balance != 0:
        raise Conflict(f"{account.name} is not empty. Withdraw or move what is left first.")
    account.archived_at = account.archived_at or now()
    return account.id


def unarchive_account(user_id: int, kind: str, account_id: int) -> int:
    """Bring an archived account back into lists and forms."""
    account = own_account(db.session(), user_id, account_id, kind)
    account.archived_at = None
    return account.id


def delete_account(user_id: int, kind: str, account_id: int) -> Deleted:
    """Take an account and its entries out, as if it had never been there; can be undone."""
    session = db.session()
    account = own_account(session, user_id, account_id, kind)
    deleted = Deleted(account.id, account.name)
    account.deleted_at = _moment_of_its_own(session, account_id)
    account.name_key = None
    clear_days(session, account)
    session.flush()
    _stamp_entries(session, account_id, None, account.deleted_at)
    match_legs(session, user_id, transfers_of(account_id))
    return deleted


def restore_account(user_id: int, kind: str, account_id: int) -> int:
    """Undo a deletion: name, entries and transfers come back, and archived it stays archived.

    One that is not deleted is brought back from the archive. A name that was taken meanwhile
    becomes "Name (2)".
    """
    session = db.session()
    account = own_account(session, user_id, account_id, kind, deleted=True)
    if account.deleted_at is None:
        account.archived_at = None
        return account.id
    moment, account.deleted_at = account.deleted_at, None
    account.name = _free_name(session, user_id, account.name)
    account.name_key = name_key(account.name)
    session.flush()
    _stamp_entries(session, account_id, moment, None)
    rebuild(session, own_account(session, user_id, account_id, kind))
    match_legs(session, user_id, transfers_of(account_id))
    return account_id


def move_account(user_id: int, kind: str, account_id: int, position: int) -> int:
    """Put an account at a position (1 is the top) among those of its kind."""
    session = db.session()
    account = own_account(session, user_id, account_id, kind)
    others = [a for a in _of_kind(session, user_id, kind) if a.id != account.id]
    others.insert(max(0, min(position - 1, len(others))), account)
    for place, row in enumerate(others, start=1):
        row.position = place
    return account.id


def has_entries(session: Session, account_id: int) -> bool:
    """Whether an account has an entry: a deleted one counts too, since it can come back."""
    statement = select(Entry.id).where(Entry.account_id == account_id)
    return session.scalar(statement.limit(1)) is not None


def _of_kind(session: Session, user_id: int, kind: str) -> list[Account]:
    statement = select(Account).where(
        Account.user_id == user_id, Account.kind == kind, Account.deleted_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Account.position, Account.id)))


def _last_position(session: Session, user_id: int, kind: str) -> int:
    statement = select(func.max(Account.position)).where(
        Account.user_id == user_id, Account.kind == kind
    )
    return session.scalar(statement) or 0


def _rename(session: Session, account: Account, name: str) -> None:
    if name_key(name) != account.name_key:
        _check_free(session, account.user_id, name)
    account.name = name
    account.name_key = name_key(name)


def _check_free(session: Session, user_id: int, name: str) -> None:
    if _is_taken(session, user_id, name):
        raise InvalidName(f"You already have {name}. Choose another name.")


def _is_taken(session: Session, user_id: int, name: str) -> bool:
    statement = select(Account.id).where(
        Account.user_id == user_id, Account.name_key == name_key(name)
    )
    return session.scalar(statement) is not None


def _free_name(session: Session, user_id: int, name: str) -> str:
    candidate, number = name, 1
    while _is_taken(session, user_id, candidate):
        number += 1
        candidate = numbered(name, number)
    return candidate


def _moment_of_its_own(session: Session, account_id: int) -> datetime:
    """Now, or as soon after as none of its entries went: those do not come back with it."""
    moment = now()
    later = Entry.account_id == account_id, Entry.deleted_at >= moment
    taken = set(session.scalars(select(Entry.deleted_at).where(*later)))
    while moment in taken:
        moment += SHORTEST
    return moment


def _stamp_entries(
    session: Session, account_id: int, before: datetime | None, after: datetime | None
) -> None:
    """Delete an account's live entries, or bring back those that went with it."""
    table: Any = Entry.__table__
    went = table.c.deleted_at.is_(None) if before is None else table.c.deleted_at == before
    bulk(
        session,
        update(table).where(table.c.account_id == account_id, went).values(deleted_at=after),
        derived=True,  # the trail tells it of the account
    )
    session.flush()
    session.expire_all()
