"""The application served by threads of this process, and players to visit it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import NoReturn
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, abort
from flask_security.utils import hash_password
from sqlalchemy import insert, select
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

import config
from tests.support.pages import signed_in_mark
from total_bankroll.app import create_app
from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Rate, User
from total_bankroll.routes.access import public
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.demo import DemoService
from total_bankroll.services.rate_store import currency_ids
from total_bankroll.services.writing import write_scope

ARTICLES = Path(config.ROOT) / "content" / "articles"
FAULT = "fault"
AXE = "axe"
ANSWER = "answer"
HOST = "127.0.0.1"
PASSWORD = "nine tall lemons"
WEEKLY = timedelta(days=7)
HISTORY = timedelta(days=2 * 366)
RATES = {
    "USD": "1.10",
    "GBP": "0.85",
    "SEK": "11.2",
    "CHF": "0.95",
    "CAD": "1.5",
    "AUD": "1.65",
    "IDR": "19000",
}


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open, as a real server does, and writes no log."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Say nothing."""

    def connection_dropped(
        self, error: BaseException, environ: WSGIEnvironment | None = None
    ) -> None:
        """Close the answer, which is left open where a browser went away without reading it."""
        if environ is not None:
            environ[ANSWER].close()


@dataclass(frozen=True)
class Live:
    """A served application."""

    app: Flask
    url: str

    def add_player(self, email: str, **settings: str) -> int:
        """A player who signs in with PASSWORD."""
        with self.app.test_request_context():
            user = User(email=email, password=hash_password(PASSWORD), **settings)
            db.session.add(user)
            db.session.commit()
            found = user.id
            db.session.remove()
        return found

    def add_demo(self, email: str, *, entries: int) -> int:
        """A player with two years of history in several currencies."""
        with self.app.test_request_context():
            DemoService().add_demo(email=email, sites=4, assets=3, entries=entries, seed=7)
            user = db.session.scalars(select(User).where(User.email == email)).one()
            user.password = hash_password(PASSWORD)
            db.session.commit()
            found = user.id
            db.session.remove()
            CurrencyService().add_currency(found, "GLD", "Grams of gold", decimals=4)
        return found

    def add_rates(self) -> None:
        """Two years of rates of a few currencies; a euro is 1.078 dollars today."""
        with self.app.app_context():
            _publish_rates()

    def add_articles(self) -> None:
        """The articles that come with the application."""
        with self.app.test_request_context():
            ArticleService().sync_articles(ARTICLES)

    def cookies(self, user_id: int) -> list[dict[str, str]]:
        """What the browser of somebody holds who has just signed in."""
        client = self.app.test_client()
        mark = signed_in_mark(self.app, user_id)
        with client.session_transaction() as session:
            session["_user_id"] = mark
            session["_fresh"] = True
            session["fs_paa"] = datetime.now(UTC).timestamp()
        name = str(self.app.config["SESSION_COOKIE_NAME"])
        cookie = client.get_cookie(name)
        assert cookie is not None
        return [{"name": name, "value": cookie.value, "url": self.url}]


@public
def _fail(status: int) -> NoReturn:
    """A page of the tests' own, which fails as it is told to."""
    abort(status)


@public
def _axe() -> Response:
    """The script that looks for faults, which the browser keeps and parses once."""
    answer = Response(Axe().axe_script, mimetype="text/javascript")
    answer.cache_control.max_age = 3600
    return answer


def _closed_once(app: WSGIApplication) -> WSGIApplication:
    """The application, whose answers can be closed by whoever has the request."""

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The parts of an answer."""
        answer = app(environ, start_response)
        environ[ANSWER] = stack = ExitStack()
        if hasattr(answer, "close"):
            stack.callback(answer.close)
        return ClosingIterator((part for part in answer), stack.close)

    return answered


@contextmanager
def serving(app: WSGIApplication) -> Iterator[int]:
    """The port at which threads of this process answer with an application."""
    server = make_server(HOST, 0, _closed_once(app), threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serve(path: Path) -> Iterator[Live]:
    """The application on a free port, until the block ends."""
    app = create_app({"APP_ENV": "testing", "DATABASE_URL": f"sqlite:///{path}"})
    app.add_url_rule("/fault/<int:status>", FAULT, _fail)
    app.add_url_rule("/axe.js", AXE, _axe)
    with serving(app) as port:
        yield Live(app, f"http://{HOST}:{port}")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _publish_rates() -> None:
    """One rate a week for a few currencies, drifting a little, up to today."""
    today = datetime.now(UTC).date()
    with write_scope("rates") as session:
        ids = currency_ids(session)
        rates = [
            {"currency_id": ids[code], "day": today - week * WEEKLY, "rate": Decimal(rate) * drift}
            for week in range(HISTORY // WEEKLY + 1)
            for drift in [1 + Decimal(week % 9 - 4) / 200]
            for code, rate in RATES.items()
        ]
        bulk(session, insert(Rate), rates)
    db.session.remove()
