"""Who plays here is nobody's business: known and unknown addresses are answered alike."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import hash_password
from passlib.context import CryptContext

from tests.support.pages import Page
from tests.support.people import PASSWORD, as_page, browser, without_tokens
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import User

NOBODY = "nobody@example.org"
KNOWN = {
    "ada@example.org": {"confirmed_at": now()},
    "waiting@example.org": {},
    "off@example.org": {"confirmed_at": now(), "active": False},
}
FORMS: dict[str, dict[str, str]] = {
    "/login": {"password": "not the password"},
    "/reset": {},
    "/confirm": {},
    "/register": {"password": PASSWORD, "password_confirm": PASSWORD},
}

BY_NATURE = frozenset({"Date", "X-Request-ID"})
"""Headers that say something else in each answer."""
EXPIRES = re.compile(r"Expires=[^;]+")


@pytest.fixture
def asking(make_app: Callable[..., Flask]) -> Flask:
    """An application that sends e-mails, with a player of each kind."""
    app = make_app(SECURITY_CONFIRMABLE=True)
    with app.app_context():
        hashed = hash_password(PASSWORD)
        for email, more in KNOWN.items():
            db.session.add(User(email=email, password=hashed, **more))
        db.session.commit()
        db.session.remove()
    return app


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a hash was made or verified, by its kind."""
    counts: Counter[str] = Counter()
    for name in ("hash", "verify"):
        real = getattr(CryptContext, name)

        def counted(self: Any, *args: Any, _real: Any = real, **kwargs: Any) -> Any:
            counts[self.schemes()[0]] += 1
            return _real(self, *args, **kwargs)

        monkeypatch.setattr(CryptContext, name, counted)
    return counts


def send(app: Flask, path: str, email: str) -> Page:
    return as_page(browser(app).post(path, data={"email": email, **FORMS[path]}))


def nobody_like(email: str) -> str:
    """An address of the same length that nobody has: pages say it, and so does their length."""
    name, _, host = email.partition("@")
    return f"{'n' * len(name)}@{host}"


@pytest.mark.parametrize("email", KNOWN)
@pytest.mark.parametrize("path", FORMS)
def test_the_answer_is_the_same(asking: Flask, path: str, email: str) -> None:
    nobody = nobody_like(email)
    known, unknown = send(asking, path, email), send(asking, path, nobody)
    assert (known.status, known.location) == (unknown.status, unknown.location)
    assert without_tokens(known, email) == without_tokens(unknown, nobody)
    assert told_by_headers(known) == told_by_headers(unknown)


def told_by_headers(page: Page) -> list[tuple[str, str]]:
    """Every header, in its order; of a cookie all but its content."""
    found = []
    for name, value in page.headers:
        if name == "Set-Cookie":
            cookie, *more = value.split(";")
            value = ";".join([cookie.partition("=")[0], *more])
        if name not in BY_NATURE:
            found.append((name, EXPIRES.sub("Expires", value)))
    return found


@pytest.mark.parametrize("email", KNOWN)
@pytest.mark.parametrize("path", sorted(set(FORMS) - {"/register"}))
def test_the_database_is_asked_as_often(asking: Flask, path: str, email: str) -> None:
    """But in registering, which writes a new player and no known one; a letter follows both."""
    known, unknown = send(asking, path, email), send(asking, path, NOBODY)
    assert len(known.statements) == len(unknown.statements)


@pytest.mark.parametrize("email", [*KNOWN, NOBODY])
@pytest.mark.parametrize(
    ("path", "count"), [("/login", 1), ("/reset", 1), ("/confirm", 0), ("/register", 1)]
)
def test_the_same_number_of_costly_hashes_is_made(
    asking: Flask, hashes: Counter[str], path: str, count: int, email: str
) -> None:
    send(asking, path, email)
    assert hashes["argon2"] == count
    assert set(hashes) <= {"argon2", "hex_sha256"}, "the other kind costs next to nothing"
