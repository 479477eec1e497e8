"""Looks for known faults: dangerous calls, secrets that were written down, weak dependencies.

`audit.py secrets` does that one alone; without a name, all three are looked for.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CODE = ("src", "config.py", "wsgi.py", "migrations", "scripts", "bench")
LISTS = ("requirements.txt", "requirements-dev.txt")
BASELINE = ".secrets.baseline"
UNREACHABLE = ("ConnectionError", "Max retries", "timed out", "ServiceError", "Could not connect")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    path = str(BIN / command[0])
    return subprocess.run([path, *command[1:]], cwd=ROOT, capture_output=True, text=True)


def tell(name: str, result: str) -> None:
    print(f"{name}: {result}")


def calls() -> bool:
    """What bandit calls medium or high; ruff's S rules (`make lint`) look at the rest."""
    found = run("bandit", "--quiet", "--severity-level", "medium", "--recursive", *CODE)
    tell("dangerous calls", "none" if found.returncode == 0 else found.stdout)
    return found.returncode == 0


def secrets() -> bool:
    """Strings that look like secrets, beyond those that the baseline explains."""
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git's own
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    looked_at = [name for name in files if name not in LISTS and (ROOT / name).is_file()]
    scanned = run("detect-secrets", "scan", *looked_at)
    if scanned.returncode != 0:
        tell("secrets", scanned.stderr)
        return False
    known = json.loads((ROOT / BASELINE).read_text(encoding="utf-8"))
    explained = set(likely_secrets(known))
    new = [place for place in likely_secrets(json.loads(scanned.stdout)) if place not in explained]
    tell("secrets", "; ".join(f"{name}: {kind}" for name, kind, _ in new) or "none")
    return not new


def likely_secrets(scan: Any) -> Iterator[tuple[str, str, str]]:
    """File, kind and hash of each: in which line it stands may change."""
    for name, found in scan["results"].items():
        if name != BASELINE:
            yield from ((name, each["type"], each["hashed_secret"]) for each in found)


def dependencies() -> bool:
    """Releases with known vulnerabilities. Where nobody answers, that is said and no fault."""
    sound = True
    for name in LISTS:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            options = ("--disable-pip", "--require-hashes", "--format", "json", "--timeout", "20")
            found = run("pip-audit", *options, "--output", str(report), "--requirement", name)
            if not report.exists() and any(word in found.stderr for word in UNREACHABLE):
                tell(name, "not looked at: the list of vulnerabilities is out of reach")
                continue
            weak = vulnerable(report) if report.exists() else [found.stderr]
        tell(name, "; ".join(weak) or "no known vulnerability")
        sound = sound and not weak
    return sound


def vulnerable(report: Path) -> list[str]:
    rows = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
    return [
        f"{row['name']} {row['version']}: {', '.join(each['id'] for each in row['vulns'])}"
        for row in rows
        if row.get("vulns")
    ]


CHECKS: tuple[Callable[[], bool], ...] = (calls, secrets, dependencies)

if __name__ == "__main__":
    asked = [check for check in CHECKS if check.__name__ in sys.argv[1:]] or CHECKS
    results = [check() for check in asked]  # all of them, whatever the first one says
    sys.exit(not all(results))
