"""Entries: recording, editing, deleting and bringing back one line of an account."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from total_bankroll.clock import now
from total_bankroll.errors import Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.money import from_count
from total_bankroll.services.account_days import Position, position_of, repost
from total_bankroll.services.day_totals import signed
from total_bankroll.services.entry_tags import set_tags
from total_bankroll.services.legs import match_legs
from total_bankroll.services.ownership import open_account, own_entry
from total_bankroll.services.recording import (
    Money,
    Tags,
    When,
    clean_note,
    count_of,
    put,
    saved,
    when_of,
)
from total_bankroll.services.transfers import legs_of, restore_legs
from total_bankroll.services.views import Saved

FLOWS = (Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.BONUS, Kind.EXPENSE, Kind.RESULT)


def record(
    user_id: int,
    kind: str,
    account_id: int,
    amount: Money,
    date: When,
    note: str,
    tags: Tags = None,
) -> Saved:
    """Put a balance or a flow on an open account."""
    session = db.session()
    account = open_account(session, user_id, account_id)
    count = count_of(account, kind, amount)
    at = when_of(session, user_id, date)
    return put(session, account, kind, count, at, note=note, tags=tags)[1]


def record_balances(
    user_id: int, amounts: Mapping[int, Money], date: When, note: str
) -> tuple[Saved, ...]:
    """Type the balances of several accounts at once: all of them or none."""
    return tuple(
        record(user_id, Kind.BALANCE, account_id, amount, date, note)
        for account_id, amount in amounts.items()
    )


def update_entry(
    user_id: int,
    entry_id: int,
    amount: Money | None,
    date: When,
    note: str | None,
    account_id: int | None,
    tags: Tags = None,
) -> Saved:
    """Change what is given of an entry; a leg of a transfer is changed as its transfer."""
    session = db.session()
    entry = _live_entry(session, user_id, entry_id)
    if entry.kind in (Kind.TRANSFER_IN, Kind.TRANSFER_OUT):
        raise Conflict("This is one side of a transfer: edit the transfer.")
    source = open_account(session, user_id, entry.account_id)
    target = source if account_id is None else open_account(session, user_id, account_id)
    before, places, on = target.balance, [position_of(entry)], {entry.day}
    _change(session, entry, target, amount, date)
    if note is not None:
        entry.note = clean_note(note)
    if tags is not None:
        set_tags(session, user_id, [entry.id], tags)
    if source is not target:
        repost(session, source, places, on)
        places, on = [], set()
    repost(session, target, [*places, position_of(entry)], on | {entry.day})
    if entry.transfer_id is not None:  # once half of a transfer, it may be that again
        match_legs(session, user_id, [entry.transfer_id])
    return saved(target, entry, before)


def delete_entry(user_id: int, entry_id: int) -> int:
    """Take an entry out, with its other leg where it is a transfer's; returns its id."""
    session = db.session()
    entry = _live_entry(session, user_id, entry_id)
    is_leg = entry.kind in (Kind.TRANSFER_IN, Kind.TRANSFER_OUT)
    legs = legs_of(session, user_id, entry.transfer_id) if is_leg else [entry]
    moment = now()
    for leg in legs:
        leg.deleted_at = moment
        _repost_one(session, user_id, leg)
    return entry.id


def restore_entry(user_id: int, entry_id: int) -> int:
    """Bring a deleted entry back to where it stood, with its other leg; returns its id."""
    session = db.session()
    entry = own_entry(session, user_id, entry_id)
    if entry.deleted_at is None:
        return entry.id
    legs = restore_legs(session, user_id, entry)
    for leg in legs:
        leg.deleted_at = None
        _repost_one(session, user_id, leg)
    if entry.transfer_id is not None:
        match_legs(session, user_id, [entry.transfer_id])
    return entry.id


def _live_entry(session: Session, user_id: int, entry_id: int) -> Entry:
    entry = own_entry(session, user_id, entry_id)
    if entry.deleted_at is not None:
        raise NotFound("This entry was deleted.")
    return entry


def _change(
    session: Session, entry: Entry, target: Account, amount: Money | None, date: When
) -> None:
    if target.currency_id != entry.account.currency_id and amount is None:
        raise Conflict("Enter the amount in the other account's currency.", field="amount")
    value = from_count(entry.amount, target.currency.decimals) if amount is None else amount
    entry.amount = count_of(target, entry.kind, value)
    entry.account_id = target.id
    if entry.kind != Kind.BALANCE:
        entry.change = signed(entry.kind, entry.amount)
    if date is not None and date != entry.day:
        entry.day, entry.at, entry.timed = when_of(session, entry.user_id, date)


def _repost_one(session: Session, user_id: int, entry: Entry) -> None:
    account = open_account(session, user_id, entry.account_id)
    place: Position = position_of(entry)
    repost(session, account, [place], {entry.day})
