"""Purging: what was deleted goes for good, and with it what the trail says of it."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.errors import Conflict
from total_bankroll.extensions import db
from total_bankroll.models import (
    Account,
    AccountDay,
    AccountYear,
    Entry,
    EntryTagging,
    RecordedChange,
    Transfer,
)
from total_bankroll.services.ownership import own_account, own_entry
from total_bankroll.services.trail_views import Purged
from total_bankroll.services.transfers import restore_legs
from total_bankroll.services.trash import expired_before
from total_bankroll.trail_states import ACCOUNT, ENTRY

CHUNK = 500
_UNDELETED = "Only what was deleted can be purged."


def purge_entry(user_id: int, entry_id: int) -> Purged:
    """Purge a deleted entry, a transfer with both legs; Conflict where it is not deleted."""
    session = db.session()
    entry = own_entry(session, user_id, entry_id)
    if entry.deleted_at is None:
        raise Conflict(_UNDELETED)
    return _purge(session, {leg.id for leg in restore_legs(session, user_id, entry)}, ())


def purge_account(user_id: int, account_id: int) -> Purged:
    """Purge a deleted account with all its entries; Conflict where it is not deleted."""
    session = db.session()
    if own_account(session, user_id, account_id, deleted=True).deleted_at is None:
        raise Conflict(_UNDELETED)
    return _purge(session, set(), (account_id,))


def purge_expired(user_id: int) -> Purged:
    """Purge all that was deleted more than 30 days ago."""
    session, moment = db.session(), expired_before()
    accounts = session.scalars(
        select(Account.id).where(Account.user_id == user_id, Account.deleted_at < moment)
    ).all()
    entries = session.scalars(
        select(Entry.id)
        .join(Entry.account)
        .where(Entry.user_id == user_id, Entry.deleted_at < moment, Account.deleted_at.is_(None))
    )
    return _purge(session, set(entries), accounts)


def _purge(session: Session, entries: set[int], accounts: Collection[int]) -> Purged:
    for some in _chunks(accounts):
        own = select(Entry.id).where(Entry.account_id.in_(some))
        entries |= set(session.scalars(own))
    for some in _chunks(entries):
        _purge_entries(session, some)
    for some in _chunks(accounts):
        _forget(session, ACCOUNT, some)
        for derived in (AccountDay, AccountYear):
            bulk(session, delete(derived).where(derived.account_id.in_(some)))
        bulk(session, delete(Account).where(Account.id.in_(some)), of=some)
    session.expire_all()
    return Purged(len(accounts), len(entries))


def _purge_entries(session: Session, ids: Collection[int]) -> None:
    query = select(Entry.transfer_id).where(Entry.id.in_(ids), Entry.transfer_id.is_not(None))
    transfers = session.scalars(query).all()
    _forget(session, ENTRY, ids)
    bulk(session, delete(EntryTagging).where(EntryTagging.entry_id.in_(ids)), of=ids)
    bulk(session, delete(Entry).where(Entry.id.in_(ids)), of=ids)
    if transfers:
        has_leg = exists(select(Entry.id).where(Entry.transfer_id == Transfer.id))
        bulk(session, delete(Transfer).where(Transfer.id.in_(transfers), ~has_leg))


def _forget(session: Session, subject: str, ids: Collection[int]) -> None:
    """The records stay, without what they say: that is purged too."""
    mine = RecordedChange.subject == subject, RecordedChange.subject_id.in_(ids)
    bulk(session, update(RecordedChange).where(*mine).values(before=None, after=None))


def _chunks(ids: Collection[int]) -> Iterator[list[Any]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
