"""A database that is held by another process, or full: nothing is saved, nothing typed is lost."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.conftest import add_player, fill_schema
from tests.faults.holding import hold, lock
from tests.support.bankroll import D
from tests.support.databases import DATABASES, application, empty_database
from tests.support.pages import CheckingClient
from total_bankroll.extensions import db
from total_bankroll.models import Entry
from total_bankroll.services.bankroll_service import BankrollService

_FORK = multiprocessing.get_context("spawn")
NOTE = "typed on a bad day ♠"


@contextmanager
def held(app: Flask, *, seconds: float = 60) -> Iterator[None]:
    """While a process of its own holds the database; it lets go after a while."""
    with _other_program(app, hold, seconds):
        yield


@contextmanager
def _other_program(app: Flask, does: Callable[..., None], what: object) -> Iterator[None]:
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    holds, may_go = _FORK.Event(), _FORK.Event()
    process = _FORK.Process(target=does, args=(url, holds, may_go, what))
    process.start()
    assert holds.wait(60)
    try:
        yield
    finally:
        may_go.set()
        process.join(30)


@contextmanager
def about_five_seconds() -> Iterator[None]:
    """What a request may wait for others, on a machine that may be busy itself."""
    began = monotonic()
    yield
    assert 4.5 <= monotonic() - began < 12


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with empty_database(request.param, tmp_path) as url, application(url) as found:
        with found.app_context():
            fill_schema()
        yield found


class Player:
    """Somebody with one site, who is signed in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            player = add_player("player@example.org")
            self.site = BankrollService().add_site(player, "Stars", "EUR", D(100))
            db.session.remove()
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.sign_in(player)
        self.client = client
        assert self.client.get("/").status == 200

    def deposit(self, note: str = NOTE, **more: str) -> Any:
        fields = {"account": str(self.site), "amount": "12.34", "date": "", "note": note, **more}
        origin = {"Sec-Fetch-Site": "same-origin"}
        return self.client.post("/deposits", data=fields, headers=origin)

    def count(self) -> int:
        with self.app.app_context():
            found = db.session.scalar(select(func.count()).select_from(Entry))
            db.session.remove()
        return int(found or 0)

    def doctor(self) -> None:
        result = self.app.test_cli_runner().invoke(args=["doctor"])
        assert result.exit_code == 0, result.output


def kept(page: Any) -> dict[str, str]:
    """What the page would send again."""
    fields = page.all("main form input[name], main form textarea[name]")
    return {str(each["name"]): str(each.get("value") or each.text) for each in fields}


def test_who_cannot_write_for_five_seconds_keeps_what_was_typed(app: Flask) -> None:
    player = Player(app)
    before = player.count()
    with held(app):
        with about_five_seconds():
            page = player.deposit(submission_id="the-first-and-only")
        assert page.status == 503
        assert int(page.headers["Retry-After"]) > 0
        typed = kept(page)
        assert (typed["amount"], typed["note"]) == ("12.34", NOTE)
        assert player.client.get("/").status == 200  # reading goes on
        assert player.count() == before
    typed.pop("csrf_token")
    assert player.client.post("/deposits", data=typed).status == 303
    assert player.deposit(submission_id="the-first-and-only").status == 303  # once more
    assert player.count() == before + 1
    player.doctor()


def test_who_waits_less_than_that_notices_nothing(app: Flask) -> None:
    player = Player(app)
    before = player.count()
    with held(app, seconds=1.5):
        assert player.deposit().status == 303
    assert player.count() == before + 1


def test_a_table_that_is_locked_makes_nobody_wait_for_longer(app: Flask) -> None:
    player = Player(app)
    before = player.count()
    for table in ("users", "entries"):
        with _other_program(app, lock, table), about_five_seconds():
            page = player.deposit()
            assert (page.status, kept(page)["note"]) == (503, NOTE)
    with _other_program(app, lock, "entries"), about_five_seconds():
        assert player.client.get("/deposits").status == 503
    assert player.count() == before
    assert player.deposit().status == 303
    player.doctor()


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """SQLite is told that its file may not grow any more."""

    def limit(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


@pytest.mark.parametrize("wal", ["0", "1"])
def test_a_full_disk_loses_nothing(tmp_path: Path, wal: str) -> None:
    with application(f"sqlite:///{tmp_path / 'full.db'}", SQLITE_WAL=wal) as app:
        with app.app_context():
            fill_schema()
        player = Player(app)
        with full_disk(app):
            taken, long = 0, "x" * 500
            while (page := player.deposit(long)).status == 303:
                taken += 1
                assert taken < 500, "the disk is never full"
            assert page.status == 503
            assert "no room left" in page.words("main")
            assert kept(page)["note"] == long
            assert player.count() == 1 + taken
            for path in ("/", "/sites", "/entries", "/reports"):
                assert player.client.get(path).status == 200, path
            player.doctor()
        assert player.deposit().status == 303
        assert player.count() == 2 + taken
        player.doctor()
