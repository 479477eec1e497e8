"""Keeping balances and daily changes true to the entries, touching as few rows as possible."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import InvalidAmount
from total_bankroll.ledger import Kind, Line, Step, day_of, days, end_of_day, replay
from total_bankroll.models import Account, Entry
from total_bankroll.money import MAX_BALANCE
from total_bankroll.services.day_totals import live, redo_days, store_days

AT_ONCE = 1_000
"""How many entries of a replay are read before it is told of."""
Told = Callable[[int], object]
"""What is told how many entries more were replayed."""


class Position(NamedTuple):
    """Where an entry stands in its account's order."""

    at: datetime
    id: int


def position_of(entry: Entry) -> Position:
    """The entry's place in the order of its account."""
    return Position(entry.at, entry.id)


def repost(session: Session, account: Account, touched: Iterable[Position], on: set[date]) -> None:
    """Bring an account up to date after entries at `touched` came, went or moved.

    `on` holds the days of those entries, before and after. Only the touched entries, the next
    balance entry behind each and their days are looked at, however long the history is. Raises
    InvalidAmount where the account would hold more than it can.
    """
    session.flush()
    stale_days = set(on)
    for place in sorted(set(touched)):
        for entry in (_balance_at(session, account.id, place), _next(session, account.id, place)):
            if entry is not None:
                _settle(session, entry)
                stale_days.add(entry.day)
    session.flush()
    changed = redo_days(session, account, stale_days)
    account.balance = _bearable(account.balance + changed)
    session.flush()
    account.updated_on = session.scalar(
        select(Entry.day)
        .where(live(account.id))
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(1)
    )


def balance_before(session: Session, account_id: int, place: Position) -> int:
    """The account's balance just before a place in its order, as a count."""
    last = session.execute(
        select(Entry.amount, Entry.at, Entry.id)
        .where(live(account_id), Entry.kind == Kind.BALANCE, _earlier_than(place))
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(1)
    ).first()
    since = [] if last is None else [_later_than(Position(last.at, last.id))]
    moved = session.scalar(
        select(func.sum(Entry.change)).where(live(account_id), _earlier_than(place), *since)
    )
    return (0 if last is None else last.amount) + int(moved or 0)


def rebuild(session: Session, account: Account, told: Told | None = None) -> None:
    """Replay all of an account's entries and store what follows from them."""
    session.flush()
    stored: dict[int, tuple[int, bool]] = {}
    steps = replay(_lines(session, account, stored, told))
    _store_steps(session, [s for s in steps if stored[s.line.id] != (s.change, s.opening)])
    store_days(session, account, days(steps))
    account.balance = _bearable(steps[-1].balance if steps else 0)
    if account.balance:
        account.archived_at = None  # only what is empty is put away: another time zone fills it
    account.updated_on = steps[-1].line.day if steps else None
    session.flush()
    session.expire_all()


def _lines(
    session: Session, account: Account, stored: dict[int, tuple[int, bool]], told: Told | None
) -> Iterator[Line]:
    """The account's entries for a replay; `stored` is given what they say they did."""
    rows = session.execute(
        select(Entry.id, Entry.at, Entry.day, Entry.kind, Entry.amount, Entry.change, Entry.opening)
        .where(live(account.id))
        .order_by(Entry.at, Entry.id)
    )
    for some in rows.partitions(AT_ONCE):
        for row in some:
            stored[row.id] = (row.change, row.opening)
            yield Line(row.id, row.at, row.day, Kind(row.kind), row.amount)
        if told is not None:
            told(len(some))


def rebuild_zone(session: Session, user_id: int, zone: ZoneInfo) -> None:
    """Move a player's days to another time zone.

    An entry with a time keeps its instant and gets that zone's day; one of a whole day keeps the
    day and gets the instant at which it ends there. Where that day has not ended yet, as for who
    flew west, it is now: what is typed from now on comes after it.
    """
    session.flush()
    present = now()
    rows = session.execute(
        select(Entry.id, Entry.at, Entry.day, Entry.timed).where(Entry.user_id == user_id)
    ).all()
    moved = []
    for row in rows:
        day = day_of(row.at, zone) if row.timed else row.day
        at = row.at if row.timed else min(end_of_day(row.day, zone), present)
        if (day, at) != (row.day, row.at):
            moved.append({"key": row.id, "new_day": day, "new_at": at})
    _update_entries(session, moved, day="new_day", at="new_at")
    session.expire_all()
    for account in session.scalars(
        select(Account).where(Account.user_id == user_id, Account.deleted_at.is_(None))
    ).all():
        rebuild(session, account)


def clear_days(session: Session, account: Account) -> None:
    """Forget an account's days and balance: it is deleted."""
    store_days(session, account, [])
    account.balance = 0


def _bearable(balance: int) -> int:
    """A balance that an account can hold; raises InvalidAmount, whatever led there."""
    if abs(balance) >= MAX_BALANCE:
        raise InvalidAmount("That would be more than an account can hold.")
    return balance


def _earlier_than(place: Position) -> ColumnElement[bool]:
    return and_(Entry.at <= place.at, or_(Entry.at < place.at, Entry.id < place.id))


def _later_than(place: Position) -> ColumnElement[bool]:
    return and_(Entry.at >= place.at, or_(Entry.at > place.at, Entry.id > place.id))


def _balance_at(session: Session, account_id: int, place: Position) -> Entry | None:
    return session.scalar(
        select(Entry).where(live(account_id), Entry.id == place.id, Entry.kind == Kind.BALANCE)
    )


def _next(session: Session, account_id: int, place: Position) -> Entry | None:
    return session.scalar(
        select(Entry)
        .where(live(account_id), Entry.kind == Kind.BALANCE, _later_than(place))
        .order_by(Entry.at, Entry.id)
        .limit(1)
    )


def _settle(session: Session, entry: Entry) -> None:
    """Work a balance entry's difference out again, and whether it opens the account."""
    place = position_of(entry)
    entry.change = entry.amount - balance_before(session, entry.account_id, place)
    entry.opening = not session.scalar(
        select(exists().where(live(entry.account_id), _earlier_than(place)))
    )


def _store_steps(session: Session, steps: list[Step]) -> None:
    rows = [{"key": s.line.id, "new_change": s.change, "new_opening": s.opening} for s in steps]
    _update_entries(session, rows, change="new_change", opening="new_opening")


def _update_entries(session: Session, rows: list[dict[str, Any]], **columns: str) -> None:
    if not rows:
        return
    table: Any = Entry.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("key"))
        .values({name: bindparam(parameter) for name, parameter in columns.items()})
    )
    bulk(session, statement, rows, derived=True)
