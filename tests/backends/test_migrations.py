"""The migrations make, from nothing, the tables of the models, and lose nothing on the way."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, inspect, text

from tests.support.databases import DATABASES, application, empty_database
from total_bankroll.extensions import db
from total_bankroll.models.base import Model

pytestmark = pytest.mark.backends

STAMP = "alembic_version"
Schema = dict[str, dict[str, Any]]


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Flask]:
    """An application whose database has no table yet."""
    with empty_database(kind, folder) as url, application(url) as app:
        yield app


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with empty(request.param, tmp_path) as found:
        yield found


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
            "indexes": ordered(look.get_indexes(table)),
            "options": look.get_table_options(table),
        }


def type_of(kind: Any) -> tuple[str, str | None, str | None]:
    """A column's type with what its name leaves out."""
    return repr(kind), getattr(kind, "charset", None), getattr(kind, "collation", None)


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


def test_alembic_finds_no_difference_to_the_models(app: Flask) -> None:
    migrate(app, "upgrade")
    options = {"compare_type": True, "compare_server_default": True}
    with engine_of(app).connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Model.metadata) == []


def test_the_tables_are_those_that_the_models_would_make(app: Flask) -> None:
    migrate(app, "upgrade")
    migrated = schema(app)
    migrate(app, "downgrade", "base")
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
