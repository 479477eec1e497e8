"""Every test belongs to `make test`, to `make faults`, or to both; a group, to one process."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support import tiers

HERE, FAULTS = Path("tests/routes/test_sites.py"), Path("tests/faults/test_killed_writers.py")


@pytest.mark.parametrize(
    ("path", "marker", "short", "long"),
    [
        (HERE, None, True, False),
        (HERE, "thorough", True, True),
        (HERE, "long", False, True),
        (FAULTS, None, False, True),
    ],
)
def test_no_test_is_left_out_by_both(
    monkeypatch: pytest.MonkeyPatch, path: Path, marker: str | None, short: bool, long: bool
) -> None:
    item = SimpleNamespace(path=path, get_closest_marker={marker: True}.get)
    for is_thorough, wanted in ((False, short), (True, long)):
        monkeypatch.setattr(tiers, "IS_THOROUGH", is_thorough)
        assert tiers.is_wanted(item) is wanted


GROUP = """
import os, pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_it(number, tmp_path):
    (tmp_path.parent / f"{os.getpid()}.pid").touch()
"""


def test_a_group_runs_in_one_process(tmp_path: Path) -> None:
    """What a group shares is made once: some releases of pytest ignore groups and say nothing."""
    (tmp_path / "test_group.py").write_text(GROUP)
    options = ["-q", "-n", "2", "--dist", "loadgroup", "-p", "xdist"]
    place = ["--basetemp", str(tmp_path / "made"), "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *place, "test_group.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert len(list((tmp_path / "made").rglob("*.pid"))) == 1
