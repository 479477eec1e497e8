"""The list of all entries: what a page costs where the history is a hundred times as long."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from bench.instances import Instance, Instances
from bench.measure import Measure, best_of_pair, seconds
from total_bankroll.extensions import db
from total_bankroll.models import Entry
from total_bankroll.services.entry_places import NEWEST, Place

TIMES = 15
PLACES = {"first": None, "middle": 0.5, "last": 0.0}
"""How much of the history lies before the page; none for the newest entries."""
BUDGETS = {"first": 1.3, "middle": 2, "last": 3}
MOST_STATEMENTS = 10
COLD = 3


def measures(instances: Instances) -> Iterator[Measure]:
    """The demo's ten accounts over two years."""
    long, short = instances.get(10, 100_000), instances.get(10, 1_000)
    for name, limit in BUDGETS.items():
        many, few = best_of_pair(TIMES, _page(long, name), _page(short, name))
        yield _ratio(f"/entries, {name} page, 100,000 entries over 1,000", many, few, limit)
    many, few = best_of_pair(
        TIMES, _page(long, "first", cold=True), _page(short, "first", cold=True)
    )
    yield _ratio("/entries, cold, 100,000 entries over 1,000", many, few, COLD)
    counts = [_statements(long, name) for name in PLACES]
    yield Measure(
        "SQL statements, any page of /entries, cold",
        max(counts),
        MOST_STATEMENTS,
        note=f"first, middle, last: {counts}",
    )


def _ratio(name: str, many: float, few: float, limit: float) -> Measure:
    note = f"{many * 1000:.1f} ms over {few * 1000:.1f} ms"
    return Measure(name, many / few, limit, " ×", note)


def _page(instance: Instance, name: str, *, cold: bool = False) -> Callable[[], float]:
    client, address = instance.client(), _address(instance, name)
    client.get(address)

    def once() -> float:
        if cold:
            instance.forget()
        return seconds(lambda: client.get(address))

    return once


def _statements(instance: Instance, name: str) -> int:
    client, address = instance.client(), _address(instance, name)
    instance.forget()
    instance.statements.clear()
    if client.get(address).status_code != 200:
        raise SystemExit(f"{address} is no page.")
    return len(instance.statements)


def _address(instance: Instance, name: str) -> str:
    """A page of the list that begins after so much of the history."""
    part = PLACES[name]
    if part is None:
        return "/entries"
    with instance.context():
        rows = db.session.execute(select(Entry.at, Entry.id).order_by(Entry.at, Entry.id)).all()
    at, entry_id = rows[max(40, int(len(rows) * part))]
    return f"/entries?after={Place(at, entry_id).text(NEWEST)}"
