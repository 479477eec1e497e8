"""Several entries at once: taken out or brought back together, account by account."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from total_bankroll.clock import now
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.services.account_days import position_of, repost
from total_bankroll.services.legs import match_legs
from total_bankroll.services.ownership import open_account
from total_bankroll.services.trail_views import RestoredEntries

_LEGS = (Kind.TRANSFER_IN, Kind.TRANSFER_OUT)


def delete_entries(user_id: int, entry_ids: Sequence[int]) -> tuple[int, ...]:
    """Take out what is still there, of transfers both legs; NotFound where none ever was."""
    session = db.session()
    asked = _own_entries(session, user_id, entry_ids)
    there = [entry for entry in asked if entry.deleted_at is None]
    pairs = {entry.transfer_id for entry in there if entry.kind in _LEGS}
    _turn(session, user_id, _with_legs(session, user_id, there, {(one, None) for one in pairs}))
    return tuple(entry.id for entry in there)


def restore_entries(user_id: int, entry_ids: Sequence[int]) -> RestoredEntries:
    """Bring back what was deleted, with what went with it; NotFound as above.

    What was purged meanwhile, or went with its account, is lost and keeps no other from coming.
    """
    session = db.session()
    asked = _own_entries(session, user_id, entry_ids)
    gone = [entry for entry in asked if entry.deleted_at is not None]
    pairs = {(entry.transfer_id, entry.deleted_at) for entry in gone if entry.transfer_id}
    _turn(session, user_id, _with_legs(session, user_id, gone, pairs))
    if pairs:
        match_legs(session, user_id, [transfer_id for transfer_id, _ in pairs if transfer_id])
    lost = len(set(entry_ids)) - len(asked)
    return RestoredEntries(tuple(entry.id for entry in gone), lost)


def _own_entries(session: Session, user_id: int, entry_ids: Sequence[int]) -> list[Entry]:
    """Those of these entries that are the player's, each once, in the order they were asked for."""
    rows = session.scalars(
        select(Entry)
        .join(Entry.account)
        .where(Entry.user_id == user_id, Entry.id.in_(set(entry_ids)), Account.deleted_at.is_(None))
    )
    found = {entry.id: entry for entry in rows}
    if entry_ids and not found:
        raise NotFound("There is no such entry.")
    return [found[entry_id] for entry_id in dict.fromkeys(entry_ids) if entry_id in found]


def _with_legs(
    session: Session,
    user_id: int,
    entries: Sequence[Entry],
    pairs: Collection[tuple[int | None, datetime | None]],
) -> list[Entry]:
    """These entries and the legs of transfers, each with when it was deleted."""
    if not pairs:
        return list(entries)
    legs = session.scalars(
        select(Entry)
        .join(Entry.account)
        .where(
            Entry.user_id == user_id,
            Account.deleted_at.is_(None),
            or_(
                *(
                    and_(Entry.transfer_id == transfer_id, Entry.deleted_at == deleted_at)
                    for transfer_id, deleted_at in pairs
                )
            ),
        )
    )
    return list(dict.fromkeys([*entries, *legs]))


def _turn(session: Session, user_id: int, entries: Sequence[Entry]) -> None:
    """Delete these entries, or bring them back, and bring each account up to date once."""
    moment = now()
    by_account: dict[int, list[Entry]] = {}
    for entry in entries:
        by_account.setdefault(entry.account_id, []).append(entry)
        entry.deleted_at = moment if entry.deleted_at is None else None
    for account_id, own in sorted(by_account.items()):
        account = open_account(session, user_id, account_id)
        repost(session, account, map(position_of, own), {entry.day for entry in own})
