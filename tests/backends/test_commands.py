"""init, demo, doctor and cache on servers: the same figures as on SQLite."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import fill_schema
from tests.support.databases import SERVERS, application
from tests.support.needs import new_database
from tests.support.tiers import IS_THOROUGH
from total_bankroll.extensions import db
from total_bankroll.models import AccountYear, User
from total_bankroll.services import currency_service
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.history_views import History
from total_bankroll.services.packed_days import AccountDays, pack_days, read_days
from total_bankroll.services.rate_bundle import read_bundle
from total_bankroll.services.rate_store import CHUNK
from total_bankroll.services.views import Breakdown
from total_bankroll.services.writing import write

pytestmark = [pytest.mark.backends, pytest.mark.slow, pytest.mark.xdist_group("server-commands")]


@pytest.fixture(autouse=True, scope="module")
def _bundle() -> Iterator[None]:
    """The bundle is read once; `make test` loads its last years, in more than one chunk.

    On SQLite it loads all of it, in test_currency_catalog.
    """
    whole = read_bundle()
    sheet = whole if IS_THOROUGH else whole.since(date(2024, 1, 1))
    assert sum(len(rates) for _, rates in sheet.days) > CHUNK
    with patch.object(currency_service, "read_bundle", lambda: sheet):
        yield


@pytest.fixture(params=SERVERS)
def server_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on an empty database of a server."""
    with new_database(request.param) as url, application(url) as app:
        yield app


Figures = tuple[Breakdown, History, list[Decimal | None]]


def run(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def figures(app: Flask) -> Figures:
    """What the dashboard of the demo player is made of."""
    with app.app_context():
        user_id = db.session.scalars(select(User.id)).one()
        service = BankrollService()
        found = service.get_bankroll_breakdown(user_id)
        months = service.get_monthly_profit(user_id)
        series = service.get_history(user_id, start=None, end=found.on)
        db.session.remove()
        return found, series, [month.profit for month in months]


@pytest.fixture(scope="module")
def figures_of_sqlite(_bundle: None, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The same commands on a file."""
    url = f"sqlite:///{tmp_path_factory.mktemp('file')}/here.db"
    with application(url) as app:
        initialise(app)
        return figures(app)


def initialise(app: Flask) -> None:
    """An instance with the demo's player, in which the doctor finds nothing wrong."""
    run(app, "init")
    run(app, "demo", "--entries", "3000" if IS_THOROUGH else "1000")
    assert "wrong" not in run(app, "doctor")


@pytest.mark.thorough
def test_a_server_gives_the_very_figures_of_sqlite(
    server_app: Flask, figures_of_sqlite: Figures
) -> None:
    initialise(server_app)
    there, here = figures(server_app), figures_of_sqlite
    assert there[1:] == here[1:]
    assert (there[0].total, there[0].profit, there[0].fx) == (
        here[0].total,
        here[0].profit,
        here[0].fx,
    )
    assert "already" in run(server_app, "init")
    assert "tokens renewed" in run(server_app, "cache", "clear")


def test_a_year_that_was_cut_off_is_never_taken_for_all(server_app: Flask) -> None:
    with server_app.app_context():
        fill_schema()
        run(server_app, "demo", "--sites", "1", "--assets", "0", "--entries", "300")
        db.session.remove()
        ids = [row[0] for row in db.session.execute(text("SELECT id FROM accounts"))]
        player = db.session.scalars(select(User.id)).one()
        found = read_days(ids)[ids[0]]
        assert len(found.days) == len(set(found.days)) > 200
        assert all(isinstance(day, date) for day in found.days)
        longest = max(len(stored) for stored in db.session.scalars(select(AccountYear.changes)))
        for length in (longest // 2, longest - 1, longest - 8):
            with write(player) as session:
                session.execute(
                    text(f"UPDATE account_years SET changes = substr(changes, 1, {length})")
                )
                with pytest.raises(RuntimeError):
                    read_days(ids)
                assert _packed_again(session, ids[0]) == found
                session.rollback()


def _packed_again(session: Session, account_id: int) -> AccountDays:
    pack_days(session, account_id)
    return read_days([account_id])[account_id]
