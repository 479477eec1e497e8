"""The tests of the services once more, on database servers: the same calls, the same figures.

Each module here takes its tests from the module of the same name in tests/services; what differs
is the application, whose database lies on a server.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, Table, delete, insert, select

from tests.conftest import MakeApp, fill_schema, reset_limits
from tests.services.conftest import bank, clock, rates
from tests.support.databases import SERVERS, application
from tests.support.needs import new_database
from total_bankroll.extensions import cache, db, writing_allowed
from total_bankroll.models.base import Model

__all__ = ["bank", "clock", "rates"]


HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs no database: it would be run a second time, for nothing."""
    kept: list[pytest.Item] = []
    idle: list[pytest.Item] = []
    for item in items:
        needed = item.path.parent != HERE or item.path.name == "test_modules.py"
        needed |= "server" in getattr(item, "fixturenames", ())
        (kept if needed else idle).append(item)
    if idle:
        config.hook.pytest_deselected(items=idle)
        items[:] = kept


@dataclass(frozen=True)
class Server:
    """An application on a server, and the rows that its database begins with."""

    app: Flask
    rows: dict[Table, Sequence[Row[Any]]]

    def reset(self) -> None:
        """As it was before anybody wrote to it."""
        tables = Model.metadata.sorted_tables
        with db.engine.begin() as connection, writing_allowed():
            for table in reversed(tables):
                connection.execute(delete(table))
            for table in tables:
                if self.rows[table]:
                    connection.execute(insert(table), [row._asdict() for row in self.rows[table]])
        cache.clear()
        reset_limits(self.app)


@pytest.fixture(
    scope="session", params=[pytest.param(kind, marks=pytest.mark.backends) for kind in SERVERS]
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """One database for all tests of a process; they find it as new."""
    with new_database(request.param) as url, application(url) as app:
        with app.app_context():
            fill_schema()
            with db.engine.connect() as connection:
                rows = {
                    table: connection.execute(select(table)).all()
                    for table in Model.metadata.sorted_tables
                }
        yield Server(app, rows)


@pytest.fixture
def app(server: Server) -> Iterator[Flask]:
    """The application, in its context."""
    with server.app.app_context():
        db.session.remove()
        server.reset()
        yield server.app
        db.session.remove()


@pytest.fixture
def make_app(server: Server) -> Iterator[MakeApp]:
    """A factory of further applications on the same database."""
    with server.app.app_context():
        server.reset()
        url = db.engine.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            application(**{"url": url} | {k: v for k, v in settings.items() if k != "DATABASE_URL"})
        )
