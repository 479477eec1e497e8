"""A tour of the application as it runs on a server: what every answer and every line carries."""

import io
import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, abort
from flask.logging import default_handler
from werkzeug.datastructures import Headers

from tests.conftest import add_player, make_haste
from tests.routes.input_cases import NOW
from tests.routes.report_cases import add_rates
from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, PASSWORD, register, sign_in
from tests.support.second_factors import enrol, second_step
from tests.support.tour import Tour, form_endpoints
from tests.support.walks import address, missing, rules
from total_bankroll.app import create_app
from total_bankroll.extensions import db
from total_bankroll.routes.access import public
from total_bankroll.routes.headers import FIXED, STRICT_TRANSPORT

# The tour is made once, in the one process that looks at it.
pytestmark = pytest.mark.xdist_group("production")

SITE = "https://localhost"
COOKIES = {"__Host-session", "__Host-remember", "__Host-known-device"}
CODES = (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 501, 502, 503)
STAMP = re.compile(r"^\[[-\d]+T[:\d]+\.\d{3}\+00:00\]", re.MULTILINE)
"""When a line was written: half past the twelfth second looks like an amount."""
PRIVATE = (
    "1,250.50",
    "1250.50",
    "12.50",
    "by hand",
    "nibet",
    EMAIL,
    PASSWORD,
    "toured@example.org",
)


@dataclass(frozen=True)
class Answer:
    """What was sent, as a browser gets it."""

    method: str
    path: str
    status: int
    headers: Headers


class Recorder:
    """Notes the head of every answer that leaves the application."""

    def __init__(self, app: Flask) -> None:
        self.inner, self.answers = app.wsgi_app, list[Answer]()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            self.answers.append(Answer(method, path, int(status[:3]), Headers(headers)))
            return start_response(status, headers, *more)

        return self.inner(environ, start)


@public
def fail(code: int) -> None:
    if code == 500:
        raise ZeroDivisionError
    abort(code)


class SecureClient(CheckingClient):
    """A browser at an encrypted address, which says where it comes from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["HTTP_REFERER"] = f"{SITE}/"


def production(path: Path) -> Flask:
    own = {name: secrets.token_hex(32) for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT")}
    url = {"DATABASE_URL": f"sqlite:///{path}", "RATES_REFRESH": False}
    app = create_app({"APP_ENV": "production", "CACHE_TYPE": "SimpleCache", **own, **url})
    make_haste(app)
    app.add_url_rule("/fail/<int:code>", "fail", fail)
    app.test_client_class = SecureClient
    return app


def visitor(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.checks = False
    return client


def people(app: Flask) -> None:
    """Everything that sets a cookie: registering, signing in to stay, wrongly, and out again."""
    client = visitor(app)
    register(client)
    client.post("/logout")
    sign_in(client, password="wrong by a word")
    sign_in(client, remember="y")
    client.post("/settings/devices/end-others")
    client.post("/logout")
    second_steps(client)


def second_steps(client: CheckingClient) -> None:
    """The pages that show codes and ask for them."""
    sign_in(client)
    _, codes = enrol(client)
    client.post("/logout")
    sign_in(client)
    for path in ("/tf-validate", "/mf-recovery"):
        assert client.get(path).status == 200
        assert second_step(client, "000000", path).status == 200
    assert second_step(client, codes[0], "/mf-recovery").location == "/"
    client.post("/settings/second-factor/codes")


def walk(app: Flask, client: CheckingClient) -> None:
    """Every route, read and refused, a form without a token, and failures of every kind."""
    for rule in rules(app, "OPTIONS"):
        if rule.endpoint not in ("fail", "security.logout"):
            path = address(rule, missing(rule) | ({"year": 2026} if rule.arguments else {}))
            for method in ("GET", "POST", "PUT"):
                client.open(path, method=method, csrf=False, buffered=True)
    for code in CODES:
        client.get(f"/fail/{code}")
    client.get("/static/app.css", buffered=True)
    for name, value in {"Host": "a..b", "Range": "bytes=9-1"}.items():
        client.get("/static/app.css", headers={name: value}, buffered=True)
    client.post("/login", content_type="application/json", data="{", csrf=False)
    client.get("/settings?x=%00")


def tour(app: Flask) -> None:
    with app.app_context():
        player, other = add_player("toured@example.org"), add_player("walking@example.org")
        add_rates()
        db.session.remove()
    people(app)
    toured = Tour(app, player)
    toured.everything()
    assert toured.asked >= set(form_endpoints(app))
    walking = visitor(app)
    walking.sign_in(other)
    walk(app, walking)
    walk(app, visitor(app))


@pytest.fixture(scope="module")
def toured(
    tmp_path_factory: pytest.TempPathFactory, template_database: Path
) -> Iterator[tuple[list[Answer], str]]:
    path = tmp_path_factory.mktemp("production") / "production.db"
    shutil.copy(template_database, path)
    app, written = production(path), io.StringIO()
    app.wsgi_app = recorder = Recorder(app)  # type: ignore[method-assign]  # as Flask documents it
    own = logging.getLogger("total_bankroll")
    before = default_handler.setStream(written)
    own.addHandler(default_handler)
    with time_machine.travel(NOW, tick=True):
        tour(app)
    own.removeHandler(default_handler)
    default_handler.stream = before or default_handler.stream
    yield recorder.answers, written.getvalue()
    with app.app_context():
        db.engine.dispose()


def test_every_answer_carries_the_policy(toured: tuple[list[Answer], str]) -> None:
    for answer in toured[0]:
        found = {name: answer.headers.getlist(name) for name in FIXED}
        assert found == {name: [value] for name, value in FIXED.items()}, answer
        assert answer.headers.getlist("Strict-Transport-Security") == [STRICT_TRANSPORT]
        assert len(answer.headers.getlist("X-Request-ID")) == 1
    statuses = {answer.status for answer in toured[0]}
    assert statuses >= {200, 302, 303, *CODES}


def test_nothing_but_files_is_kept_by_a_browser(toured: tuple[list[Answer], str]) -> None:
    for answer in toured[0]:
        kept = "no-store" not in answer.headers.get("Cache-Control", "")
        assert not kept or answer.path.startswith("/static/"), answer
        assert not (kept and "Set-Cookie" in answer.headers), answer


def test_every_cookie_is_closed(toured: tuple[list[Answer], str]) -> None:
    lines = [line for answer in toured[0] for line in answer.headers.getlist("Set-Cookie")]
    assert {name for line in lines for name in SimpleCookie(line)} == COOKIES
    for line in lines:
        for cookie in SimpleCookie(line).values():
            assert cookie["secure"], line
            assert cookie["httponly"], line
            assert (cookie["path"], cookie["domain"]) == ("/", ""), line
            assert cookie["samesite"] == "Lax", line


def test_no_answer_says_what_it_is_made_with(toured: tuple[list[Answer], str]) -> None:
    assert [a for a in toured[0] if {"Server", "X-Powered-By"} & set(a.headers.keys())] == []


def test_the_log_of_a_whole_tour_tells_nothing_of_anybody(toured: tuple[list[Answer], str]) -> None:
    assert "GET fail failed" in toured[1]
    said = STAMP.sub("", toured[1])
    assert [word for word in PRIVATE if word in said] == []
