"""What measures runs as it is: each part of `make bench`, of a player with little, a few times."""

from pathlib import Path

import pytest

from bench import lists, rebuilds, reports, statements, times, weights
from bench.__main__ import PARTS
from bench.instances import Instance, Instances
from bench.measure import table

PAGES = ("/", "/sites", "/reports")
LITTLE = 3, 60, 1  # accounts, entries, years
SLOW = "processes"
"""Starts servers of its own: what they answer is looked at where workers are tested."""


class Alike(Instances):
    """Whatever is asked for, the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._one = super().get(*LITTLE)

    def get(self, accounts: int, entries: int, years: int = 2) -> Instance:
        """One with few accounts and entries over a year."""
        return self._one


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Alike:
    return Alike(tmp_path_factory.mktemp("bench"))


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in (times, lists, reports, rebuilds):
        monkeypatch.setattr(part, "TIMES", 1)
    monkeypatch.setattr(times, "DECADE", 1)
    monkeypatch.setattr(statements, "HISTORIES", [LITTLE[:2]])
    monkeypatch.setattr(reports, "PAGES", PAGES[-1:])
    monkeypatch.setattr(weights, "PLAYERS", [LITTLE[:2]])
    for part in (statements, weights):
        monkeypatch.setattr(part, "every_page", lambda _instance: list(PAGES))


@pytest.mark.xdist_group("bench")
@pytest.mark.parametrize("part", sorted(set(PARTS) - {SLOW}))
def test_each_part_measures(part: str, instances: Alike) -> None:
    found = list(PARTS[part](instances))
    assert found
    assert all(measure.value >= 0 and measure.name for measure in found)
    assert len(table(found).splitlines()) == len(found) + 2
