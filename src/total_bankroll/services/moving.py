"""What a change of an entry would do to the results of balance entries: another amount or place."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from total_bankroll.errors import Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind, Line, replay
from total_bankroll.models import Account, Entry
from total_bankroll.money import from_count
from total_bankroll.services.moments import Moment
from total_bankroll.services.ownership import open_account, own_account, own_entry
from total_bankroll.services.recording import Money, When, count_of, when_of
from total_bankroll.services.transfers import counts, ends, live_pair
from total_bankroll.services.views import BackDating


class _Move(NamedTuple):
    """An entry, and the account, the place and the amount that it would get."""

    entry: Entry
    account: Account
    at: Moment
    units: int

    @property
    def line(self) -> Line:
        """The entry as it would be."""
        return Line(self.entry.id, self.at.at, self.at.day, Kind(self.entry.kind), self.units)


def preview_update_entry(
    user_id: int, entry_id: int, amount: Money, date: When, account_id: int
) -> tuple[BackDating, ...]:
    """The balance entries whose results a change of an entry would change; Conflict for a leg."""
    session = db.session()
    entry = own_entry(session, user_id, entry_id)
    if entry.deleted_at is not None:
        raise NotFound("This entry was deleted.")
    if entry.kind in (Kind.TRANSFER_IN, Kind.TRANSFER_OUT):
        raise Conflict("This is one side of a transfer: edit the transfer.")
    account = open_account(session, user_id, account_id)
    count = count_of(account, entry.kind, amount)
    return _changed(session, user_id, [_Move(entry, account, _moment(session, entry, date), count)])


def preview_update_transfer(
    user_id: int,
    transfer_id: int,
    from_account_id: int,
    to_account_id: int,
    amount: Money,
    received: Money | None,
    date: When,
) -> tuple[BackDating, ...]:
    """The balance entries whose results a change of a transfer would change."""
    session = db.session()
    legs = live_pair(session, user_id, transfer_id)
    accounts = ends(session, user_id, from_account_id, to_account_id)
    amounts = counts(*accounts, amount, received)
    moves = [
        _Move(leg, account, _moment(session, leg, date), count)
        for leg, account, count in zip(legs, accounts, amounts, strict=True)
    ]
    return _changed(session, user_id, moves)


def _moment(session: Session, entry: Entry, date: When) -> Moment:
    """The new place in time; None, or the day that it has, leaves it where it is."""
    if date is None or date == entry.day:
        return Moment(entry.day, entry.at, entry.timed)
    return when_of(session, entry.user_id, date)


def _changed(session: Session, user_id: int, moves: Sequence[_Move]) -> tuple[BackDating, ...]:
    moved = {move.entry.id for move in moves}
    places = [at for move in moves for at in (move.entry.at, move.at.at)]
    touched = {key: None for move in moves for key in (move.entry.account_id, move.account.id)}
    found: list[BackDating] = []
    for account_id in touched:
        account = own_account(session, user_id, account_id)
        if not _has_balance(session, account_id, min(places), moved):
            continue
        before = _lines(session, account_id, min(places), max(places))
        after = [line for line in before if line.id not in moved]
        after += [move.line for move in moves if move.account.id == account_id]
        old, new = _results(before), _results(after)
        kept = [line for line in before if line.id in old and line.id not in moved]
        found += [_told(account, line, old, new) for line in kept if old[line.id] != new[line.id]]
    return tuple(found)


def _has_balance(
    session: Session, account_id: int, first: datetime, moved: Collection[int]
) -> bool:
    """Whether any balance entry follows; without one, long accounts need not be replayed."""
    balances = select(Entry.id).where(
        Entry.account_id == account_id,
        Entry.deleted_at.is_(None),
        Entry.kind == Kind.BALANCE,
        Entry.at >= first,
        Entry.id.not_in(moved),
    )
    return session.scalar(balances.limit(1)) is not None


def _lines(session: Session, account_id: int, first: datetime, last: datetime) -> list[Line]:
    """All between two places, with the balance entry before and the one behind, which limit it."""
    live = (Entry.account_id == account_id, Entry.deleted_at.is_(None))
    balances = select(Entry.at).where(*live, Entry.kind == Kind.BALANCE)
    start = session.scalar(balances.where(Entry.at < first).order_by(Entry.at.desc()).limit(1))
    end = session.scalar(balances.where(Entry.at > last).order_by(Entry.at).limit(1))
    limits = [] if start is None else [Entry.at >= start]
    rows = session.execute(
        select(Entry.id, Entry.at, Entry.day, Entry.kind, Entry.amount)
        .where(*live, *limits, Entry.at <= (end or last))
        .order_by(Entry.at, Entry.id)
    )
    return [Line(row.id, row.at, row.day, Kind(row.kind), row.amount) for row in rows]


def _results(lines: Sequence[Line]) -> dict[int, int]:
    """What each balance entry leaves unexplained; an opening balance leaves nothing."""
    balances = (step for step in replay(lines) if step.line.kind is Kind.BALANCE)
    return {step.line.id: 0 if step.opening else step.change for step in balances}


def _told(
    account: Account, line: Line, old: Mapping[int, int], new: Mapping[int, int]
) -> BackDating:
    decimals = account.currency.decimals
    return BackDating(
        account_name=account.name,
        balance_day=line.day,
        result_before=from_count(old[line.id], decimals),
        result_after=from_count(new[line.id], decimals),
        currency=account.currency.code,
    )
