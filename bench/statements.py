"""How many SQL statements a page takes, whatever the history's length."""

from collections.abc import Iterator, Mapping

from bench.instances import Instance, Instances
from bench.measure import Measure
from bench.pages import every_page

HISTORIES = [(accounts, entries) for accounts in (1, 50) for entries in (100, 100_000)]
FINE = (200, 302)


def measures(instances: Instances) -> Iterator[Measure]:
    """The most of four histories: 1 and 50 accounts, 100 and 100,000 entries."""
    made = {
        f"{accounts} accounts, {entries:,} entries": instances.get(accounts, entries)
        for accounts, entries in HISTORIES
    }
    dashboards = {name: _dashboard(instance) for name, instance in made.items()}
    for place, (name, limit) in enumerate((("warm", 2), ("cold", 8))):
        counts = [found[place] for found in dashboards.values()]
        title = f"SQL statements, {name} dashboard"
        yield Measure(title, max(counts), limit, note=f"the most for {HISTORY}")
        spread = max(counts) - min(counts)
        yield Measure(f"{title}, more for another history", spread, 0, note=f"{HISTORY}: {counts}")
    yield _worst({name: dict(_others(instance)) for name, instance in made.items()})
    yield from _same([instances.get(10, 1_000), instances.get(10, 100_000)])


def _worst(counts: Mapping[str, Mapping[str, int]]) -> Measure:
    """The page that takes most, whichever instance it is of."""
    found = [(count, page, name) for name, pages in counts.items() for page, count in pages.items()]
    most, page, name = max(found)
    note = f"of {len(found)} pages of {len(counts)} histories, most: {page} with {name}"
    return Measure("SQL statements, any other page", most, 10, note=note)


HISTORY = "1 and 50 accounts, 100 and 100,000 entries"


def _dashboard(instance: Instance) -> tuple[int, int]:
    client = instance.client()
    client.get("/")  # what is loaded once a process: templates, locales
    instance.forget()
    cold = count(instance, client, "/")
    return count(instance, client, "/"), cold


def _others(instance: Instance) -> Iterator[tuple[str, int]]:
    client = instance.client()
    for page in every_page(instance):
        if page != "/":
            instance.forget()
            cold = count(instance, client, page)
            yield page, max(cold, count(instance, client, page))


def _same(made: list[Instance]) -> Iterator[Measure]:
    """Lists take as many statements for a long history as for a short one."""
    lists = ("/sites", "/assets", "/balances", "/entries", "/deposits", "/transfers")
    spread = 0
    for page in lists:
        counts = set()
        for instance in made:
            client = instance.client()
            instance.forget()
            counts.add(count(instance, client, page))
        spread = max(spread, max(counts) - min(counts))
    yield Measure(
        "SQL statements, more for a longer history",
        spread,
        0,
        note="the lists, 1,000 and 100,000 entries",
    )


def count(instance: Instance, client: object, page: str) -> int:
    """How many statements a page takes."""
    instance.statements.clear()
    response = client.get(page)  # type: ignore[attr-defined]
    if response.status_code not in FINE:
        raise SystemExit(f"{page} answers {response.status_code}")
    return len(instance.statements)
