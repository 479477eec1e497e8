"""Nothing is lost: every change of an entry or account is told in the transaction that makes it.

Nobody tells anything by hand. The session's events note a row before it changes for the first
time in a transaction; just before the commit all rows noted are read once more, and what differs
is added to the trail by one INSERT. See docs/adr/0009.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from sqlalchemy import event, insert
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import get_history

from total_bankroll.clock import now
from total_bankroll.extensions import writing_allowed
from total_bankroll.models import Account, Entry, EntryTagging, RecordedChange, User, new_token
from total_bankroll.trail_states import (
    ACCOUNT,
    COLUMNS,
    ENTRY,
    PLAYER,
    Raw,
    State,
    dumps,
    read_rows,
    state_of,
    units_of,
)

BY_PLAYER = "player"
TOLD_TABLES: Mapping[str, str] = {"entries": ENTRY, "entry_taggings": ENTRY, "accounts": ACCOUNT}
"""The tables whose rows the trail tells of, and what they are rows of."""

_SUBJECTS: Mapping[type[Any], str] = {Entry: ENTRY, Account: ACCOUNT, User: PLAYER}
_NOTED = "noted_changes"
_actor = ContextVar("actor", default=BY_PLAYER)

Noted = dict[tuple[str, int], Raw | None]


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Let what is changed be told as done by a command, rather than by the player."""
    token = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(token)


# -- noting what a row was -------------------------------------------------------------------


def note(session: Session, subject: str, ids: Iterable[int]) -> None:
    """Keep what these rows are, before a statement past the unit of work changes them."""
    layers = _layers(session)
    known = {
        row_id: row for noted in layers for (kind, row_id), row in noted.items() if kind == subject
    }
    unread = {i for i in ids if i not in known or _lacks_tags(known[i])}
    found = read_rows(session, subject, unread) if unread else {}
    for row_id in sorted(unread):
        row = known.get(row_id)
        if row is None:
            layers[-1][subject, row_id] = found.get(row_id)
        else:
            row["tags"] = found[row_id]["tags"]


def _lacks_tags(row: Raw | None) -> bool:
    """Whether a flush has noted an entry, which says nothing of its tags."""
    return row is not None and "account_id" in row and "tags" not in row


def note_bulk(session: Session, table: str, ids: Collection[int] | None, *, derived: bool) -> None:
    """Note the rows of a statement past the unit of work, which has to name them."""
    subject = TOLD_TABLES.get(table)
    if subject is None or derived:
        return
    if ids is None:
        raise RuntimeError(f"A bulk write of {table} says which rows it is `of`, or is `derived`.")
    session.flush()
    note(session, subject, ids)


def _layers(session: Session) -> list[Noted]:
    """What is noted, savepoint by savepoint: one that is rolled back takes its notes along."""
    layers: list[Noted] = session.info.setdefault(_NOTED, [{}])
    return layers


