"""Working a player's days out anew from all entries: how long it takes, and what is saved by it."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import select

from bench.instances import Instance, Instances
from bench.measure import Measure, best_of_pair, seconds
from total_bankroll.extensions import db
from total_bankroll.ledger import DayChange, Kind, Line, days, replay
from total_bankroll.models import Account, Entry
from total_bankroll.services.packed_days import read_days

TIMES = 5
DECADE = 10
LEAST = 10
MOST = 8


def measures(instances: Instances) -> Iterator[Measure]:
    """Fifty accounts, ten years, 100,000 entries."""
    instance = instances.get(50, 100_000, DECADE)

    def recompute() -> float:
        with instance.context():
            return seconds(_recomputed)

    def stored() -> float:
        with instance.context():
            return seconds(_stored)

    anew, read = best_of_pair(TIMES, recompute, stored)
    yield Measure(
        "recomputing all days from 100,000 entries, over reading them stored",
        anew / read,
        LEAST,
        " ×",
        f"{anew * 1000:.0f} ms over {read * 1000:.1f} ms: 50 accounts, ten years",
        at_least=True,
    )
    yield _rebuild(instance, anew)


def _rebuild(instance: Instance, anew: float) -> Measure:
    """The command itself, which says its time and, on a terminal, shows a bar."""
    said = ""

    def run() -> None:
        nonlocal said
        result = instance.app.test_cli_runner().invoke(args=["rebuild"], catch_exceptions=False)
        said = next(line for line in result.output.splitlines() if line.endswith(" s."))

    taken = seconds(run)
    return Measure("flask rebuild over recomputing alone", taken / anew, MOST, " ×", said)


def _recomputed() -> list[list[DayChange]]:
    """Every account's days, replayed from its entries."""
    rows = db.session.execute(
        select(Entry.account_id, Entry.id, Entry.at, Entry.day, Entry.kind, Entry.amount)
        .join(Account, Account.id == Entry.account_id)
        .where(Entry.deleted_at.is_(None), Account.deleted_at.is_(None))
        .order_by(Entry.account_id, Entry.at, Entry.id)
    ).all()
    edges = [place for place, row in enumerate(rows) if not place or row[0] != rows[place - 1][0]]
    return [
        days(replay(Line(r[1], r[2], r[3], Kind(r[4]), r[5]) for r in rows[first:last]))
        for first, last in pairwise([*edges, len(rows)])
    ]


def _stored() -> object:
    return read_days(db.session.scalars(select(Account.id)).all())
