"""Prints every budget beside what was measured, writes bench.json; exits 1 where one is broken."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from bench import lists, processes, rebuilds, reports, statements, times, weights
from bench.instances import Instances
from bench.measure import Measure, table

REPORT = Path("bench.json")
PARTS: dict[str, Callable[[Instances], Iterator[Measure]]] = {
    "statements": statements.measures,
    "times": times.measures,
    "lists": lists.measures,
    "reports": reports.measures,
    "rebuilds": rebuilds.measures,
    "weights": weights.measures,
    "processes": processes.measures,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
def main(parts: tuple[str, ...]) -> None:
    """Measure every budget, or only those of some PARTS."""
    found: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        instances = Instances(Path(folder))
        for part in parts or PARTS:
            click.echo(f"measuring {part} …", err=True)
            found += PARTS[part](instances)
    REPORT.write_text(json.dumps([m.as_json() for m in found], indent=2) + "\n", encoding="utf-8")
    click.echo(table(found))
    if not all(measure.holds for measure in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