def _note_leaving(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """What a flush will take away is read before it; a tag comes and goes with its entry."""
    taggings = [row for row in (*session.new, *session.deleted) if isinstance(row, EntryTagging)]
    note(session, ENTRY, [row.entry_id for row in taggings])
    for kind in (Entry, Account):
        note(session, _SUBJECTS[kind], [r.id for r in session.deleted if isinstance(r, kind)])


def _note_flushed(session: Session, _context: UOWTransaction) -> None:
    """A row that a flush has added or changed: its former values are still at hand."""
    noted = _layers(session)[-1]
    for row in session.new:
        if isinstance(row, Entry | Account):
            noted.setdefault((_SUBJECTS[type(row)], row.id), None)
    for row in session.dirty:
        subject = _SUBJECTS.get(type(row))
        former = None if subject is None else _former(row, subject)
        if subject is not None and former is not None:
            noted.setdefault((subject, row.id), former)


def _former(row: Any, subject: str) -> Raw | None:
    """The row as it was before this flush; None where nothing that is told differs."""
    histories = {name: get_history(row, name) for name in COLUMNS[subject]}
    if not any(history.has_changes() for history in histories.values()):
        return None
    owner = row.id if subject == PLAYER else row.user_id
    own = {"id": row.id, "user_id": owner, **({"kind": row.kind} if subject == ACCOUNT else {})}
    return own | {name: next(iter(h.deleted or h.unchanged)) for name, h in histories.items()}


def _begin_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        _layers(session).append({})


def _forget_undone(session: Session) -> None:
    """A rollback, of a savepoint or of all: what happened since has not happened."""
    _layers(session)[-1].clear()


def _end(session: Session, transaction: SessionTransaction) -> None:
    layers = _layers(session)
    if transaction.nested and len(layers) > 1:
        inner = layers.pop()
        layers[-1].update({key: row for key, row in inner.items() if key not in layers[-1]})
    elif transaction.parent is None:
        session.info.pop(_NOTED, None)


# -- telling what it became ------------------------------------------------------------------


class Change(NamedTuple):
    """A record to be; `from_account_id` is the account that an entry has left."""

    user_id: int
    subject: str
    subject_id: int
    account_id: int | None
    from_account_id: int | None
    action: str
    before: State | None
    after: State | None


def tell(session: Session, changes: Collection[Change]) -> None:
    """Add records to the trail by one INSERT, as one act of whoever acts."""
    if not changes:
        return
    act = {"batch": new_token(), "at": now(), "actor": _actor.get()}
    records = [
        {**one._asdict(), **act, "before": dumps(one.before), "after": dumps(one.after)}
        for one in changes
    ]
    with writing_allowed():
        session.connection().execute(insert(RecordedChange), records)


def _tell_noted(session: Session) -> None:
    """Just before the commit: all that has changed."""
    if session.in_nested_transaction():
        return
    session.flush()
    noted = _layers(session)[-1]
    changes: list[Change] = []
    for subject in (ENTRY, ACCOUNT, PLAYER):
        former = {row_id: row for (kind, row_id), row in noted.items() if kind == subject}
        if former:
            changes += _changes(session, subject, former)
    noted.clear()
    tell(session, changes)


def _changes(session: Session, subject: str, former: Mapping[int, Raw | None]) -> Iterator[Change]:
    present = read_rows(session, subject, former)
    for row_id, row in former.items():  # a flush notes no tags: those are noted for themselves
        if row is not None:
            row.setdefault("tags", present.get(row_id, {}).get("tags", []))
    rows = [row for row in (*former.values(), *present.values()) if row is not None]
    units = units_of(session, subject, rows)
    for row_id, was in former.items():
        row = present.get(row_id)
        before = None if was is None or row is None else state_of(subject, was, units)
        after = None if row is None else state_of(subject, row, units)
        action = "purged" if row is None else action_of(before, after, is_new=was is None)
        whose = row or was
        if whose is not None and action is not None:
            places = _places(subject, row_id, was, whose)
            yield Change(whose["user_id"], subject, row_id, *places, action, before, after)


def _places(
    subject: str, row_id: int, was: Raw | None, whose: Raw
) -> tuple[int | None, int | None]:
    """The account that a record is about, and the one that an entry has left."""
    if subject != ENTRY:
        return (row_id if subject == ACCOUNT else None), None
    place = whose["account_id"]
    former = place if was is None else was["account_id"]
    return place, None if former == place else former


def action_of(before: State | None, after: State | None, *, is_new: bool) -> str | None:
    """What was done, in a word; None where nothing that is told differs."""
    if before == after:
        return None
    if before is None:
        return "added" if is_new else "restored"
    if after is None:
        return "deleted"
    differing = {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    }
    if differing == {"archived"}:
        return "archived" if after["archived"] else "unarchived"
    return "moved" if differing == {"position"} else "edited"


def watch_sessions() -> None:
    """Hook the trail to every session; once a process."""
    event.listen(Session, "before_flush", _note_leaving)
    event.listen(Session, "after_flush", _note_flushed)
    event.listen(Session, "after_transaction_create", _begin_savepoint)
    event.listen(Session, "after_rollback", _forget_undone)
    event.listen(Session, "after_transaction_end", _end)
    event.listen(Session, "before_commit", _tell_noted)


watch_sessions()
