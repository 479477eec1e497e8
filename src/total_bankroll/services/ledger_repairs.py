"""Repairs of what follows from entries: days, transfers' legs, balances and sums."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk, user_scope
from total_bankroll.clock import now
from total_bankroll.errors import InvalidAmount
from total_bankroll.extensions import db
from total_bankroll.ledger import day_of, end_of_day
from total_bankroll.models import Account, Entry, Transfer, User
from total_bankroll.services.account_days import clear_days, rebuild
from total_bankroll.services.faults import Repaired
from total_bankroll.services.ledger_checks import account_faults, is_of_its_day
from total_bankroll.services.legs import ALONE, match_legs
from total_bankroll.services.preferences import known_timezones
from total_bankroll.services.transfer_checks import LEGS, faulty_transfers
from total_bankroll.services.writing import write, write_scope


def moments() -> Iterator[Repaired]:
    """A time that was meant keeps its instant, a whole day keeps its day; the other follows."""
    for user_id in db.session.scalars(select(User.id)).all():
        if _misdated(db.session(), user_id):
            for row in _redate(user_id):
                yield Repaired(f"entry {row['key']}", f"is of {row['new_day']}, {row['new_at']}")


def _misdated(session: Session, user_id: int) -> list[dict[str, Any]]:
    name = session.scalar(select(User.timezone).where(User.id == user_id))
    if name not in known_timezones():
        return []
    columns = Entry.id, Entry.day, Entry.at, Entry.timed
    rows = session.execute(
        select(*columns).where(Entry.user_id == user_id, Entry.deleted_at.is_(None))
    ).all()
    zone, found, present = ZoneInfo(name), [], now()
    for key, day, at, timed in rows:
        end = None if timed else end_of_day(day, zone)
        if not is_of_its_day(day, at, zone, end):
            new_at = at if end is None else min(end, present)
            found.append(
                {"key": key, "new_day": day_of(at, zone) if timed else day, "new_at": new_at}
            )
    return found


def _redate(user_id: int) -> list[dict[str, Any]]:
    """Of what is there now that nobody else writes: it may have been edited meanwhile."""
    table: Any = Entry.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("key"))
        .values(day=bindparam("new_day"), at=bindparam("new_at"))
    )
    with write(user_id) as session:
        rows = _misdated(session, user_id)
        if rows:
            bulk(session, statement, rows, of=[row["key"] for row in rows])
    return rows


def transfers() -> Iterator[Repaired]:
    """Two legs that fit are a transfer; a leg that is alone is a deposit or a withdrawal."""
    untied = (
        select(Entry.id, Entry.user_id, Entry.kind)
        .join(User, User.id == Entry.user_id)
        .where(Entry.kind.in_(LEGS), Entry.transfer_id.is_(None), Entry.deleted_at.is_(None))
    )
    for entry_id, user_id, kind in db.session.execute(untied).all():
        with write(user_id) as session:
            entry = session.get(Entry, entry_id)
            is_there = entry is not None and entry.transfer_id is None
            if entry is not None and is_there:
                entry.kind = ALONE[kind]
        if is_there:
            yield Repaired(f"entry {entry_id}", f"is a plain {ALONE[kind]}")
    for transfer_id in list(faulty_transfers()):
        said = _match(transfer_id)
        if said is not None:
            yield Repaired(f"transfer {transfer_id}", said)


def _match(transfer_id: int) -> str | None:
    """Tie the legs or untie them; None where the transfer was purged meanwhile."""
    rows = db.session.execute(
        select(Entry.user_id, Transfer.user_id)
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .where(Transfer.id == transfer_id)
    ).all()
    players = {user_id for row in rows for user_id in row}
    owners = {row[0] for row in rows}
    known = set(db.session.scalars(select(User.id).where(User.id.in_(players))))
    if not owners or players > known:
        return None
    with write_scope(*map(user_scope, players)) as session:
        if len(owners) > 1:
            return _untie(session, transfer_id)
        (owner,) = owners
        session.get_one(Transfer, transfer_id).user_id = owner
        match_legs(session, owner, [transfer_id])
        kinds = select(Entry.kind).where(
            Entry.transfer_id == transfer_id, Entry.deleted_at.is_(None)
        )
        return f"has legs that are {' and '.join(sorted(session.scalars(kinds)))} now"


def _untie(session: Session, transfer_id: int) -> str:
    for leg in session.scalars(select(Entry).where(Entry.transfer_id == transfer_id)):
        leg.kind, leg.transfer_id = ALONE.get(leg.kind, leg.kind), None
    return "had legs of two players, which are tied no longer"


def ledger() -> Iterator[Repaired]:
    """Every account whose stored sums are not those of its entries is replayed and stored anew."""
    owned = select(Account.id, Account.user_id).join(User, User.id == Account.user_id)
    rows = db.session.execute(owned.order_by(Account.id)).all()
    for account_id, user_id in rows:
        db.session.rollback()
        account = db.session.get(Account, account_id)
        faults = () if account is None else list(account_faults(account))
        if any(not fault.why for fault in faults):
            said = _replay(user_id, account_id)
            if said is not None:
                yield Repaired(f"account {account_id}", said)
    db.session.rollback()


def _replay(user_id: int, account_id: int) -> str | None:
    """Work an account out anew; None where it was purged meanwhile."""
    try:
        with write(user_id) as session:
            account = session.get(Account, account_id)
            if account is None:
                return None
            before, was_archived = account.balance, account.archived_at is not None
            if account.deleted_at is not None:
                return _empty(session, account)
            rebuild(session, account)
            account = session.get_one(Account, account_id)
            after, is_archived = account.balance, account.archived_at is not None
    except InvalidAmount as error:
        return f"is left as it is: {error.message}"
    moved = "" if before == after else f", its balance from {before} to {after}"
    back = ", and no longer archived: it holds something" if was_archived > is_archived else ""
    return f"is replayed from its entries{moved}{back}"


def _empty(session: Session, account: Account) -> str:
    table: Any = Entry.__table__
    live = table.c.account_id == account.id, table.c.deleted_at.is_(None)
    statement = update(table).where(*live).values(deleted_at=account.deleted_at)
    count = bulk(session, statement, derived=True)  # they went with their account
    clear_days(session, account)
    return f"is deleted: {count} entries went with it, its days and balance are gone"
