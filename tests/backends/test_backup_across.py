"""Backups from every database into every other, with all that a ledger may hold."""

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests.support.backups import (
    ask,
    facts,
    fill,
    instance,
    kill_midway,
    manifest,
    own_data,
    run,
)
from tests.support.databases import DATABASES, SERVERS, application, empty_database
from total_bankroll.extensions import db
from total_bankroll.services import restoring
from total_bankroll.services.backup_rows import KINDS
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.restoring import RestoreService

pytestmark = [pytest.mark.backends, pytest.mark.slow, pytest.mark.xdist_group("across")]

# Each database is read once and written once; `make faults` takes every pair.
ROUND = set(zip(DATABASES, (*DATABASES[1:], DATABASES[0]), strict=True))


class Place:
    """A full instance on a database of a kind, its backup, and an entry that was purged."""

    def __init__(self, app: Flask, file: Path) -> None:
        self.app, self.file = app, file
        with app.app_context():
            self.player = fill(3, steps=12)[0]
            service = BankrollService()
            site = service.add_asset(self.player, "Débt ♠ 🂡", "JPY", Decimal(-123456789012))
            self.purged = service.record_deposit(self.player, site, 5, note="🂡 é").entry_id
            service.delete_entry(self.player, self.purged)
            service.purge_entry(self.player, self.purged)
            self.own = own_data(self.player)
            run(app, "backup", file)
            db.session.remove()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Place]]:
    with ExitStack() as stack:
        found = {}
        for kind in DATABASES:
            folder = tmp_path_factory.mktemp(kind)
            url = stack.enter_context(empty_database(kind, folder))
            with instance(url) as app:
                found[kind] = Place(app, folder / "a.zip")
        yield found


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(*pair, marks=() if pair in ROUND else pytest.mark.long)
        for pair in product(DATABASES, repeat=2)
    ],
)
def test_a_backup_goes_from_each_database_into_each(
    places: dict[str, Place], tmp_path: Path, source: str, target: str
) -> None:
    place = places[source]
    with (
        empty_database(target, tmp_path) as url,
        application(url) as app,
        app.app_context(),
    ):
        run(app, "restore", place.file)
        run(app, "doctor")
        run(app, "backup", tmp_path / "again.zip")
        assert facts(tmp_path / "again.zip") == facts(place.file)
        assert own_data(place.player) == place.own
        refused = ask(app, "restore", place.file)
        assert "There are players here already" in refused.output
        service = BankrollService()
        account = service.list_accounts(place.player)[-1]
        assert (account.name, account.balance) == ("Débt ♠ 🂡", Decimal(-123456789012))
        entry = service.record_deposit(place.player, account.id, 5).entry_id
        assert entry > place.purged
        db.session.remove()


@pytest.mark.parametrize("kind", DATABASES)
def test_every_database_describes_its_tables_alike(places: dict[str, Place], kind: str) -> None:
    here, there = (
        {part["name"]: (part["columns"], part["last_number"]) for part in said["tables"]}
        for said in (manifest(places[kind].file), manifest(places["sqlite"].file))
    )
    assert {name: columns for name, (columns, _) in here.items()} == {
        name: columns for name, (columns, _) in there.items()
    }
    assert {k for columns, _ in here.values() for k in columns.values()} <= set(KINDS)


@pytest.mark.parametrize("kind", DATABASES)
def test_a_restore_that_fails_midway_changes_nothing(
    places: dict[str, Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place, plain = places[kind], restoring.load

    def load(connection: Any, archive: Any) -> None:
        plain(connection, archive)
        raise OSError("the disk is gone")

    with place.app.app_context():
        run(place.app, "backup", tmp_path / "before.zip")
        monkeypatch.setattr(restoring, "load", load)
        result = ask(place.app, "restore", place.file, "--replace", "--yes")
        assert "Nothing was changed" in result.output
        run(place.app, "backup", tmp_path / "after.zip")
        assert facts(tmp_path / "before.zip") == facts(tmp_path / "after.zip")
        monkeypatch.undo()
        run(place.app, "restore", place.file, "--replace", "--yes")
        db.session.remove()


@pytest.mark.long
@pytest.mark.parametrize("kind", SERVERS)
def test_who_is_killed_midway_has_changed_nothing(
    places: dict[str, Place], tmp_path: Path, kind: str
) -> None:
    with empty_database(kind, tmp_path) as url, instance(url) as app:
        run(app, "backup", tmp_path / "before.zip")
        kill_midway(url, places["sqlite"].file)
        run(app, "backup", tmp_path / "after.zip")
        assert facts(tmp_path / "before.zip") == facts(tmp_path / "after.zip")
        run(app, "restore", places["sqlite"].file)
        run(app, "backup", tmp_path / "at-last.zip")
        assert facts(tmp_path / "at-last.zip") == facts(places["sqlite"].file)
        db.session.remove()


@pytest.mark.parametrize("kind", DATABASES)
def test_nobody_writes_between_the_emptying_and_the_end(
    places: dict[str, Place], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A player who registers meanwhile waits, and would be told that the database is busy."""
    place, plain, waited = places[kind], restoring.load, []

    def load(connection: Any, archive: Any) -> None:
        plain(connection, archive)
        with db.engine.connect() as other:
            other.exec_driver_sql(IMPATIENT[kind])
            try:
                other.execute(text("INSERT INTO roles (name) VALUES ('meanwhile')"))
            except Exception as error:
                waited.append(str(error))
            other.rollback()

    monkeypatch.setattr(restoring, "load", load)
    with place.app.app_context():
        db.session.remove()
        RestoreService().restore(place.file, replace=True)
        assert len(waited) == 1, "somebody wrote"
        db.session.remove()
        db.engine.dispose()


IMPATIENT = {
    "sqlite": "PRAGMA busy_timeout = 50",
    "postgresql": "SET lock_timeout = '50ms'",
    "mysql": "SET SESSION innodb_lock_wait_timeout = 1",
}
