"""Instances to back up and to restore into, and what is in a backup."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

from click.testing import Result
from flask import Flask
from sqlalchemy import insert

from tests.conftest import add_player, fill_schema
from tests.support.databases import application
from tests.support.every_table import empty_tables, fill_every_table
from tests.support.ledgers import Player, publish
from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Rate
from total_bankroll.services.player_export import PlayerExportService
from total_bankroll.services.rate_store import currency_ids
from total_bankroll.services.writing import write_scope

ROOT = Path(__file__).resolve().parents[2]
EMAIL, OTHER = "player@example.org", "other@example.org"

LEFT = frozenset({"sign_ins"})
"""Tables whose rows stay behind on purpose, by this list and not by the code's."""
FRESH = {"users": {"cache_token", "fs_uniquifier"}, "cache_tokens": {"token"}}
"""Columns that hold something else after a restore."""

Facts = Mapping[str, list[str]]


@contextmanager
def instance(url: str) -> Iterator[Flask]:
    """An application in its context, on tables of the newest version."""
    with application(url) as app, app.app_context():
        fill_schema()
        run(app, "db", "stamp", "head")
        yield app


def fill(seed: int, steps: int = 25) -> list[int]:
    """Two players with whatever the dice say; their ids."""
    publish_at_once()
    players = []
    for email in (EMAIL, OTHER):
        player = Player(add_player(email), Random(f"{seed} {email}"))
        player.play(steps)
        players.append(player.user_id)
    db.session.remove()
    fill_every_table()
    assert empty_tables() == set(), "a backup of what is not there proves nothing"
    return players


def publish_at_once() -> None:
    """The rates of such ledgers, in one write."""
    rates: list[dict[str, Any]] = []
    with write_scope("rates") as session:
        ids = currency_ids(session)

        def note(code: str, of_days: Mapping[date, str]) -> None:
            for day, rate in of_days.items():
                rates.append({"currency_id": ids[code], "day": day, "rate": Decimal(rate)})

        publish(note)
        bulk(session, insert(Rate), rates)


def run(app: Flask, *arguments: object, typed: str | None = None) -> Result:
    """A command that must succeed."""
    result = ask(app, *arguments, typed=typed)
    assert result.exit_code == 0, result.output
    return result


def ask(app: Flask, *arguments: object, typed: str | None = None) -> Result:
    """A command, however it ends; it is given no chance to look at the test's session."""
    db.session.remove()
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments], input=typed)


def members(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, changes: Mapping[str, bytes | None]) -> None:
    """Another content of some members; None takes one out."""
    found = members(path) | changes
    with ZipFile(path, "w") as archive:
        for name, content in found.items():
            if content is not None:
                archive.writestr(name, content)


def manifest(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(members(path)["manifest.json"])
    return found


def own_data(user_id: int) -> dict[str, bytes]:
    """What a player takes along, but for the moment, and the sign-ins, which a restore ends."""
    db.session.remove()
    left = {"manifest.json", "json/sign_ins.jsonl", "csv/sign_ins.csv"}
    with PlayerExportService().everything(user_id) as file, ZipFile(file) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n not in left}


def facts(path: Path) -> Facts:
    """Every row of every table in a backup, but for what is new after a restore."""
    found = {}
    for name, content in members(path).items():
        table = name.removeprefix("tables/").removesuffix(".jsonl")
        if table not in {"manifest.json", *LEFT}:
            rows = [json.loads(line) for line in content.splitlines()]
            fresh = FRESH.get(table, ())
            told = [{k: v for k, v in row.items() if k not in fresh} for row in rows]
            found[table] = sorted(json.dumps(row, sort_keys=True) for row in told)
    return found


KILLED = """
import os, signal, sys
from total_bankroll.app import create_app
from total_bankroll.services import restore_loading
plain = restore_loading._compare
def compare(connection, shape, loaded):
    plain(connection, shape, loaded)
    if shape.name == "entries":
        os.kill(os.getpid(), signal.SIGKILL)
restore_loading._compare = compare
app = create_app()
app.test_cli_runner().invoke(args=["restore", sys.argv[1], "--replace", "--yes"])
"""


def kill_midway(url: str, file: Path) -> None:
    """A process that restores, and is killed once the entries are there."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, file],
        cwd=ROOT,
        env=os.environ
        | {"APP_ENV": "development", "DATABASE_URL": url}
        | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
