"""How many SQL statements a page takes, whatever the history's length."""

from collections.abc import Iterator

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
        same = "the same" if len(set(counts)) == 1 else f"differs: {counts}"
        yield Measure(
            f"SQL statements, {name} dashboard", max(counts), limit, note=f"{same} for {HISTORY}"
        )
    pages = {page: count for made_one in made.values() for page, count in _others(made_one)}
    worst = max(pages, key=lambda page: pages[page])
    yield Measure(
        "SQL statements, any other page",
        pages[worst],
        10,
        note=f"of {len(pages)} pages, most: {worst}",
    )
    yield from _same([instances.get(10, 1_000), instances.get(10, 100_000)])


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
