"""The services' own tests, run once more on the database of a server."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.support.needs import new_database

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "tests" / "services"


def run_services(kind: str, files: Iterable[Path], turn: str = "") -> None:
    """Every test of these files must pass there, and none be skipped; see `turn_of`."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
    with new_database(kind) as url:
        done = subprocess.run(
            [*command, *files],
            cwd=ROOT,
            env=os.environ | {"TEST_DATABASE_URL": url, "TEST_TURN": turn, "FAULTS": ""},
            capture_output=True,
            text=True,
            timeout=1500,  # a busy machine
        )
    failed = [line[:200] for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    assert done.returncode == 0, "\n".join([*failed, done.stdout[-8000:]])
    assert " skipped" not in done.stdout
