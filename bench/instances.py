"""Instances to measure: each an application on a database of its own with a demo player."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from total_bankroll.app import create_app
from total_bankroll.extensions import cache, db
from total_bankroll.memory import settle
from total_bankroll.models import User
from total_bankroll.services.demo import DemoService
from total_bankroll.services.instance import InstanceService
from total_bankroll.services.sign_ins import Lifetime, Visit, begin_sign_in

SITES_OF_TEN = 6
READS = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


@dataclass
class Instance:
    """An application with one player who has a history."""

    app: Flask
    database: Path
    user_id: int
    mark: str
    statements: list[str] = field(default_factory=list)

    def client(self) -> FlaskClient:
        """The player's browser, just after signing in."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = self.mark
            session["_fresh"] = True
            session["fs_paa"] = time()  # the password was typed just now
        return client

    def forget(self) -> None:
        """Empty the cache: what is read next is worked out."""
        with self.app.app_context():
            cache.clear()

    @contextmanager
    def context(self) -> Iterator[None]:
        """The application's context with a new transaction."""
        with self.app.app_context():
            yield
            db.session.remove()


def settings(database: Path) -> dict[str, object]:
    """An application of its own: nothing of the checkout's .env or instance."""
    return {"APP_ENV": "testing", "DATABASE_URL": f"sqlite:///{database}"}


class Instances:
    """Makes instances in a folder; rates and articles are loaded once and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._base = folder / "base.db"
        self._made: dict[tuple[int, int, int], Instance] = {}

    def get(self, accounts: int, entries: int, years: int = 2) -> Instance:
        """One with so many accounts and entries over so many years."""
        key = (accounts, entries, years)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, accounts: int, entries: int, years: int) -> Instance:
        if not self._base.exists():
            self._make_base()
        path = self._folder / f"{accounts}-{entries}-{years}.db"
        shutil.copy(self._base, path)
        app = create_app(settings(path))
        sites = max(1, accounts * SITES_OF_TEN // 10)
        with app.app_context():
            DemoService().add_demo(
                sites=sites, assets=accounts - sites, entries=entries, years=years
            )
            db.session.remove()
            player = db.session.scalars(select(User)).one()
            lifetime = Lifetime(app.config["SIGN_IN_IDLE"], app.config["SIGN_IN_WHOLE"])
            begun = begin_sign_in(player, Visit("A measured browser", "127.0.0.1"), lifetime)
            instance = Instance(app, path, player.id, begun.mark)
            db.session.remove()
            _note_statements(instance)
        gc.collect()
        settle()  # as wsgi.py does
        return instance

    def _make_base(self) -> None:
        app = create_app(settings(self._base))
        with app.app_context():
            service = InstanceService()
            service.migrate()
            service.load_rates()
            service.load_articles()
            db.session.remove()
            db.engine.dispose()


def _note_statements(instance: Instance) -> None:
    """Keep every statement that reads or writes rows."""

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.split(None, 1)[0] in READS:
            instance.statements.append(statement)
