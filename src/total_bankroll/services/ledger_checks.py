"""The check that counts most: what is stored of each account is what its entries say."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from total_bankroll.extensions import db
from total_bankroll.ledger import DayChange, Kind, Line, Step, day_of, days, end_of_day, replay
from total_bankroll.models import Account, AccountDay, Entry, User
from total_bankroll.money import MAX_BALANCE
from total_bankroll.services.day_totals import FIELDS
from total_bankroll.services.faults import Fault, chunks, named
from total_bankroll.services.preferences import known_timezones
from total_bankroll.services.year_checks import year_faults

NO_TIME, FLIGHT_WEST = timedelta(0), timedelta(hours=26)
"""How much of an entry's day may have been left where its player changed to another zone."""

AS_TYPED = "It is what was typed: only its player can correct it."


class _Row(NamedTuple):
    id: int
    at: datetime
    day: date
    kind: str
    amount: int
    change: int
    opening: bool
    timed: bool


def ledger() -> Iterator[Fault]:
    """Every account, each in a read transaction of its own."""
    for rows in chunks(select(Account.id), Account.id):
        for (account_id,) in rows:
            db.session.rollback()
            account = db.session.get(Account, account_id)
            if account is not None:
                yield from account_faults(account)


def account_faults(account: Account) -> Iterator[Fault]:
    """What one account stores that its entries do not say."""
    where = f"account {account.id}"
    rows = _rows(account.id)
    if account.deleted_at is not None:
        days_left = stored_days(account.id) or any(year_faults(account.id, {}))
        if rows or account.balance or days_left:
            yield Fault(where, "is deleted and still holds entries, days or a balance")
        return
    steps = replay(Line(r.id, r.at, r.day, Kind(r.kind), r.amount) for r in rows)
    yield from _totals(account, steps)
    yield from named(_entries(rows, steps))
    yield from named(_amounts(rows, is_site=account.kind == "site"))
    yield from named(_moments(rows, db.session.get(User, account.user_id)))
    stored = stored_days(account.id)
    yield from named(_days(where, stored, days(steps)))
    yield from year_faults(account.id, stored)


def _rows(account_id: int) -> list[_Row]:
    query = (
        select(*(getattr(Entry, name) for name in _Row._fields))
        .where(Entry.account_id == account_id, Entry.deleted_at.is_(None))
        .order_by(Entry.at, Entry.id)
    )
    return [_Row(*row) for row in db.session.execute(query)]


def _totals(account: Account, steps: Sequence[Step]) -> Iterator[Fault]:
    where = f"account {account.id}"
    balance = steps[-1].balance if steps else 0
    if account.balance != balance:
        yield Fault(where, f"stores a balance of {account.balance}, its entries say {balance}")
    if account.archived_at is not None and balance:
        yield Fault(where, "is archived, and holds something")
    if abs(balance) >= MAX_BALANCE:
        yield Fault(where, "holds more than an account can hold", AS_TYPED)
    updated_on = steps[-1].line.day if steps else None
    if account.updated_on != updated_on:
        yield Fault(where, f"says it was updated on {account.updated_on}, not {updated_on}")


def _entries(rows: Sequence[_Row], steps: Sequence[Step]) -> Iterator[Fault]:
    for row, step in zip(rows, steps, strict=True):
        if row.change != step.change:
            said = f"stores a change of {row.change}, the replay says {step.change}"
            yield Fault(f"entry {row.id}", said)
        if row.opening != step.opening:
            is_one = "is" if row.opening else "is not"
            yield Fault(f"entry {row.id}", f"says that it {is_one} the opening balance")


def _amounts(rows: Sequence[_Row], *, is_site: bool) -> Iterator[Fault]:
    for row in rows:
        if row.kind == Kind.BALANCE and is_site and row.amount < 0:
            yield Fault(f"entry {row.id}", "is a site's balance below zero", AS_TYPED)
        if row.kind not in (Kind.BALANCE, Kind.RESULT) and row.amount <= 0:
            yield Fault(f"entry {row.id}", f"is a {row.kind} of nothing, or less", AS_TYPED)


def _moments(rows: Sequence[_Row], player: User | None) -> Iterator[Fault]:
    """An entry's day is the one that its instant falls on where its player lives."""
    if player is None or player.timezone not in known_timezones():
        return  # said by another check
    zone = ZoneInfo(player.timezone)
    ends: dict[date, datetime] = {}
    for row in rows:
        if not row.timed and row.day not in ends:
            ends[row.day] = end_of_day(row.day, zone)
        if not is_of_its_day(row.day, row.at, zone, None if row.timed else ends[row.day]):
            yield Fault(f"entry {row.id}", f"is of {row.day}, and its instant {row.at} is not")


def is_of_its_day(day: date, at: datetime, zone: ZoneInfo, end: datetime | None) -> bool:
    """Whether an entry's instant fits its day; `end` is the day's, None where a time was meant."""
    if end is None:
        return day_of(at, zone) == day
    return NO_TIME <= end - at < FLIGHT_WEST


def stored_days(account_id: int) -> dict[date, tuple[int, ...]]:
    """An account's sums by day, as they are stored."""
    columns: list[Any] = [getattr(AccountDay, name) for name in FIELDS]
    query = select(AccountDay.day, *columns).where(AccountDay.account_id == account_id)
    return {row[0]: tuple(row[1:]) for row in db.session.execute(query)}


def _days(
    where: str, stored: dict[date, tuple[int, ...]], replayed: Iterable[DayChange]
) -> Iterator[Fault]:
    wanted = {day.day: tuple(getattr(day, name) for name in FIELDS) for day in replayed}
    for day in sorted(stored.keys() | wanted.keys()):
        if stored.get(day) != wanted.get(day):
            yield Fault(where, f"has a sum of {day} that is not that of its entries")
