"""`make coverage` holds the lines and the branches of a module to the floor, each by itself."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def floor() -> ModuleType:
    path = ROOT / "scripts" / "coverage_floor.py"
    spec = importlib.util.spec_from_file_location("coverage_floor", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("module", "lines", "branches", "found"),
    [
        ("services/health.py", (100, 100), (2, 4), ["50.0 % of its branches"]),
        ("services/health.py", (100, 100), (3, 4), []),
        ("services/health.py", (100, 100), (37, 40), ["92.5 % of its branches"]),
        ("services/health.py", (94, 100), (40, 40), ["94.0 % of its lines"]),
        ("money.py", (9, 10), (0, 0), ["90.0 % of its lines"]),
        ("money.py", (95, 100), (19, 20), []),
        ("routes/sites.py", (1, 10), (1, 10), []),
    ],
)
def test_neither_makes_up_for_the_other(
    floor: ModuleType,
    tmp_path: Path,
    module: str,
    lines: tuple[int, int],
    branches: tuple[int, int],
    found: list[str],
) -> None:
    name, measured = f"src/total_bankroll/{module}", tmp_path / "coverage.json"
    counts = dict(zip(("covered_lines", "num_statements"), lines, strict=True))
    counts |= dict(zip(("covered_branches", "num_branches"), branches, strict=True))
    measured.write_text(json.dumps({"files": {name: {"summary": counts}}}), encoding="utf-8")
    said = list(floor.below(floor.held_to_it(), measured))
    assert said == [f"{name}: {what}" for what in found]
