"""Signing in and out: what a visitor sees, and what an attacker does not."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask_security.utils import hash_password
from passlib.context import CryptContext

from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    PASSWORD,
    browser,
    is_signed_in,
    sign_in,
    stored,
    without_tokens,
)
from total_bankroll.extensions import db
from total_bankroll.models import User

MakeApp = Callable[..., Flask]


def test_signing_in_is_by_any_case_of_the_address(app: Flask, ada: int) -> None:
    client = browser(app)
    assert sign_in(client, " ADA@Example.org ").location == "/"
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_look_the_same(app: Flask, ada: int) -> None:
    known = sign_in(browser(app), EMAIL, "not the password")
    unknown = sign_in(browser(app), "bob@example.org", "not the password")
    assert known.status == unknown.status == 200
    assert without_tokens(known, EMAIL) == without_tokens(unknown, "bob@example.org")
    assert "do not belong together" in known.words("[role=alert]")


@pytest.mark.parametrize("email", [EMAIL, "bob@example.org"])
def test_signing_in_hashes_once_for_known_and_unknown(
    app: Flask, ada: int, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("hash", "verify"):
        real = getattr(CryptContext, name)

        def counted(self: Any, *args: Any, _real: Any = real, _name: str = name, **kw: Any) -> Any:
            calls.append(_name)
            return _real(self, *args, **kw)

        monkeypatch.setattr(CryptContext, name, counted)
    sign_in(browser(app), email, "not the password")
    assert len(calls) == 1


def test_what_was_typed_stays_but_the_password(app: Flask, ada: int) -> None:
    page = sign_in(browser(app), EMAIL, "not the password")
    assert page.one("#email")["value"] == EMAIL
    assert not page.one("#password").has_attr("value")


@pytest.mark.parametrize("password", ["", " ", "\0", "x" * 100_000, "\ud7ff"])
def test_odd_passwords_are_wrong_passwords(app: Flask, ada: int, password: str) -> None:
    assert sign_in(browser(app), EMAIL, password).status == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "http://[",
        "evil.example",
        "/\t/evil.example",
        " //evil.example",
        "\0",
        "data:text/html,x",
    ],
)
def test_signing_in_leads_nowhere_else(app: Flask, ada: int, target: str) -> None:
    client = browser(app)
    client.get("/login", query_string={"next": target.replace("\0", "x:")})
    for page in (
        sign_in(client, next=target),
        client.post(
            "/login",
            query_string={"next": target.replace("\0", "x:")},
            data={"email": EMAIL, "password": PASSWORD},
        ),
    ):
        assert page.status == 302
        assert page.location == "/"


def test_signing_in_goes_on_to_where_it_was_asked_for(app: Flask, ada: int) -> None:
    client = browser(app)
    asked = client.get("/settings?x=1")
    assert urlsplit(asked.location).path == "/login"
    page = client.get(asked.location)
    target = str(page.one("input[name=next]")["value"])
    assert target == "/settings?x=1"
    assert sign_in(client, next=target).location == "/settings?x=1"


def test_a_session_is_renewed_at_sign_in(app: Flask, ada: int) -> None:
    client = browser(app)
    before = client._token()
    sign_in(client)
    page = client.post("/settings/theme", data={"csrf_token": before, "theme": "dark"}, csrf=False)
    assert page.status == 400


def test_signing_in_leaves_the_players_cached_reads_as_they_are(app: Flask, ada: int) -> None:
    before = stored().cache_token
    page = sign_in(browser(app))
    assert stored().cache_token == before
    written = {text.split()[2] for text in page.statements if not text.startswith("SELECT")}
    assert written == {"sign_ins"}
    assert len(page.statements) == 5


def test_a_signed_in_request_reads_the_player_in_one_statement(app: Flask, ada: int) -> None:
    client = browser(app)
    sign_in(client)
    assert len(client.get("/change").statements) == 1


def test_staying_signed_in_survives_the_session(app: Flask, ada: int) -> None:
    client = browser(app)
    sign_in(client, remember="y")
    client.delete_cookie("session")
    assert is_signed_in(client)


def test_signing_out_is_by_post_only_and_empties_the_session(app: Flask, ada: int) -> None:
    client = browser(app)
    sign_in(client, remember="y")
    assert client.get("/logout").status == 405
    assert is_signed_in(client)
    page = client.post("/logout")
    assert (page.location, page.headers["Clear-Site-Data"]) == ("/", '"cache"')
    assert not is_signed_in(client)
    with client.session_transaction() as session:
        assert set(session) <= {"_flashes", "csrf_token"}


def test_a_player_who_is_switched_off_is_out(app: Flask, ada: int) -> None:
    client = browser(app)
    sign_in(client)
    stored().active = False
    db.session.commit()
    assert not is_signed_in(client)
    assert sign_in(browser(app)).status == 200


@pytest.mark.parametrize("body", ["[1]", "1", '"x"', "{", '{"email": {"a": 1}}'])
def test_json_is_not_a_form(app: Flask, client: CheckingClient, body: str) -> None:
    page = client.open(
        "/login",
        method="POST",
        csrf=False,
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": client._token()},
    )
    assert page.status == 415


def test_a_token_in_the_address_signs_nobody_in(
    app: Flask, ada: int, client: CheckingClient
) -> None:
    with app.test_request_context():
        token = stored().get_auth_token()
    assert client.get("/settings", query_string={"auth_token": token}).status == 302
    assert client.get("/settings", headers={"Authentication-Token": token}).status == 302


# -- cookies


def test_cookies_are_closed_in_production(make_app: MakeApp) -> None:
    app = make_app(
        SESSION_COOKIE_SECURE=True,
        REMEMBER_COOKIE_SECURE=True,
        SESSION_COOKIE_NAME="__Host-session",
        REMEMBER_COOKIE_NAME="__Host-remember",
    )
    with app.app_context():
        db.session.add(User(email=EMAIL, password=hash_password(PASSWORD)))
        db.session.commit()
    client = app.test_client()
    page = client.get("/login", base_url="https://localhost")
    token = page.one("input[name=csrf_token]")["value"]
    page = client.post(
        "/login",
        base_url="https://localhost",
        csrf=False,
        data={"csrf_token": token, "email": EMAIL, "password": PASSWORD, "remember": "y"},
        headers={"Referer": "https://localhost/login"},
    )
    assert page.status == 302
    cookies = page.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-session",
        "__Host-remember",
        "__Host-known-device",
    }
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
        assert not any(part.startswith("Domain") for part in parts)
