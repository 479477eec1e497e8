"""`make audit` finds what it is for: dangerous calls, written secrets and weak dependencies."""

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SHELL = "import subprocess\n\nsubprocess.call(input(), shell=True)\n"
WEAK = {"name": "flask", "version": "0.1", "vulns": [{"id": "PYSEC-1"}]}
SOUND = {"name": "flask", "version": "3.1", "vulns": []}


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("code", "is_sound"), [(SHELL, False), ("print(1)\n", True)])
def test_a_dangerous_call_is_found(
    audit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, is_sound: bool
) -> None:
    (tmp_path / "module.py").write_text(code)
    monkeypatch.setattr(audit, "CODE", (str(tmp_path),))
    assert audit.calls() is is_sound


def test_a_secret_is_found_until_it_is_explained(
    audit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    baseline = tmp_path / audit.BASELINE
    baseline.write_text('{"results": {}}')
    assert audit.secrets()
    (tmp_path / "settings.py").write_text(f'key = "{"AKIA"}{"Z" * 8}{"Q7" * 4}"\n')
    assert not audit.secrets()
    scan = audit.run("detect-secrets", "scan", "settings.py").stdout
    baseline.write_text(scan)
    assert audit.secrets()


@pytest.mark.parametrize(
    ("rows", "said", "is_sound"),
    [
        ([SOUND], "", True),
        ([SOUND, WEAK], "", False),
        (None, "ConnectionError: no route", True),
        (None, "the list is no list", False),
    ],
    ids=["sound", "weak", "nobody answers", "broken"],
)
def test_a_release_with_a_known_fault_is_found(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, rows: object, said: str, is_sound: bool
) -> None:
    def run(*command: str) -> subprocess.CompletedProcess[str]:
        if rows is not None:
            report = Path(command[command.index("--output") + 1])
            report.write_text(json.dumps({"dependencies": rows}))
        return subprocess.CompletedProcess(command, 1, "", said)

    monkeypatch.setattr(audit, "run", run)
    assert audit.dependencies() is is_sound


def test_all_three_are_looked_for(audit: ModuleType) -> None:
    assert (audit.calls, audit.secrets, audit.dependencies) == audit.CHECKS


def test_how_dependencies_are_renewed_is_written_down() -> None:
    words = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    routine = words.partition("## Dependencies")[2].partition("## ")[0]
    assert "Once a month" in routine
    assert "`make lock ARGS=--upgrade`" in routine
