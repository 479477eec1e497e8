"""The two legs of a transfer: a pair while both are there, a plain flow where one is alone."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.services.account_days import position_of, repost, signed
from total_bankroll.services.ownership import own_account

_ALONE: dict[str, str] = {Kind.TRANSFER_IN: Kind.DEPOSIT, Kind.TRANSFER_OUT: Kind.WITHDRAWAL}
_PAIRED: dict[str, str] = {Kind.DEPOSIT: Kind.TRANSFER_IN, Kind.WITHDRAWAL: Kind.TRANSFER_OUT}


def match_legs(session: Session, user_id: int, transfer_ids: Iterable[int]) -> None:
    """Make every live leg a leg where its partner lives, else a deposit or withdrawal."""
    session.flush()
    legs: dict[int, list[Entry]] = {}
    for entry in session.scalars(
        select(Entry)
        .join(Entry.account)
        .where(
            Entry.user_id == user_id,
            Entry.transfer_id.in_(list(transfer_ids)),
            Entry.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
    ):
        legs.setdefault(entry.transfer_id or 0, []).append(entry)
    turned = [
        e for pair in legs.values() for e in pair if _turn(e, is_pair=_can_pair(session, pair))
    ]
    _repost_all(session, user_id, turned)


def _can_pair(session: Session, legs: list[Entry]) -> bool:
    if len(legs) != 2:
        return False
    incoming, outgoing = sorted(legs, key=lambda e: _PAIRED.get(e.kind, e.kind))
    accounts = [session.get_one(Account, e.account_id) for e in legs]
    if accounts[0] is accounts[1]:
        return False
    same_currency = accounts[0].currency_id == accounts[1].currency_id
    return not (same_currency and incoming.amount > outgoing.amount)


def _turn(entry: Entry, *, is_pair: bool) -> bool:
    kind = (_PAIRED if is_pair else _ALONE).get(entry.kind, entry.kind)
    turned = kind != entry.kind
    entry.kind = kind
    entry.change = signed(kind, entry.amount)
    return turned


def _repost_all(session: Session, user_id: int, entries: list[Entry]) -> None:
    by_account: dict[int, list[Entry]] = {}
    for entry in entries:
        by_account.setdefault(entry.account_id, []).append(entry)
    for account_id, own in by_account.items():
        account = own_account(session, user_id, account_id)
        repost(session, account, [position_of(e) for e in own], {e.day for e in own})
