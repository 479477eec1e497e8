"""The two legs of a transfer: a pair while both are there, a plain flow where one is alone."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.services.day_totals import redo_days

ALONE: dict[str, str] = {Kind.TRANSFER_IN: Kind.DEPOSIT, Kind.TRANSFER_OUT: Kind.WITHDRAWAL}
_PAIRED: dict[str, str] = {Kind.DEPOSIT: Kind.TRANSFER_IN, Kind.WITHDRAWAL: Kind.TRANSFER_OUT}


Transfers = Sequence[int] | Select[int | None]


def match_legs(session: Session, user_id: int, transfers: Transfers) -> None:
    """Make every live leg a leg where its partner lives, else a deposit or withdrawal.

    The number of statements follows the accounts that are touched, not the transfers.
    """
    session.flush()
    turned = [
        entry
        for pair in _live_legs(session, user_id, transfers)
        for entry in pair
        if _turn(entry, is_pair=_can_pair(session, pair))
    ]
    session.flush()
    _redo_days(session, turned)


def transfers_of(account_id: int) -> Select[int | None]:
    """The ids of all transfers that an account ever had a part in."""
    return select(Entry.transfer_id).where(
        Entry.account_id == account_id, Entry.transfer_id.is_not(None)
    )


def transfers_of_two_times(user_id: int) -> Select[int | None]:
    """The ids of a player's transfers whose legs another time zone can part, or bring together."""
    other = aliased(Entry)
    differ = or_(other.at != Entry.at, other.timed != Entry.timed, other.day != Entry.day)
    return (
        select(Entry.transfer_id)
        .join(other, other.transfer_id == Entry.transfer_id)
        .where(Entry.user_id == user_id, other.id > Entry.id, differ)
    )


def _live_legs(session: Session, user_id: int, transfers: Transfers) -> list[list[Entry]]:
    found = session.scalars(
        select(Entry)
        .join(Entry.account)
        .options(contains_eager(Entry.account))
        .where(
            Entry.user_id == user_id,
            Entry.transfer_id.in_(transfers),
            Entry.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
    )
    legs: dict[int | None, list[Entry]] = {}
    for entry in found:
        legs.setdefault(entry.transfer_id, []).append(entry)
    return list(legs.values())


def _can_pair(session: Session, legs: list[Entry]) -> bool:
    if len(legs) != 2:
        return False
    incoming, outgoing = sorted(legs, key=lambda e: _PAIRED.get(e.kind, e.kind))
    accounts = [session.get_one(Account, e.account_id) for e in legs]
    if accounts[0] is accounts[1] or incoming.day != outgoing.day:
        return False
    same_currency = accounts[0].currency_id == accounts[1].currency_id
    return not (same_currency and incoming.amount > outgoing.amount)


def _turn(entry: Entry, *, is_pair: bool) -> bool:
    former = entry.kind
    entry.kind = (_PAIRED if is_pair else ALONE).get(former, former)
    return entry.kind != former


def _redo_days(session: Session, turned: list[Entry]) -> None:
    """What turned counts elsewhere on its day; it moves the balance by what it moved it before."""
    by_account: dict[int, set[date]] = {}
    for entry in turned:
        by_account.setdefault(entry.account_id, set()).add(entry.day)
    for account_id, on in by_account.items():
        redo_days(session, session.get_one(Account, account_id), on)
