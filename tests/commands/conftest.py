"""A bankroll with everything that can break, and the doctor who looks at it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from flask import Flask

from tests.support.backups import fill, instance, run
from tests.support.databases import application
from tests.support.snapshots import filled
from total_bankroll.extensions import cache, db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
Break = Callable[..., Result]


@pytest.fixture
def bankroll(
    app: Flask, player: int, other_player: int, set_rate: Callable[[str, date, str], None]
) -> None:
    """Two sites with a transfer between them, an asset in dollars that was deleted, rates."""
    filled(app, "examined", lambda: fill_examined(player, other_player, set_rate))


def fill_examined(
    player: int, other_player: int, set_rate: Callable[[str, date, str], None]
) -> None:
    service, currencies = BankrollService(), CurrencyService()
    with time_machine.travel(NOON, tick=False):
        set_rate("USD", date(2026, 3, 2), "1.25")
        stars = service.add_site(player, "Stars", "EUR", Decimal(100), date=date(2026, 3, 1))
        gg = service.add_site(player, "GG", "EUR", Decimal(50), date=date(2026, 3, 1))
        service.record_deposit(player, stars, Decimal(30), date(2026, 3, 2))
        service.record_transfer(player, stars, gg, Decimal(20), None, date(2026, 3, 3))
        service.record_balance(player, stars, Decimal(140))
        cash = service.add_asset(player, "Cash", "USD", Decimal(10))
        service.record_transfer(player, gg, cash, Decimal(5), Decimal(6))
        service.delete_asset(player, cash)
        currencies.add_manual_rate(player, "USDT", date(2026, 3, 1), Decimal("1.1"))
        currencies.add_currency(other_player, "CHIP", "Chips")
    db.session.remove()


@pytest.fixture
def examined(app: Flask, bankroll: None) -> Break:
    """Runs the command, after SQL that no rule of the application or database stops."""

    def run(statement: str = "", *options: str) -> Result:
        db.session.remove()
        with sqlite3.connect(app.config["TEST_DATABASE"]) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            assert connection.execute(statement).rowcount != 0
        connection.close()
        return app.test_cli_runner().invoke(args=["doctor", *options])

    return run


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with two players of whom the dice have decided, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    with instance(f"sqlite:///{path}"):
        fill(1, steps=40)
    return path


@pytest.fixture
def here(filled_file: Path, tmp_path: Path) -> Iterator[Flask]:
    """An instance with two players."""
    shutil.copy(filled_file, tmp_path / "here.db")
    with application(f"sqlite:///{tmp_path}/here.db") as app, app.app_context():
        cache.clear()
        yield app


@pytest.fixture(scope="session")
def bare_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables and without players, to be copied."""
    path = tmp_path_factory.mktemp("bare") / "bare.db"
    with instance(f"sqlite:///{path}"):
        db.session.remove()
    return path


@pytest.fixture(scope="session")
def filled_backup(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the two players, to be copied."""
    path = tmp_path_factory.mktemp("backup") / "a.zip"
    with application(f"sqlite:///{filled_file}") as app, app.app_context():
        run(app, "backup", path)
    return path


@pytest.fixture
def backup_file(filled_backup: Path, folder: Path) -> Path:
    """A backup of the two players."""
    shutil.copy(filled_backup, folder / "a.zip")
    return folder / "a.zip"


@pytest.fixture
def there(
    request: pytest.FixtureRequest, bare_file: Path, tmp_path: Path, backup_file: Path
) -> Iterator[Flask]:
    """An instance without players, in its context; beside it there may be the one with two."""
    if "here" in request.fixturenames:
        request.getfixturevalue("here")
    shutil.copy(bare_file, tmp_path / "there.db")
    with application(f"sqlite:///{tmp_path}/there.db") as app, app.app_context():
        yield app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for backups."""
    found = tmp_path / "backups"
    found.mkdir()
    return found
