"""Reading the trail: what was changed, newest first, by field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import and_, select, union

from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, RecordedChange
from total_bankroll.services.trail_views import ChangePage, ChangeView, FieldChange, Told
from total_bankroll.trail_states import ACCOUNT, ENTRY, State, loads

PAGE_SIZE = 50
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "entry": ("kind", "account", "when", "amount", "note", "tags"),
    "account": ("name", "currency", "position", "archived"),
    "player": ("timezone",),
}
_DAY_LENGTH = len("2026-01-05")


class _Row(NamedTuple):
    """A record with its account, deleted or not, and its entry where that is there."""

    record: RecordedChange
    name: str | None
    kind: str | None
    deleted_at: datetime | None
    entry_id: int | None

    @property
    def states(self) -> tuple[State | None, State | None]:
        """What it says that was, and is."""
        return loads(self.record.before), loads(self.record.after)


def list_changes(
    user_id: int,
    account_id: int | None,
    entry_id: int | None,
    transfer_id: int | None,
    older_than: int | None,
) -> ChangePage:
    """One page of a player's changes: all, or those of one account, entry or transfer.

    An entry that moved stands with both accounts.
    """
    query = _select(user_id)
    of_entry = RecordedChange.subject == ENTRY
    if account_id is not None:
        query = query.where(RecordedChange.id.in_(_of_account(user_id, account_id, older_than)))
    if entry_id is not None:
        query = query.where(of_entry, RecordedChange.subject_id == entry_id)
    if transfer_id is not None:
        legs = select(Entry.id).where(Entry.transfer_id == transfer_id)
        query = query.where(of_entry, RecordedChange.subject_id.in_(legs))
    if older_than is not None:
        query = query.where(RecordedChange.id < older_than)
    rows = db.session.execute(query.order_by(RecordedChange.id.desc()).limit(PAGE_SIZE + 1)).all()
    shown = [_Row(*row) for row in rows[:PAGE_SIZE]]
    places = _places(user_id, shown)
    views = tuple(_view(row, places) for row in shown)
    return ChangePage(views, shown[-1].record.id if len(rows) > PAGE_SIZE else None)


def _of_account(user_id: int, account_id: int, older_than: int | None) -> Sequence[int]:
    """The newest records of an account and of entries that have left it, by an index each.

    Asked for by themselves: as a part of the whole question, SQLite reads all of the player's.
    """
    own = select(RecordedChange.id).where(RecordedChange.user_id == user_id)
    if older_than is not None:
        own = own.where(RecordedChange.id < older_than)
    newest = own.order_by(RecordedChange.id.desc()).limit(PAGE_SIZE + 1)
    places = RecordedChange.account_id, RecordedChange.from_account_id
    found = [newest.where(place == account_id).subquery() for place in places]
    both = union(*(select(part.c.id) for part in found)).subquery()
    return db.session.scalars(
        select(both.c.id).order_by(both.c.id.desc()).limit(PAGE_SIZE + 1)
    ).all()


def _select(user_id: int) -> Any:
    """The records with the accounts that they are of, and whether their entries are there.

    What was purged is no row any more, and somebody else's row may have its id by now.
    """
    is_live = and_(
        RecordedChange.subject == ENTRY,
        Entry.id == RecordedChange.subject_id,
        Entry.user_id == user_id,
        Entry.deleted_at.is_(None),
    )
    is_own = and_(Account.id == RecordedChange.account_id, Account.user_id == user_id)
    return (
        select(RecordedChange, Account.name, Account.kind, Account.deleted_at, Entry.id)
        .outerjoin(Account, is_own)
        .outerjoin(Entry, is_live)
        .where(RecordedChange.user_id == user_id)
    )


def _places(user_id: int, rows: Iterable[_Row]) -> dict[int, str]:
    """The names of all accounts that are told of; asks for those of entries that moved."""
    known = {r.record.account_id: r.name for r in rows if r.name and r.record.account_id}
    told = {state["account"] for r in rows for state in r.states if state and "account" in state}
    if told - known.keys():
        query = select(Account.id, Account.name).where(
            Account.user_id == user_id, Account.id.in_(told - known.keys())
        )
        known.update({row.id: row.name for row in db.session.execute(query)})
    return known


def _view(row: _Row, places: Mapping[int, str]) -> ChangeView:
    record, (before, after) = row.record, row.states
    is_there = row.entry_id is not None
    if record.subject == ACCOUNT:
        is_there = row.name is not None and row.deleted_at is None
    return ChangeView(
        id=record.id,
        at=record.at,
        actor=record.actor,
        batch=record.batch,
        action=record.action,
        subject=record.subject,
        subject_id=record.subject_id,
        kind=(after or before or {}).get("kind", ""),
        account_id=record.account_id,
        account_kind=row.kind or "",
        name=row.name,
        is_there=is_there,
        fields=tuple(_differences(record.subject, before, after, places)),
    )


def _differences(
    subject: str, before: State | None, after: State | None, places: Mapping[int, str]
) -> Iterator[FieldChange]:
    for field in _FIELDS[subject]:
        was, is_now = (_told(field, state, places) for state in (before, after))
        if was != is_now:
            yield FieldChange(field, was, is_now)


def _told(field: str, state: State | None, places: Mapping[int, str]) -> Told | None:
    """A field of a state; None where it has none."""
    found = None if state is None else state.get(field)
    if state is None or found is None:
        return None
    if field == "amount":
        return Told(amount=Decimal(found), currency=state["currency"])
    if field == "when" and len(found) == _DAY_LENGTH:
        return Told(day=date.fromisoformat(found))
    if field == "when":
        return Told(at=datetime.fromisoformat(found))
    if field == "account":
        return Told(places.get(found, "a purged account"))
    if field == "archived":
        return Told("yes" if found else "no")
    return Told(", ".join(found) if field == "tags" else str(found))
