"""The migrations make, from nothing, the tables of the models, and lose nothing on the way."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, inspect, select, text

from tests.conftest import add_player
from tests.support.databases import DATABASES, application, empty_database, fill
from total_bankroll.extensions import cache, db
from total_bankroll.models import RecordedChange
from total_bankroll.models.base import Model
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.rate_store import store_catalog
from total_bankroll.services.writing import write_scope

pytestmark = pytest.mark.backends

STAMP = "alembic_version"
Schema = dict[str, dict[str, Any]]


KINDS = [
    pytest.param(kind, marks=pytest.mark.xdist_group(f"migrations-{kind}")) for kind in DATABASES
]


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Flask]:
    """An application whose database has no table yet."""
    with empty_database(kind, folder) as url, application(url) as app:
        yield app


@pytest.fixture(params=KINDS)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with empty(request.param, tmp_path) as found:
        yield found


@dataclass(frozen=True)
class Full:
    """A migrated database with currencies and a player who has a history."""

    kind: str
    app: Flask
    user_id: int


@pytest.fixture(scope="module", params=KINDS)
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Full]:
    """One for all tests: each leaves it at the newest version, with whatever was in it."""
    with empty(request.param, tmp_path_factory.mktemp("full")) as app:
        migrate(app, "upgrade")
        catalog(app)
        yield Full(request.param, app, fill(app, entries=60))


def migrate(app: Flask, *arguments: str) -> None:
    """`flask db …`"""
    result = app.test_cli_runner().invoke(args=["db", *arguments])
    assert result.exit_code == 0, result.output


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def schema(app: Flask) -> Schema:
    """Everything that the database says of its tables."""
    look = inspect(engine_of(app))
    return {table: described(look, table) for table in look.get_table_names() if table != STAMP}


def described(look: Any, table: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reflection of what a dialect cannot name
        return {
            "columns": [
                {**column, "type": type_of(column["type"])} for column in look.get_columns(table)
            ],
            "primary key": look.get_pk_constraint(table),
            "foreign keys": ordered(look.get_foreign_keys(table)),
            "unique": ordered(look.get_unique_constraints(table)),
            "checks": ordered(look.get_check_constraints(table)),
            "indexes": [in_words(index) for index in ordered(look.get_indexes(table))],
            "options": look.get_table_options(table),
        }


def type_of(kind: Any) -> tuple[str, str | None, str | None]:
    """A column's type with what its name leaves out."""
    return repr(kind), getattr(kind, "charset", None), getattr(kind, "collation", None)


def in_words(index: dict[str, Any]) -> dict[str, Any]:
    """An index with its options as text: of which rows it is."""
    options = index.get("dialect_options", {})
    return {**index, "dialect_options": {name: str(value) for name, value in options.items()}}


def ordered(constraints: list[Any]) -> list[Any]:
    return sorted(constraints, key=lambda constraint: str(constraint["name"]))


def stamp(app: Flask) -> str | None:
    with engine_of(app).connect() as connection:
        found: str | None = connection.scalar(text(f"SELECT version_num FROM {STAMP}"))
    return found


def revisions(app: Flask) -> list[str]:
    """All of them, oldest first."""
    script = ScriptDirectory(app.extensions["migrate"].directory)
    return [found.revision for found in script.walk_revisions()][::-1]


def test_alembic_finds_no_difference_to_the_models(full: Full) -> None:
    options = {"compare_type": True, "compare_server_default": True}
    with engine_of(full.app).connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Model.metadata) == []


def test_the_tables_are_those_that_the_models_would_make(full: Full, tmp_path: Path) -> None:
    migrated = schema(full.app)
    with empty(full.kind, tmp_path) as app:
        with app.app_context():
            db.create_all()
        assert migrated == schema(app)
    assert set(migrated) == set(Model.metadata.tables)


def test_down_leaves_no_table_and_up_again_makes_the_same(app: Flask) -> None:
    migrate(app, "upgrade")
    first, head = schema(app), stamp(app)
    migrate(app, "downgrade", "base")
    assert schema(app) == {}
    assert stamp(app) is None
    migrate(app, "upgrade")
    assert schema(app) == first
    assert stamp(app) == head == revisions(app)[-1]


Rows = dict[str, list[dict[str, Any]]]


def catalog(app: Flask) -> None:
    """The shared currencies."""
    with app.app_context():
        with write_scope("rates") as session:
            store_catalog(session)
        db.session.remove()


def settled(app: Flask) -> int:
    """Every migration, then currencies and a player without anything; returns the player's id."""
    migrate(app, "upgrade")
    catalog(app)
    with app.app_context():
        return add_player("player@example.org")


