"""Whether the trail tells what is there: not so where a row was changed past the application."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from total_bankroll.extensions import db
from total_bankroll.models import RecordedChange
from total_bankroll.services.faults import CHUNK, Fault, named
from total_bankroll.services.names import name_key
from total_bankroll.trail_states import (
    ACCOUNT,
    ENTRY,
    PLAYER,
    Raw,
    State,
    Unit,
    loads,
    read_rows,
    state_of,
    units_of,
)

SUBJECTS = (ACCOUNT, ENTRY, PLAYER)
PURGED = "purged"


class Told(NamedTuple):
    """The last record of a row; `state` is None where it says that the row is not there."""

    user_id: int
    subject: str
    subject_id: int
    account_id: int | None
    state: State | None
    is_purged: bool


class Difference(NamedTuple):
    """A row that is not what its last record says; `present` is None where it is deleted."""

    told: Told
    present: State | None
    is_gone: bool

    @property
    def where(self) -> str:
        """The row, as every check names it."""
        return f"{self.told.subject} {self.told.subject_id}"

    @property
    def fields(self) -> str:
        """What differs: names only, since what players write is theirs."""
        was, present = _compared(self.told.state) or {}, _compared(self.present) or {}
        return ", ".join(k for k in (was | present) if was.get(k) != present.get(k))

    @property
    def words(self) -> str:
        """What is wrong with the row, as its record says it."""
        if self.is_gone:
            return "is gone, and its changes do not say so"
        if self.present is None:
            return "is deleted, and its changes do not say so"
        if self.told.state is None:
            return "is there, and its changes say that it is not"
        return f"is not what its last change says: {self.fields}"


def trail() -> Iterator[Fault]:
    """Rows that were never told of begin their trail with their first change."""
    for subject in SUBJECTS:
        yield from named(Fault(found.where, found.words) for found in differences(subject))


def differences(subject: str) -> Iterator[Difference]:
    """All rows of a kind that differ from their last record, in a read transaction a chunk."""
    last = 0
    while True:
        records = last_records(db.session(), subject, after=last)
        found = list(compared(db.session(), subject, records))
        db.session.rollback()
        yield from found
        if len(records) < CHUNK:
            return
        last = records[-1].subject_id


def last_records(
    session: Session, subject: str, *, after: int = 0, of: Collection[int] | None = None
) -> list[Told]:
    """The last records by the row's id: a chunk of them behind one id, or those `of` some."""
    ids = select(func.max(RecordedChange.id)).where(RecordedChange.subject == subject)
    if of is not None:
        ids = ids.where(RecordedChange.subject_id.in_(of))
    newest = (
        ids.where(RecordedChange.subject_id > after)
        .group_by(RecordedChange.subject_id)
        .order_by(RecordedChange.subject_id)
        .limit(CHUNK)
        .subquery()
    )
    rows = session.execute(
        select(
            RecordedChange.user_id,
            RecordedChange.subject_id,
            RecordedChange.account_id,
            RecordedChange.after,
            RecordedChange.action,
        )
        .join(newest, newest.c[0] == RecordedChange.id)
        .order_by(RecordedChange.subject_id)
    )
    return [
        Told(user_id, subject, row_id, account_id, loads(state), action == PURGED)
        for user_id, row_id, account_id, state, action in rows
    ]


def compared(session: Session, subject: str, records: Collection[Told]) -> Iterator[Difference]:
    """Those of some records that are not what their rows are now."""
    rows = read_rows(session, subject, [told.subject_id for told in records])
    units = units_of(session, subject, rows.values())
    for told in records:
        row = rows.get(told.subject_id)
        if row is None and not told.is_purged:
            yield Difference(told, None, is_gone=True)
        elif row is not None and _can_be_told(subject, row, units):
            present = state_of(subject, row, units)
            if _compared(present) != _compared(told.state):
                yield Difference(told, present, is_gone=False)


def _compared(state: State | None) -> State | None:
    """A state as it is compared: a tag that is typed in other letters is so everywhere."""
    if state is None or "tags" not in state:
        return state
    return state | {"tags": sorted(map(name_key, state["tags"]))}


def _can_be_told(subject: str, row: Raw, units: Mapping[int, Unit]) -> bool:
    """Whether its currency is known; a key that leads nowhere is said by another check."""
    unit = {ENTRY: "account_id", ACCOUNT: "currency_id"}.get(subject)
    return unit is None or row[unit] in units
