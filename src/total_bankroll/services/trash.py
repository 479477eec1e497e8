"""What was deleted and can be brought back: accounts, and entries of accounts that are there."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from total_bankroll.clock import now
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Currency, Entry
from total_bankroll.money import from_count
from total_bankroll.services.trail_views import Purged, TrashedAccount, TrashedEntry, TrashPage

PAGE_SIZE = 50
KEPT = timedelta(days=30)
"""How long what was deleted can be restored at least; nothing is purged by itself."""


def list_trash(user_id: int, page: int) -> TrashPage:
    """All deleted accounts and a page of deleted entries; a page past the end is the last one."""
    where = _deleted_entries(user_id)
    count = db.session.scalar(_from_entries(select(func.count())).where(*where)) or 0
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = db.session.execute(
        _entries()
        .where(*where)
        .order_by(Entry.deleted_at.desc(), Entry.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    entries = tuple(_entry(*row) for row in rows)
    accounts = db.session.execute(
        _accounts(user_id).order_by(Account.deleted_at.desc(), Account.id.desc())
    )
    return TrashPage(tuple(_account(*row) for row in accounts), entries, page, pages, count)


def get_entry(user_id: int, entry_id: int) -> TrashedEntry:
    """One deleted entry; raises NotFound."""
    row = db.session.execute(
        _entries().where(*_deleted_entries(user_id), Entry.id == entry_id)
    ).first()
    if row is None:
        raise NotFound("There is no such entry in the trash.")
    return _entry(*row)


def get_account(user_id: int, account_id: int) -> TrashedAccount:
    """One deleted account; raises NotFound."""
    row = db.session.execute(_accounts(user_id).where(Account.id == account_id)).first()
    if row is None:
        raise NotFound("There is no such account in the trash.")
    return _account(*row)


def expired_before() -> datetime:
    """What was deleted before this has been kept as long as was promised."""
    return now() - KEPT


def get_expired(user_id: int) -> Purged:
    """How much was deleted more than 30 days ago: accounts, and entries of others."""
    moment = expired_before()
    accounts = select(func.count()).where(Account.user_id == user_id, Account.deleted_at < moment)
    entries = _from_entries(select(func.count())).where(
        *_deleted_entries(user_id), Entry.deleted_at < moment
    )
    return Purged(db.session.scalar(accounts) or 0, db.session.scalar(entries) or 0)


def _deleted_entries(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """Deleted entries of accounts that are there; of a transfer only what was sent."""
    other, holder = aliased(Entry), aliased(Account)
    went_together = exists(
        select(other.id)
        .join(holder, holder.id == other.account_id)
        .where(
            other.transfer_id == Entry.transfer_id,
            other.kind == Kind.TRANSFER_OUT,
            other.deleted_at == Entry.deleted_at,
            holder.deleted_at.is_(None),
        )
    )
    return (
        Entry.user_id == user_id,
        Entry.deleted_at.is_not(None),
        Account.deleted_at.is_(None),
        or_(Entry.kind != Kind.TRANSFER_IN, ~went_together),
    )


def _from_entries(query: Any) -> Any:
    return query.select_from(Entry).join(Account, Account.id == Entry.account_id)


def _entries() -> Any:
    partner, holder = aliased(Entry), aliased(Account)
    return (
        _from_entries(select(Entry, Account.name, Currency, holder.name))
        .join(Currency, Currency.id == Account.currency_id)
        .outerjoin(
            partner,
            and_(
                partner.transfer_id == Entry.transfer_id,
                partner.id != Entry.id,
                partner.deleted_at == Entry.deleted_at,
            ),
        )
        .outerjoin(holder, holder.id == partner.account_id)
    )


def _entry(entry: Entry, name: str, currency: Currency, partner: str | None) -> TrashedEntry:
    deleted_at = entry.deleted_at or entry.at
    return TrashedEntry(
        id=entry.id,
        kind=entry.kind,
        account_name=name,
        partner_name=partner,
        currency=currency.code,
        amount=from_count(entry.amount, currency.decimals),
        day=entry.day,
        note=entry.note,
        deleted_at=deleted_at,
        until=deleted_at + KEPT,
    )


def _accounts(user_id: int) -> Any:
    held = select(func.count()).where(Entry.account_id == Account.id)
    went_along = held.where(Entry.deleted_at == Account.deleted_at).scalar_subquery()
    return (
        select(Account, Currency.code, went_along, held.scalar_subquery())
        .join(Currency, Currency.id == Account.currency_id)
        .where(Account.user_id == user_id, Account.deleted_at.is_not(None))
    )


def _account(account: Account, code: str, entries: int, held: int) -> TrashedAccount:
    deleted_at = account.deleted_at or account.created_at
    return TrashedAccount(
        id=account.id,
        kind=account.kind,
        name=account.name,
        currency=code,
        entries=entries,
        deleted_before=held - entries,
        deleted_at=deleted_at,
        until=deleted_at + KEPT,
    )
