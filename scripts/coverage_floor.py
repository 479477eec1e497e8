"""Fails where less than 95 % of a service's or pure module's lines, or branches, are tested."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = "src"
FLOOR = 95.0  # percent
SPARE = 1
"""So many untested branches are let pass: of fewer than twenty, one is more than 5 %."""


def held_to_it() -> tuple[str, ...]:
    """The services, and what the import rules call pure."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = rules["importlinter"]["contracts"]
    (pure,) = (rule["source_modules"] for rule in contracts if rule["id"] == "pure")
    return ("total_bankroll.services", *pure)


def module_of(name: str) -> str:
    return ".".join(Path(name).relative_to(SOURCE).with_suffix("").parts)


def is_held(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


def shares(summary: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """How much of the lines and of the branches is covered, in percent, where there are any."""
    lines, branches = summary["num_statements"], summary["num_branches"]
    if lines:
        yield "lines", 100 * summary["covered_lines"] / lines
    if branches - summary["covered_branches"] > SPARE:
        yield "branches", 100 * summary["covered_branches"] / branches


def below(names: tuple[str, ...], measured: Path) -> Iterator[str]:
    files = json.loads(measured.read_text(encoding="utf-8"))["files"]
    for name, found in sorted(files.items()):
        if is_held(module_of(name), names):
            for what, percent in shares(found["summary"]):
                if percent < FLOOR:
                    yield f"{name}: {percent:.1f} % of its {what}"


def main() -> int:
    measured = ROOT / ".cache" / "coverage.json"
    measured.parent.mkdir(exist_ok=True)
    tool = Path(sys.executable).parent / "coverage"
    subprocess.run([tool, "json", "--quiet", "-o", measured], cwd=ROOT, check=True)
    low = list(below(held_to_it(), measured))
    print("\n".join(low) or f"Every service and pure module has {FLOOR:.0f} % of each or more.")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
