"""A migration that is killed at any of its statements is taken up again, and nothing is lost."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, inspect, text

from tests.faults.killing import die_at_statement, in_a_child
from tests.support.databases import DATABASES, application, empty_database, fill
from total_bankroll.extensions import db
from total_bankroll.models.base import Model
from total_bankroll.resuming import MARK
from total_bankroll.services.rate_store import store_catalog
from total_bankroll.services.writing import write_scope

PLACES = 12
"""At how many statements of all a migration is killed, evenly apart."""


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    with empty_database(kind, tmp_path) as found:
        yield found


def migrate(app: Flask, *arguments: str) -> None:
    result = app.test_cli_runner().invoke(args=["db", *arguments])
    assert result.exit_code == 0, result.output


def killed(url: str, number: int, *arguments: str) -> bool:
    """Whether the migration had that many statements."""

    def work() -> None:
        with application(url) as app:
            die_at_statement(app, number)
            migrate(app, *arguments)

    return in_a_child(work) == -signal.SIGKILL


def statements(url: str, *arguments: str) -> int:
    found = [0]
    with application(url) as app:
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *_: found.append(0))
        migrate(app, *arguments)
    return len(found) - 1


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


def test_a_first_migration_goes_on_wherever_it_was_killed(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        whole = statements(url, "upgrade")
    assert whole > PLACES
    for number in range(1, whole + 1, whole // PLACES):
        folder = tmp_path / str(number)
        folder.mkdir()
        with empty_database(kind, folder) as url:
            assert killed(url, number, "upgrade")
            with application(url) as app:
                migrate(app, "upgrade")
                migrate(app, "check")
                assert tables(app) == {*Model.metadata.tables, "alembic_version"}


def test_one_that_changes_data_goes_on_too(url: str) -> None:
    """From the first tables to the newest, with a player's entries in them, killed again and again
    at a later statement, until there is none left to be killed at."""
    with application(url) as app:
        migrate(app, "upgrade")
        with app.app_context():
            with write_scope("rates") as session:
                store_catalog(session)
            db.session.remove()
        fill(app, entries=60)
        before = sums(app)
        migrate(app, "downgrade", "0001")
    number, kills = 2, 0
    while killed(url, number, "upgrade"):
        number, kills = number + 3, kills + 1
    assert kills > 3
    with application(url) as app:
        migrate(app, "upgrade")
        assert sums(app) == before
        assert MARK not in tables(app)
        result = app.test_cli_runner().invoke(args=["doctor"])
        assert result.exit_code == 0, result.output


def sums(app: Flask) -> list[tuple[object, ...]]:
    """Rows and sums by currency, and all days."""
    queries = (
        "SELECT currency_id, COUNT(*), SUM(balance) FROM accounts GROUP BY 1 ORDER BY 1",
        "SELECT account_id, COUNT(*), SUM(amount), SUM(entries.change) FROM entries"
        " GROUP BY 1 ORDER BY 1",
        "SELECT account_id, COUNT(*), SUM(results) FROM account_days GROUP BY 1 ORDER BY 1",
    )
    with app.app_context(), db.engine.connect() as connection:
        return [
            tuple(map(str, row)) for query in queries for row in connection.execute(text(query))
        ]


def test_where_nobody_was_interrupted_a_strange_table_is_a_fault(tmp_path: Path) -> None:
    with empty_database("mysql", tmp_path) as url, application(url) as app:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE accounts (id INTEGER PRIMARY KEY)"))
        result = app.test_cli_runner().invoke(args=["db", "upgrade"])
        assert result.exit_code != 0
        assert "already exists" in str(result.exception)
