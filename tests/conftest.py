"""What all tests share: an application on a database of its own, players and clients."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import delete, event, exists, literal, select, true, union_all

from tests.support.needs import gaps
from tests.support.pages import CheckingClient
from tests.support.tiers import is_wanted, turn_of
from total_bankroll.app import create_app
from total_bankroll.extensions import cache, db, writing_allowed
from total_bankroll.models import CacheToken, Currency, Rate, User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.rate_store import store_catalog
from total_bankroll.services.writing import write_scope

MakeApp = Callable[..., Flask]

# A busy machine is no failure: how fast things are is measured elsewhere.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other one of `make test` and `make faults`."""
    wanted = turn_of([item for item in items if is_wanted(item)])
    taken = set(wanted)
    config.hook.pytest_deselected(items=[item for item in items if item not in taken])
    items[:] = wanted


def pytest_collection_finish() -> None:
    """What is there by now stays: looking through it for rubbish again and again takes long."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped, and how to have it: once, however many tests need it."""
    skipped = terminalreporter.stats.get("skipped", [])
    for line in gaps(report.longrepr[2] for report in skipped):
        terminalreporter.write_line(line)


def fill_schema() -> None:
    """The tables, the shared tokens and the shared currencies, in the database at hand."""
    db.create_all()
    db.session.add_all([CacheToken(scope="rates"), CacheToken(scope="articles")])
    db.session.commit()
    with write_scope("rates") as session:
        store_catalog(session)
    db.session.remove()


HASTE = {"sqlite": "PRAGMA synchronous = OFF", "postgresql": "SET synchronous_commit = off"}


class CompiledTemplates(BytecodeCache):
    """What a template was compiled to, for all applications of a process."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.known[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


def make_haste(app: Flask) -> None:
    """Let the application compile no template that another one has, and not wait for the disk.

    No test outlasts a power cut.
    """
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        engine = db.engine

    def connect(connection: Any, _record: object) -> None:
        connection.cursor().execute(HASTE[engine.dialect.name])
        connection.commit()

    if engine.dialect.name in HASTE:
        event.listen(engine, "connect", connect)


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and the currencies, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    app = create_app({"APP_ENV": "testing", "DATABASE_URL": f"sqlite:///{path}"})
    with app.app_context():
        fill_schema()
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all tests of a process; its database is new for each of them.

    `TEST_DATABASE_URL` names an empty database on a server, on which they are to run instead.
    """
    path = tmp_path_factory.mktemp("database") / "test.db"
    url = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{path}"
    app = create_app({"APP_ENV": "testing", "DATABASE_URL": url})
    make_haste(app)
    app.config["TEST_DATABASE"] = path
    app.test_client_class = CheckingClient
    if not url.startswith("sqlite"):
        with app.app_context():
            fill_schema()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask, template_database: Path) -> Iterator[Flask]:
    """The application, in its context, with a fresh database and an empty cache."""
    with shared_app.app_context():
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            shutil.copy(template_database, shared_app.config["TEST_DATABASE"])
        else:
            empty_tables()
        cache.clear()
        reset_limits(shared_app)
        yield shared_app
        db.session.remove()
        if db.engine.dialect.name == "sqlite":  # connecting to a server takes long
            db.engine.dispose()


def empty_tables() -> None:
    """On a server: everything goes but the shared tokens and currencies; much is not there."""
    rows = {table: true() for table in reversed(db.metadata.sorted_tables)}
    del rows[CacheToken.__table__]
    rows[Currency.__table__] = Currency.owner != 0
    looks = [
        select(literal(table.name)).where(exists(select(1).select_from(table).where(condition)))
        for table, condition in rows.items()
    ]
    with db.engine.begin() as connection, writing_allowed():
        filled = set(connection.scalars(union_all(*looks)))
        for table, condition in rows.items():
            if table.name in filled:
                connection.execute(delete(table).where(condition))


@pytest.fixture
def make_app(tmp_path: Path, template_database: Path) -> Iterator[MakeApp]:
    """A factory of applications with settings of their own, each on a new database."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        path = tmp_path / f"own-{len(made)}.db"
        shutil.copy(template_database, path)
        url = settings.pop("DATABASE_URL", f"sqlite:///{path}")
        app = create_app({"APP_ENV": "testing", "DATABASE_URL": url, **settings})
        make_haste(app)
        app.test_client_class = CheckingClient
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def reset_limits(app: Flask) -> None:
    """Forget what the rate limiter has counted."""
    for limiter in app.extensions.get("limiter", ()):
        limiter.reset()


def add_player(email: str, **settings: str) -> int:
    """A player without a password; returns the id."""
    user = User(email=email, **settings)
    db.session.add(user)
    db.session.commit()
    user_id = user.id
    db.session.remove()
    return user_id


@pytest.fixture
def player(app: Flask) -> int:
    """The id of a player who reads euros in UTC."""
    return add_player("player@example.org")


@pytest.fixture
def other_player(app: Flask) -> int:
    """Somebody else."""
    return add_player("other@example.org")


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A stranger's browser."""
    found = app.test_client()
    assert isinstance(found, CheckingClient)
    return found


@pytest.fixture
def signed_in(app: Flask, player: int) -> CheckingClient:
    """The player's browser."""
    found = app.test_client()
    assert isinstance(found, CheckingClient)
    found.sign_in(player)
    return found


@pytest.fixture
def other_signed_in(app: Flask, other_player: int) -> CheckingClient:
    """Somebody else's browser."""
    found = app.test_client()
    assert isinstance(found, CheckingClient)
    found.sign_in(other_player)
    return found


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """The clock stands at noon of 10 March 2026 in UTC, until a test moves it."""
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def service(app: Flask) -> BankrollService:
    """The bankroll's service."""
    return BankrollService()


@pytest.fixture
def set_rates(app: Flask) -> Callable[[str, Mapping[date, str]], None]:
    """Publish rates: units of a currency per euro, by day."""

    def publish(code: str, rates: Mapping[date, str]) -> None:
        with write_scope("rates") as session:
            currency = session.scalars(
                select(Currency).where(Currency.code == code, Currency.owner == 0)
            ).one()
            for day, rate in rates.items():
                session.merge(Rate(currency_id=currency.id, day=day, rate=Decimal(rate)))

    return publish


@pytest.fixture
def set_rate(
    set_rates: Callable[[str, Mapping[date, str]], None],
) -> Callable[[str, date, str], None]:
    """Publish a rate: units of a currency per euro on a day."""

    def publish(code: str, day: date, rate: str) -> None:
        set_rates(code, {day: rate})

    return publish
