"""The services' own tests on each server: some of each module; `make faults` takes all."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import add_player, fill_schema
from tests.support.bankroll import D
from tests.support.databases import DATABASES, SERVERS, application, empty_database
from tests.support.on_servers import SERVICES, run_services
from total_bankroll import database
from total_bankroll.errors import Busy
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.writing import write

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("services")]

# They ask the database for nothing, or for nothing that others do not; test_commands loads the
# catalog's bundle.
ON_SQLITE_ONLY = {
    *("test_currency_catalog.py", "test_ecb.py", "test_moments.py", "test_names.py"),
    *("test_rate_refresh.py", "test_rate_sheets.py", "test_rate_updates.py"),
    *("test_account_ends.py", "test_attribution.py", "test_breakdown.py", "test_entries.py"),
    *("test_history.py", "test_legs.py", "test_missing_rates.py", "test_performance.py"),
    "test_returns.py",
}

# Long ones, whose statements other modules send too; `make faults` runs every module there.
LONG = {"test_account_days.py", "test_entry_lists.py", "test_entry_search.py", "test_moving.py"}

TURNS = {"postgresql": "0 of 10", "mysql": "5 of 10"}


def test_modules_that_run_on_sqlite_only_are_there() -> None:
    assert {path.name for path in SERVICES.glob("test_*.py")} > ON_SQLITE_ONLY | LONG


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.xdist_group(kind)) for kind in SERVERS]
)
def test_the_services_do_the_same_on_a_server(kind: str) -> None:
    found = sorted(SERVICES.glob("test_*.py"))
    short = [path for path in found if path.name not in ON_SQLITE_ONLY | LONG]
    run_services(kind, short, TURNS[kind])


@pytest.fixture(scope="module", params=DATABASES)
def app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application on a database of each kind."""
    with (
        empty_database(request.param, tmp_path_factory.mktemp(request.param)) as url,
        application(url) as found,
    ):
        with found.app_context():
            fill_schema()
        yield found


@pytest.fixture
def player(app: Flask, request: pytest.FixtureRequest) -> Iterator[int]:
    """A player there who is new, in the application's context."""
    with app.app_context():
        yield add_player(f"{request.function.__name__}@example.org")
        db.session.remove()
        db.engine.dispose()


def test_a_writer_waits_for_another_and_then_gives_up(
    player: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = BankrollService()
    monkeypatch.setattr(database, "WAIT_SECONDS", 1)
    db.engine.dispose()  # so that new connections wait no longer than that
    options = database.write_options(db.engine)
    with db.engine.connect().execution_options(**options) as holder:
        holder.execute(select(User.id).where(User.id == player).with_for_update())
        with pytest.raises(Busy, match="Nothing was saved"):
            service.add_site(player, "Stars", "EUR")
        holder.rollback()
    service.add_site(player, "Stars", "EUR")
    assert [account.name for account in service.list_accounts(player)] == ["Stars"]


def test_a_page_reads_one_snapshot(player: int) -> None:
    """What is committed between two statements of a page belongs to the next page."""
    service = BankrollService()
    site = service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 1, 1))
    db.session.remove()
    count = service.list_entries(player).count
    if db.engine.dialect.name != "sqlite":  # there, an open read keeps the writer waiting
        with db.engine.connect() as other:
            other.exec_driver_sql("UPDATE accounts SET balance = balance + 1")
            other.commit()
    db.session.expire_all()
    assert service.get_account(player, site).balance == D(100)
    assert service.list_entries(player).count == count


def test_an_uncommitted_write_is_seen_by_nobody(player: int) -> None:
    service = BankrollService()
    site = service.add_site(player, "Stars", "EUR", D(100))
    with write(player) as session:
        session.execute(select(User.id))
        with db.engine.connect() as other:
            balance = other.exec_driver_sql(
                f"SELECT balance FROM accounts WHERE id = {site}"
            ).scalar()
        assert balance == 100_00
    assert service.get_account(player, site).balance == D(100)
