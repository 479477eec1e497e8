"""What a check of the instance finds, and reading in short transactions while it looks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVarTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from total_bankroll.extensions import db
from total_bankroll.values import value

CHUNK = 2_000
MOST_NAMED = 5  # of one kind: a list of thousands tells no more

Columns = TypeVarTuple("Columns")


@value
class Fault:
    """Something that does not agree; `where` names the row.

    `why` says why no repair can decide what is right; empty where one can.
    """

    where: str
    what: str
    why: str = ""


@value
class Repaired:
    """What a repair did, and to which row."""

    where: str
    what: str


def named(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The first faults of a kind, and how many more there are."""
    found = list(faults)
    yield from found[:MOST_NAMED]
    if len(found) > MOST_NAMED:
        more = f"… and {len(found) - MOST_NAMED} more like it"
        yield Fault(found[0].where, more, found[0].why)


def chunks(
    query: Select[int, *Columns], key: InstrumentedAttribute[int]
) -> Iterator[Sequence[Row[int, *Columns]]]:
    """A long query's rows by ascending `key`, its first column, in a transaction a chunk.

    An open read would keep another process's commit waiting on SQLite.
    """
    last = 0
    while True:
        part = query.where(key > last).order_by(key).limit(CHUNK)
        rows = db.session.execute(part).all()
        yield rows
        db.session.rollback()
        if len(rows) < CHUNK:
            return
        last = rows[-1][0]
