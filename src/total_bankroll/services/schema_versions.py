"""The versions of the tables: which there are, and bringing a database from one to another."""

from typing import Any

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate
from sqlalchemy import Connection, Engine

from config import ROOT
from total_bankroll.extensions import db


def bind(app: Flask) -> None:
    """Tell an application where its migrations are, and give it `flask db`; once is enough."""
    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def known_versions() -> list[str]:
    """Every version that this code knows, the newest first."""
    return [found.revision for found in ScriptDirectory.from_config(_config()).walk_revisions()]


def newest_version() -> str:
    """The one that this code works with."""
    return known_versions()[0]


def version_of(connection: Connection) -> str | None:
    """The version that a database is at; None where it has no tables."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, version: str) -> None:
    """Bring any database to a version, the application's own or another."""
    config = _config()
    config.attributes["engine"] = engine
    command.upgrade(config, version)


def _config() -> Any:
    bind(current_app)
    return current_app.extensions["migrate"].migrate.get_config()
