"""A test client that looks at every page it gets, as a reviewer would."""

from contextvars import Context
from functools import cached_property
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, event

from total_bankroll.extensions import db
from total_bankroll.models import User

SQL_BUDGET = 10


class Page:
    """A response, whose HTML is parsed where it is looked at."""

    def __init__(self, response: Any, statements: list[str]) -> None:
        self.response = response
        self.statements = statements
        self.status = response.status_code
        self.text = response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed HTML; not every page that is asked for is looked at."""
        return BeautifulSoup(self.text, "html.parser")

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

        def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
            if statement.split(None, 1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}:
                statements.append(statement)

        engine = self._engine()
        event.listen(engine, "before_cursor_execute", note)
        try:
            # A context of its own, as in a server: nothing of the test's leaks into the request.
            response = Context().run(super().open, *args, **kwargs)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        page = Page(response, statements)
        if self.checks and response.mimetype == "text/html" and page.text:
            check_page(page)
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
        with self.application.app_context():
            mark = db.session.get_one(User, user_id).fs_uniquifier
        with self.session_transaction() as session:
            session["_user_id"] = mark
            session["_fresh"] = True


def check_page(page: Page) -> None:
    """What every page must be: valid, labelled, and without inline script or style."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page.text)
    errors = [(place, code) for place, code, _ in parser.errors]
    assert not errors, (errors[:5], [page.text.splitlines()[e[0][0] - 1][:200] for e in errors[:3]])
    _check_structure(page)
    _check_forms(page)
    _check_policy(page)


def _check_structure(page: Page) -> None:
    assert len(page.all("h1")) == 1, "a page has one h1"
    heading = page.words("h1")
    assert page.words("title").startswith(heading), "the title starts with the h1"
    ids = [str(tag["id"]) for tag in page.all("[id]")]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]


def _check_forms(page: Page) -> None:
    for control in page.all("input:not([type=hidden]), select, textarea"):
        named = control.get("aria-label") or control.get("aria-labelledby")
        inside = control.find_parent("label") is not None
        has_id = control.get("id") and page.soup.select_one(f'label[for="{control["id"]}"]')
        assert named or inside or has_id, f"no label: {control}"
    for form in page.all("form"):
        if str(form.get("method", "get")).lower() == "post":
            assert form.select_one("input[name=csrf_token]"), f"no CSRF token: {form}"
            assert not urlsplit(str(form.get("action", ""))).netloc, "a form stays on its site"


def _check_policy(page: Page) -> None:
    assert not page.all("[style], style"), "no inline style"
    for script in page.all("script"):
        assert script.get("src") or script.get("type") == "application/json", "no inline script"
    for tag in page.all("*"):
        handlers = [name for name in tag.attrs if name.startswith("on")]
        assert not handlers, f"inline handlers: {handlers}"
    headers = page.response.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers
