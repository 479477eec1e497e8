"""What every account's days come to, kept in rows beside its entries."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.ledger import DayChange, Kind
from total_bankroll.models import Account, AccountDay, Entry
from total_bankroll.services.packed_days import pack_days

FIELDS = (
    "change",
    "opening",
    "deposits",
    "withdrawals",
    "results",
    "bonuses",
    "expenses",
    "moved_in",
    "moved_out",
)
_OUTGOING = {Kind.WITHDRAWAL, Kind.TRANSFER_OUT, Kind.EXPENSE}
_COLUMN = {
    Kind.DEPOSIT: "deposits",
    Kind.WITHDRAWAL: "withdrawals",
    Kind.TRANSFER_IN: "moved_in",
    Kind.TRANSFER_OUT: "moved_out",
    Kind.BONUS: "bonuses",
    Kind.EXPENSE: "expenses",
    Kind.RESULT: "results",
    Kind.BALANCE: "results",
}
_TABLE: Any = AccountDay.__table__

Totals = dict[str, int]  # by the names of FIELDS, in counts


def signed(kind: str, amount: int) -> int:
    """What an entry that is no balance entry adds to the balance."""
    return -amount if kind in _OUTGOING else amount


def live(account_id: int) -> ColumnElement[bool]:
    """The entries of an account that count: those that are not deleted."""
    return and_(Entry.account_id == account_id, Entry.deleted_at.is_(None))


def redo_days(session: Session, account: Account, on: Collection[date]) -> int:
    """Add the entries of these days up again; returns by how much the balance changes.

    Eight statements at most, however many days. Entries must have been flushed.
    """
    fresh = _added_up(session, account.id, on)
    stored = _stored(session, account.id, on)
    gone = stored.keys() - fresh.keys()
    new = {day: totals for day, totals in fresh.items() if day not in stored}
    other = {day: totals for day, totals in fresh.items() if stored.get(day, totals) != totals}
    _drop_days(session, account, gone)
    _insert_days(session, account, new)
    _update_days(session, account, other)
    if years := {day.year for day in (*gone, *new, *other)}:
        pack_days(session, account.id, years)
    return sum(t["change"] for t in fresh.values()) - sum(t["change"] for t in stored.values())


def store_days(session: Session, account: Account, changes: list[DayChange]) -> None:
    """Put an account's days in the place of all that are stored."""
    bulk(session, delete(_TABLE).where(_TABLE.c.account_id == account.id))
    totals = {c.day: {name: getattr(c, name) for name in FIELDS} for c in changes}
    _insert_days(session, account, totals)
    pack_days(session, account.id)


def _added_up(session: Session, account_id: int, on: Collection[date]) -> dict[date, Totals]:
    """What the entries of these days come to; a day without any is not there."""
    found: dict[date, Totals] = {}
    groups = session.execute(_sums_of_days(), {"account_id": account_id, "on": list(on)})
    for day, kind, opening, change in groups:
        totals = found.setdefault(day, dict.fromkeys(FIELDS, 0))
        totals["change"] += int(change)
        totals["opening" if opening else _COLUMN[Kind(kind)]] += signed(kind, int(change))
    return {day: totals for day, totals in found.items() if any(totals.values())}


@cache
def _sums_of_days() -> Select[date, str, bool, int]:
    return (
        select(Entry.day, Entry.kind, Entry.opening, func.sum(Entry.change))
        .where(
            Entry.account_id == bindparam("account_id"),
            Entry.deleted_at.is_(None),
            Entry.day.in_(bindparam("on", expanding=True)),
        )
        .group_by(Entry.day, Entry.kind, Entry.opening)
    )


def _stored(session: Session, account_id: int, on: Collection[date]) -> dict[date, Totals]:
    rows = session.execute(_stored_days(), {"account_id": account_id, "on": list(on)})
    return {row.day: {name: getattr(row, name) for name in FIELDS} for row in rows}


@cache
def _stored_days() -> Any:
    return select(AccountDay.day, *(getattr(AccountDay, name) for name in FIELDS)).where(
        AccountDay.account_id == bindparam("account_id"),
        AccountDay.day.in_(bindparam("on", expanding=True)),
    )


def _drop_days(session: Session, account: Account, on: Collection[date]) -> None:
    if on:
        own = _TABLE.c.account_id == account.id
        bulk(session, delete(_TABLE).where(own, _TABLE.c.day.in_(on)))


def _insert_days(session: Session, account: Account, days: Mapping[date, Totals]) -> None:
    owner = {"account_id": account.id, "user_id": account.user_id}
    rows = [{**owner, "day": day, **totals} for day, totals in sorted(days.items())]
    if rows:
        bulk(session, insert(_TABLE), rows)


def _update_days(session: Session, account: Account, days: Mapping[date, Totals]) -> None:
    statement = (
        update(_TABLE)
        .where(_TABLE.c.account_id == account.id, _TABLE.c.day == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in FIELDS})
    )
    rows = [
        {"key": day, **{f"new_{name}": total for name, total in totals.items()}}
        for day, totals in sorted(days.items())
    ]
    if rows:
        bulk(session, statement, rows)
