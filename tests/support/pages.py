"""A test client that looks at every page it gets, as a reviewer would."""

from contextvars import Context, ContextVar
from functools import cached_property
from secrets import token_hex
from typing import Any
from weakref import WeakSet

from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, event

from tests.support.page_rules import check_page
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.sign_ins import Lifetime, Visit, begin_sign_in

SQL_BUDGET = 10
READS_AND_WRITES = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}
_sent: ContextVar[list[str] | None] = ContextVar("sent", default=None)
"""The statements of the request at hand: others may run beside it, in other threads."""
_watched: WeakSet[Engine] = WeakSet()


def _watch(engine: Engine) -> None:
    if engine not in _watched:
        _watched.add(engine)
        event.listen(engine, "before_cursor_execute", _note)


def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    sent = _sent.get()
    if sent is not None and statement.split(None, 1)[0] in READS_AND_WRITES:
        sent.append(statement)


class Page:
    """A response, whose HTML is parsed where it is looked at."""

    def __init__(self, response: Any, statements: list[str]) -> None:
        self.response = response
        self.statements = statements
        self.status = response.status_code
        self.text = response.get_data().decode(errors="replace")  # a file may be no text

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed HTML; not every page that is asked for is looked at."""
        return BeautifulSoup(self.text, "lxml")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.response, name)

    def one(self, selector: str) -> Tag:
        """The only element that the selector finds."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def words(self, selector: str = "body") -> str:
        """The text of the first element, white space folded."""
        found = self.soup.select_one(selector)
        assert found is not None, f"nothing for {selector}"
        return " ".join(found.get_text(" ").split())

    def amount(self, selector: str) -> str:
        """The plain decimal that an amount's element carries."""
        found = self.one(selector)
        carrier = found if found.has_attr("data-amount") else found.select_one("[data-amount]")
        assert carrier is not None, f"no amount in {selector}"
        return str(carrier["data-amount"])


class CheckingClient(FlaskClient):
    """Sends a CSRF token with every POST, and checks every HTML page that comes back."""

    checks = True
    sql_budget = SQL_BUDGET

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> Any:
        method = str(kwargs.get("method", "GET"))
        if csrf and method == "POST":
            kwargs["data"] = {"csrf_token": self._token(), **(kwargs.get("data") or {})}
        statements: list[str] = []
        _watch(self._engine())
        # A context of its own, as in a server: nothing of the test's leaks into the request.
        context = Context()
        context.run(_sent.set, statements)
        response = context.run(super().open, *args, **kwargs)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.get_data()  # a browser reads a file to its end
            response.close()
        page = Page(response, statements)
        if self.checks and response.mimetype == "text/html" and page.text:
            check_page(page.text, response.headers)
            if method == "GET" and self.sql_budget:
                assert len(statements) <= self.sql_budget, "\n\n".join(statements)
        return page

    def _engine(self) -> Engine:
        """The database's engine; the test's own transaction ends, so that it blocks nobody."""
        if has_app_context():
            db.session.remove()
        with self.application.app_context():
            return db.engine

    def _token(self) -> str:
        """A valid token of this client's session."""
        with self.session_transaction() as own:
            raw = own.setdefault("csrf_token", token_hex(20))
        secret = self.application.config.get("WTF_CSRF_SECRET_KEY") or self.application.secret_key
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))

    def sign_in(self, user_id: int) -> None:
        """Sign a player in without the cost of hashing a password."""
        mark = signed_in_mark(self.application, user_id)
        with self.session_transaction() as session:
            session["_user_id"] = mark
            session["_fresh"] = True
            session["fs_paa"] = now().timestamp()


def signed_in_mark(app: Flask, user_id: int) -> str:
    """What the cookie of somebody carries who has just signed in."""
    if has_app_context():
        db.session.remove()  # or it would wait for the test's own transaction
    lifetime = Lifetime(app.config["SIGN_IN_IDLE"], app.config["SIGN_IN_WHOLE"])
    with app.app_context():
        user = db.session.get_one(User, user_id)
        mark = begin_sign_in(user, Visit("A test's browser", "127.0.0.1"), lifetime).mark
        db.session.remove()
    return mark