def facts(app: Flask) -> Rows:
    """Every row of every table, in the order of its keys."""
    tables = Model.metadata.tables
    with engine_of(app).connect() as connection:
        return {
            name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for name, table in tables.items()
        }


def told(app: Flask, user_id: int) -> str:
    """What the player is told."""
    with app.app_context():
        cache.clear()
        found = repr(BankrollService().get_bankroll_breakdown(user_id))
        db.session.remove()
    return found


def kept(rows: Rows, tables: Schema) -> Rows:
    """What of the rows these tables have room for."""
    names = {table: {column["name"] for column in tables[table]["columns"]} for table in tables}
    return {
        table: [{name: row[name] for name in row if name in names[table]} for row in rows[table]]
        for table in tables
    }


def test_upgrading_again_changes_nothing(full: Full) -> None:
    app = full.app
    before, head = facts(app), stamp(app)
    assert len(before["entries"]) >= 60
    assert any(row["note"] for row in before["entries"])
    assert {"rates", "articles", "tags", "accounts", "changes"} <= {t for t in before if before[t]}
    migrate(app, "upgrade")
    assert (facts(app), stamp(app)) == (before, head)


def test_a_migrated_database_is_sound(full: Full) -> None:
    result = full.app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 0, result.output


def test_data_goes_down_to_the_first_tables_and_up_again_one_step_at_a_time(full: Full) -> None:
    app, steps = full.app, revisions(full.app)
    before, figures = facts(app), told(app, full.user_id)
    for revision in reversed(steps):  # the newest is where it stands
        migrate(app, "downgrade", revision)
        assert stamp(app) == revision
    oldest = schema(app)  # what is newer goes with its rows and columns
    for revision in steps:
        migrate(app, "upgrade", revision)
        assert stamp(app) == revision
    after = facts(app)
    for table, rows in kept(before, oldest).items():
        assert kept(after, oldest)[table] == rows, table
    assert told(app, full.user_id) == figures


@pytest.mark.parametrize("character_set", ["latin1", "utf8mb3"])
def test_every_character_is_kept_whatever_the_database_is_set_to(
    tmp_path: Path, character_set: str
) -> None:
    name = "Café ♠ 🂡 ₿ 中文"
    with empty("mysql", tmp_path) as app:
        with engine_of(app).begin() as connection:
            connection.execute(text(f"ALTER DATABASE CHARACTER SET {character_set}"))
        user_id = settled(app)
        with app.app_context():
            service, currencies = BankrollService(), CurrencyService()
            currencies.add_currency(user_id, "SAT", name, symbol="₿🂡")
            account = service.add_site(user_id, name, "SAT")
            service.record_deposit(user_id, account, 5, note=name)
            db.session.remove()
            found = service.get_account(user_id, account)
            assert (found.name, found.symbol) == (name, "₿🂡")
            assert service.list_entries(user_id).rows[0].note == name
            assert name in {row.name for row in currencies.get_all_currencies(user_id)}
            db.session.remove()


def test_an_upgrade_begins_behind_the_ids_that_were_purged_before(tmp_path: Path) -> None:
    # Only SQLite gave the highest id again, up to revision 0003.
    with empty("sqlite", tmp_path) as app:
        user_id, service = settled(app), BankrollService()
        with app.app_context():
            gone = service.add_site(user_id, "Gone", "EUR", 5)
            entry = service.list_entries(user_id).rows[0].id
            service.delete_site(user_id, gone)
            service.purge_account(user_id, gone)
            db.session.remove()
        migrate(app, "downgrade", "0003")
        migrate(app, "upgrade")
        with app.app_context():
            assert service.add_site(user_id, "New", "EUR", 5) > gone
            assert service.list_entries(user_id).rows[0].id > entry
            assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
            db.session.remove()


def test_entries_that_had_moved_before_say_where_from(full: Full) -> None:
    app, user_id, service = full.app, full.user_id, BankrollService()
    with app.app_context():
        places = [service.add_asset(user_id, name, "EUR") for name in ("From", "To")]
        entry = service.record_deposit(user_id, places[0], 5).entry_id
        service.update_entry(user_id, entry, amount=6)
        service.update_entry(user_id, entry, account_id=places[1])
        db.session.remove()
    migrate(app, "downgrade", "0006")
    migrate(app, "upgrade")
    told = select(RecordedChange.action, RecordedChange.from_account_id).where(
        RecordedChange.subject == "entry", RecordedChange.subject_id == entry
    )
    with app.app_context():
        rows = [tuple(row) for row in db.session.execute(told.order_by(RecordedChange.id))]
        db.session.remove()
    assert rows == [("added", None), ("edited", None), ("edited", places[0])]
