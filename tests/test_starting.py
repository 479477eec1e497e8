"""What a server's worker loads: nothing that only commands, rates or a Redis need."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
START = """
import json, sys
from total_bankroll.app import create_app
create_app({settings})
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""
STEADY = """
import gc, json, wsgi
frozen = gc.get_freeze_count()
gc.collect()
rare = gc.get_threshold()[0] >= 5_000
print(json.dumps([gc.isenabled(), len(gc.get_objects()) < frozen / 10, rare]))
"""
REDIS = {"CACHE_TYPE": "RedisCache", "REDIS_URL": "redis://127.0.0.1:1"}


@pytest.mark.parametrize(("settings", "loaded"), [({}, set()), (REDIS, {"redis"})])
def test_a_worker_loads_what_it_serves_with(settings: dict[str, str], loaded: set[str]) -> None:
    found = set(told(START.format(settings={"APP_ENV": "testing", **settings})))
    assert {"flask", "sqlalchemy"} < found
    assert found & {"alembic", "markdown_it", "redis", "requests", "urllib3", "yaml"} == loaded


def test_rubbish_is_looked_for_but_rarely_and_not_among_what_was_loaded() -> None:
    assert told(STEADY) == [True, True, True]


def told(code: str) -> list[Any]:
    """What a new process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"APP_ENV": "testing", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found
