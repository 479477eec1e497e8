"""Databases of every kind that is supported, and applications on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tests.browser.live import Live
from tests.support.needs import new_database
from tests.support.pages import CheckingClient
from total_bankroll.app import create_app
from total_bankroll.extensions import db
from total_bankroll.models import User

SERVERS = ("postgresql", "mysql")
DATABASES = ("sqlite", *SERVERS)
EMAIL = "full@example.org"


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database without a table, dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'empty.db'}"
        return
    with new_database(kind) as url:
        yield url


@contextmanager
def application(url: str, **settings: object) -> Iterator[Flask]:
    """An application on this database, which lets go of it afterwards."""
    app = create_app({"APP_ENV": "testing", "DATABASE_URL": url, **settings})
    app.test_client_class = CheckingClient
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def fill(app: Flask, *, entries: int) -> int:
    """Rates, articles and a player with two years of history; returns the player's id."""
    live = Live(app, "")
    live.add_rates()
    live.add_articles()
    live.add_demo(EMAIL, entries=entries)
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.email == EMAIL)).one()
        db.session.remove()
    return user_id
