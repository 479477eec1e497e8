"""The password once more before a change that a borrowed browser must not make."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password

import config
from tests.support.pages import CheckingClient, Page
from tests.support.people import EMAIL, OTHER, PASSWORD, Clock, as_page, browser, sign_in, stored
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.routes.fresh import fresh

LONG_AFTER = timedelta(minutes=16)


@pytest.fixture
def guarded(make_app: Callable[..., Flask]) -> Flask:
    """An application with a page for which the password must be fresh, and a player."""
    app = make_app()

    @fresh
    def everything() -> ResponseReturnValue:
        return "everything", {"Content-Type": "text/plain"}

    app.add_url_rule("/everything", "everything", everything, methods=["GET", "POST"])
    with app.app_context():
        db.session.add(User(email=EMAIL, password=hash_password(PASSWORD)))
        db.session.commit()
        db.session.remove()
    return app


@pytest.fixture
def stale(guarded: Flask, clock: Clock) -> CheckingClient:
    """A browser in which the password was typed a while ago."""
    client = browser(guarded)
    client.checks = False
    sign_in(client)
    clock.shift(LONG_AFTER)
    return client


def confirm(client: CheckingClient, target: str, password: str = PASSWORD) -> Page:
    return as_page(client.post("/verify", data={"password": password, "next": target}))


def where_next(page: Page) -> tuple[str, list[str]]:
    parts = urlsplit(page.location)
    return parts.path, parse_qs(parts.query).get("next", [])


def test_who_has_just_signed_in_is_not_asked(guarded: Flask, clock: Clock) -> None:
    client = browser(guarded)
    sign_in(client)
    clock.shift(timedelta(minutes=14))
    assert client.get("/everything").text == "everything"


def test_later_the_password_is_asked_for_and_the_way_goes_on(stale: CheckingClient) -> None:
    asked = stale.get("/everything?a=1")
    assert (asked.status, where_next(asked)) == (303, ("/verify", ["/everything?a=1"]))
    stale.checks = True
    page = stale.get(asked.location)
    assert "Type your password first." in page.words(".toast")
    target = str(page.one("main input[name=next]")["value"])
    assert confirm(stale, target).location == "/everything?a=1"
    assert stale.get("/everything?a=1").text == "everything"


def test_asking_again_and_again_does_not_make_it_last(stale: CheckingClient, clock: Clock) -> None:
    confirm(stale, "")
    for _ in range(3):
        clock.shift(timedelta(minutes=4))
        assert stale.get("/everything").status == 200
    clock.shift(timedelta(minutes=4))
    assert stale.get("/everything").status == 303


def test_a_wrong_password_says_so_beside_the_field(stale: CheckingClient) -> None:
    stale.checks = True
    page = confirm(stale, "/everything", OTHER)
    assert page.status == 200
    assert "not your current password" in page.words("#password-error")
    assert page.one("main input[name=next]")["value"] == "/everything"
    stale.checks = False
    assert stale.get("/everything").status == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "javascript:x", ""])
def test_the_way_leads_nowhere_else(stale: CheckingClient, target: str) -> None:
    assert confirm(stale, target).location == "/settings"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("http://localhost/everything", "/everything"),
        ("http://evil.example/everything", "/settings"),
        (None, "/settings"),
    ],
)
def test_a_form_leads_back_to_the_page_it_was_on(
    stale: CheckingClient, source: str | None, target: str
) -> None:
    headers = {"Referer": source} if source else {}
    page = stale.post("/everything", data={"what": "all"}, headers=headers)
    assert where_next(page) == ("/verify", [target])
    assert "all" not in page.location


def test_a_remembered_browser_is_asked_too(guarded: Flask) -> None:
    client = browser(guarded)
    client.checks = False
    sign_in(client, remember="y")
    client.delete_cookie("session")
    assert client.get("/everything").status == 303


def test_guessing_there_is_slowed_down(stale: CheckingClient) -> None:
    statuses = [confirm(stale, "", f"wrong {n}").status for n in range(21)]
    assert statuses == [200] * 20 + [429]


def test_a_dearer_hash_is_stored_there_too(make_app: Callable[..., Flask]) -> None:
    app = make_app(SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=config.argon2(kibibytes=256))
    cheap = make_app()
    with cheap.app_context():
        hashed = hash_password(PASSWORD)
    with app.app_context():
        user = User(email=EMAIL, password=hashed)
        db.session.add(user)
        db.session.commit()
        user_id = user.id
    client = browser(app)
    client.sign_in(user_id)
    secrets = {"SECRET_KEY", "SECURITY_PASSWORD_SALT"}
    assert all(app.config[name] == cheap.config[name] for name in secrets)
    assert confirm(client, "").status == 302
    with app.app_context():
        assert "m=256," in str(stored().password)


def test_how_long_it_counts_is_a_setting() -> None:
    settings = config.load({"APP_ENV": "testing", "FRESH_MINUTES": 5})
    assert settings["SECURITY_FRESHNESS"] == timedelta(minutes=5)
    assert settings["SECURITY_FRESHNESS_GRACE_PERIOD"] == timedelta(0)
