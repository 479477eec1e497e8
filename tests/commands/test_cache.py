"""`flask cache`: counters that every process leaves, tokens renewed, dashboards filled."""

import json
import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import MakeApp, add_player
from total_bankroll import cache_statistics
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import CacheToken, User
from total_bankroll.services import breakdown, currency_reads
from total_bankroll.services.bankroll_service import BankrollService


@pytest.fixture
def counting(make_app: MakeApp, tmp_path: Path) -> Flask:
    """An application that leaves its counters in a folder of the test's."""
    return make_app(CACHE_STATISTICS_FOLDER=str(tmp_path / "counters"))


def tally(app: Flask) -> cache_statistics.Tally:
    found = app.extensions["cache_statistics"]
    assert isinstance(found, cache_statistics.Tally)
    return found


def run(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["cache", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def read_twice(app: Flask) -> None:
    with app.app_context():
        for _ in range(2):
            currency_reads.units(None)
            db.session.remove()


def test_hits_and_misses_are_summed(counting: Flask, tmp_path: Path) -> None:
    read_twice(counting)
    tally(counting).write()
    left = {"hits": {"services.currency_reads.units": 5}, "misses": {}}
    (tmp_path / "counters" / "77-other.json").write_text(json.dumps(left))
    said = run(counting, "stats")
    assert "SimpleCache, 2 processes" in said
    counts, processes = cache_statistics.summed(counting)
    assert processes == 2
    assert sum(counts["hits"].values()) == 6
    assert sum(counts["misses"].values()) == 1
    assert "all" in said
    assert "85 %" in said


def test_another_applications_reads_are_not_counted(counting: Flask, make_app: MakeApp) -> None:
    read_twice(make_app())
    tally(counting).write()
    assert cache_statistics.summed(counting)[1] == 0


def test_tests_leave_no_counters(app: Flask) -> None:
    assert "cache_statistics" not in app.extensions
    assert "0 processes" in run(app, "stats")


def test_a_page_writes_only_now_and_then(
    counting: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [cache_statistics.monotonic()]
    monkeypatch.setattr(cache_statistics, "monotonic", lambda: clock[0])
    read_twice(counting)
    assert not (tmp_path / "counters").exists()
    clock[0] += cache_statistics.EVERY_SECONDS
    read_twice(counting)
    (path,) = (tmp_path / "counters").glob("*.json")
    written = path.stat().st_mtime_ns
    read_twice(counting)
    assert path.stat().st_mtime_ns == written


def test_a_forked_process_counts_for_itself(
    counting: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_twice(counting)
    tally(counting).write()
    monkeypatch.setattr(os, "getpid", lambda: -1)  # as if this were the child from here on
    tally(counting).write()
    tally(counting).count(cache_statistics.HITS, "module.read")
    tally(counting).write()
    counts, processes = cache_statistics.summed(counting)
    assert processes == 2
    assert counts["hits"]["module.read"] == 1
    assert sum(counts["misses"].values()) == 1


def test_counters_of_long_ago_are_dropped_and_garbage_is_skipped(
    counting: Flask, tmp_path: Path
) -> None:
    folder = tmp_path / "counters"
    folder.mkdir()
    old, garbage = folder / "1-old.json", folder / "2-garbage.json"
    old.write_text('{"hits": {"a.b": 1}, "misses": {}}')
    long_ago = (now() - timedelta(days=8)).timestamp()
    os.utime(old, (long_ago, long_ago))
    garbage.write_text('{"hits": 3')
    read_twice(counting)
    tally(counting).write()
    assert not old.exists()
    assert cache_statistics.summed(counting)[1] == 1


def test_a_folder_that_cannot_be_written_to_breaks_nothing(
    make_app: MakeApp, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    app = make_app(CACHE_STATISTICS_FOLDER=str(tmp_path / "file" / "counters"))
    read_twice(app)
    tally(app).write()
    assert "0 processes" in run(app, "stats")


def test_clear_renews_every_token(app: Flask, player: int, other_player: int) -> None:
    def tokens() -> set[str]:
        db.session.remove()
        return {
            *db.session.scalars(select(User.cache_token)),
            *db.session.scalars(select(CacheToken.token)),
        }

    before = tokens()
    assert "4 tokens renewed" in run(app, "clear")
    assert len(tokens()) == 4
    assert not tokens() & before


def test_clear_makes_what_another_process_keeps_stale(
    app: Flask, player: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = BankrollService()
    service.add_site(player, "Stars", "EUR", Decimal(10))
    service.get_bankroll_breakdown(player)
    db.session.remove()
    with monkeypatch.context() as patch:  # the command's process has another SimpleCache
        patch.setattr("total_bankroll.services.cached_reads.empty_cache", lambda: None)
        run(app, "clear")
    asked: list[int] = []
    monkeypatch.setattr(breakdown, "load_books", lambda *args: asked.append(1) or _load(*args))
    service.get_bankroll_breakdown(player)
    assert asked == [1]


_load = breakdown.load_books


def test_warm_says_that_a_cache_of_one_process_cannot_be_filled(app: Flask) -> None:
    assert "SimpleCache is kept in each process" in run(app, "warm")


def test_warm_fills_the_dashboards_of_active_players(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(CACHE_TYPE="FileSystemCache", CACHE_DIR=str(tmp_path / "cache"))
    with app.app_context():
        active, idle = add_player("active@example.org"), add_player("idle@example.org")
        service = BankrollService()
        service.add_site(active, "Stars", "EUR", Decimal(10))
        long_ago = (now() - timedelta(days=90)).date()
        service.add_site(idle, "Stars", "EUR", Decimal(10), date=long_ago)
        db.session.remove()
    assert "Filled for 1 players" in run(app, "warm")
    assert "Filled for 2 players" in run(app, "warm", "--days", "365")


def test_a_dashboard_is_warm_after_warm(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(CACHE_TYPE="FileSystemCache", CACHE_DIR=str(tmp_path / "cache"))
    with app.app_context():
        player = add_player("player@example.org")
        BankrollService().add_site(player, "Stars", "EUR", Decimal(10))
        db.session.remove()
    run(app, "warm")
    client = app.test_client()
    client.sign_in(player)
    refuse = pytest.fail
    monkeypatch.setattr("total_bankroll.services.breakdown.load_books", refuse)
    monkeypatch.setattr("total_bankroll.services.history.load_books", refuse)
    assert client.get("/").status_code == 200
