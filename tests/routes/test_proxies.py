"""What a visitor may claim about name, address and scheme, behind no proxy and behind one."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import hash_password

from tests.support.people import EMAIL, PASSWORD, as_page, browser, letters
from total_bankroll.extensions import db
from total_bankroll.models import User

MakeApp = Callable[..., Flask]
FORGED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "4711",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "//evil.example/",
    "X-Rewrite-URL": "//evil.example/",
    "X-Host": "evil.example",
    "X-HTTP-Host-Override": "evil.example",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": "for=192.0.2.9;host=evil.example;proto=gopher",
}
TRUSTED = "localhost"


@pytest.fixture(params=[0, 1], ids=["no proxy", "one proxy"])
def hops(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def behind(make_app: MakeApp, hops: int) -> Flask:
    """An application with a player, which knows its name."""
    app = make_app(TRUSTED_PROXIES=hops, TRUSTED_HOSTS=TRUSTED)
    app.extensions["mailman"].outbox = []
    with app.app_context():
        db.session.add(User(email=EMAIL, password=hash_password(PASSWORD)))
        db.session.commit()
        db.session.remove()
    return app


def ask(app: Flask, **headers: str) -> Any:
    return as_page(browser(app).post("/reset", data={"email": EMAIL}, headers=headers))


def test_forged_headers_lead_no_letter_and_no_page_elsewhere(behind: Flask) -> None:
    (letter,) = letters(behind, ask(behind, **FORGED))
    assert "evil" not in letter.body
    assert "http://localhost/reset/" in letter.body
    client = browser(behind)
    for path in ("/", "/login", "/settings", "/nowhere"):
        page = client.get(path, headers=FORGED)
        assert "evil" not in page.text + str(page.headers)
    assert client.get("/logout", headers=FORGED).status == 405


def test_another_host_sends_no_letter(behind: Flask) -> None:
    for host in ("evil.example", "localhost.evil.example", "localhost:80@evil.example", "evil\\x"):
        page = ask(behind, Host=host)
        assert page.status == 400
        assert letters(behind, page) == []


def test_the_scheme_is_the_trusted_proxy_s_word(behind: Flask, hops: int) -> None:
    claimed = {"X-Forwarded-Proto": "https", "Referer": "https://localhost/reset"}
    (letter,) = letters(behind, ask(behind, **claimed))
    assert ("https://localhost/reset/" in letter.body) is bool(hops)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_forged_addresses_share_one_bucket(behind: Flask, hops: int, name: str) -> None:
    client = browser(behind)
    client.checks = False
    last_hop = {"X-Forwarded-For": "203.0.113.1"} if hops else {}
    statuses = []
    for n in range(21):
        claimed = f"for=192.0.2.{n}" if name == "Forwarded" else f"192.0.2.{n}"
        headers = last_hop | {name: claimed}
        if hops and name == "X-Forwarded-For":
            headers[name] = f"{claimed}, 203.0.113.1"
        page = client.post("/reset", data={"email": f"p{n}@example.org"}, headers=headers)
        statuses.append(page.status)
    assert statuses == [200] * 20 + [429]
