"""Checks of transfers: two legs on two accounts, or a plain deposit or withdrawal left alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry, Transfer
from total_bankroll.services.faults import Fault, chunks

LEGS = (Kind.TRANSFER_OUT, Kind.TRANSFER_IN)
ALONE = (Kind.WITHDRAWAL, Kind.DEPOSIT)


class _Leg(NamedTuple):
    transfer_id: int
    owner: int
    user_id: int
    account_id: int
    currency_id: int
    kind: str
    amount: int
    day: date


def transfers() -> Iterator[Fault]:
    """Legs come in pairs; one whose partner was deleted is no leg any more."""
    untied = select(Entry.id, Entry.kind).where(
        Entry.kind.in_(LEGS), Entry.transfer_id.is_(None), Entry.deleted_at.is_(None)
    )
    for rows in chunks(untied, Entry.id):
        for entry_id, kind in rows:
            yield Fault(f"entry {entry_id}", f"is a {kind} of no transfer")
    for transfer_id, fault in _faults():
        yield Fault(f"transfer {transfer_id}", fault)


def faulty_transfers() -> Iterator[int]:
    """The ids of transfers whose legs are not what they must be."""
    return (transfer_id for transfer_id, _ in _faults())


def _faults() -> Iterator[tuple[int, str]]:
    for found in chunks(select(Transfer.id), Transfer.id):
        if found:
            yield from _between(found[0][0], found[-1][0])


def _between(first: int, last: int) -> Iterator[tuple[int, str]]:
    query = (
        select(
            Transfer.id,
            Transfer.user_id,
            Entry.user_id,
            Entry.account_id,
            Account.currency_id,
            Entry.kind,
            Entry.amount,
            Entry.day,
        )
        .join(Entry, Entry.transfer_id == Transfer.id)
        .join(Account, Account.id == Entry.account_id)
        .where(
            Transfer.id.between(first, last),
            Entry.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
        .order_by(Transfer.id, Entry.kind.desc())
    )
    legs = [_Leg(*row) for row in db.session.execute(query)]
    for transfer_id, group in groupby(legs, key=lambda leg: leg.transfer_id):
        fault = _fault(list(group))
        if fault:
            yield transfer_id, fault


def _fault(legs: Sequence[_Leg]) -> str | None:
    """What is wrong with a transfer's living legs."""
    kinds = {leg.kind for leg in legs}
    if any(leg.user_id != leg.owner for leg in legs):
        return "has a leg of another player"
    if not kinds & set(LEGS):
        return "has two legs that are not tied together" if _could_pair(legs) else None
    if len(legs) != len(LEGS) or kinds != set(LEGS):
        return "has not one outgoing and one incoming leg"
    if legs[0].account_id == legs[1].account_id:
        return "leads from an account to itself"
    if legs[0].day != legs[1].day:
        return "has legs on two days"
    if not _fits(legs):
        return "brings more than was sent"
    return None


def _could_pair(legs: Sequence[_Leg]) -> bool:
    are_two = len(legs) == len(ALONE) and {leg.kind for leg in legs} == set(ALONE)
    return (
        are_two
        and legs[0].account_id != legs[1].account_id
        and legs[0].day == legs[1].day
        and _fits(legs)
    )


def _fits(legs: Sequence[_Leg]) -> bool:
    """Whether no more arrives than was sent, where that can be said: within one currency."""
    incoming, outgoing = sorted(legs, key=lambda leg: leg.kind in (LEGS[0], ALONE[0]))
    return incoming.currency_id != outgoing.currency_id or incoming.amount <= outgoing.amount
