"""What fails has a page that says so, and loses nothing that was typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, abort, request
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, PASSWORD, browser, sign_in
from total_bankroll.errors import Busy, Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.routes.access import public
from total_bankroll.routes.errors import BUSY, FULL
from total_bankroll.services.people_service import PeopleService

MakeApp = Callable[..., Flask]
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def failing(make_app: MakeApp) -> Flask:
    """An application with pages that fail on request, and that does not re-raise."""
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    raised: dict[str, Exception] = {
        "busy": Busy("The database is busy."),
        "not-found": NotFound("There is no such site."),
        "conflict": Conflict("This site is archived."),
        "defect": ZeroDivisionError("secret detail"),
        "full": OperationalError("x", {}, Exception("database or disk is full")),
        "no-table": OperationalError("x", {}, Exception("no such table: users")),
    }

    @app.route("/fail/<what>", methods=["GET", "POST"])
    @public
    def fail(what: str) -> str:
        if what.isdigit():
            abort(int(what))
        if what == "query":
            db.session.execute(text("SELECT no_such_column FROM users"))
        raise raised[what]

    @app.post("/echo")
    @public
    def echo() -> dict[str, Any]:
        return request.form.to_dict(flat=False)

    return app


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429, 500, 503])
def test_every_failure_has_a_page(failing: Flask, code: int) -> None:
    page = browser(failing).get(f"/fail/{code}")
    assert page.status == code
    assert page.words(".error-code") == f"Error {code}"


@pytest.mark.parametrize("code", [401, 406, 408, 409, 410, 411, 414, 415, 416, 418, 422, 501, 502])
def test_a_failure_without_words_of_its_own_says_its_number(failing: Flask, code: int) -> None:
    page = browser(failing).get(f"/fail/{code}")
    assert page.status == code
    assert page.words(".error-code") == f"Error {code}"


def test_what_is_gone_is_told_as_what_is_not_there(failing: Flask) -> None:
    client = browser(failing)
    assert client.get("/fail/410").words("h1") == client.get("/fail/404").words("h1")


def test_a_page_that_is_not_there(signed_in: CheckingClient, client: CheckingClient) -> None:
    for visitor in (signed_in, client):
        page = visitor.get("/nowhere")
        assert page.status == 404


def test_a_wrong_method_names_the_right_ones(client: CheckingClient) -> None:
    page = client.get("/logout")
    assert page.status == 405
    assert page.words(".error-code") == "Error 405"
    assert "not for a request of this kind" in page.words("main")
    assert "POST" in page.headers["Allow"]


def test_a_part_of_a_file_that_there_is_not_says_so(client: CheckingClient) -> None:
    page = client.get("/static/app.css", headers={"Range": "bytes=99999999-"})
    assert (page.status, page.words(".error-code")) == (416, "Error 416")
    assert page.headers["Content-Range"].startswith("bytes */")


def test_a_kind_of_content_that_is_not_read_says_so(client: CheckingClient) -> None:
    headers = {"X-CSRFToken": client._token()}
    page = client.post("/login", csrf=False, json={"email": EMAIL}, headers=headers)
    assert (page.status, page.words(".error-code")) == (415, "Error 415")


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("busy", 503),
        ("not-found", 404),
        ("conflict", 400),
        ("defect", 500),
        ("full", 503),
        ("no-table", 500),
        ("query", 500),
    ],
)
def test_what_is_raised_has_its_page(failing: Flask, what: str, status: int) -> None:
    page = browser(failing).get(f"/fail/{what}")
    assert page.status == status
    assert "secret detail" not in page.text


def test_a_refusal_says_why(failing: Flask) -> None:
    assert "This site is archived." in browser(failing).get("/fail/conflict").words("main")


@pytest.mark.parametrize(("what", "reason"), [("busy", BUSY), ("full", FULL)])
def test_a_busy_database_keeps_what_was_typed(failing: Flask, what: str, reason: str) -> None:
    client = browser(failing)
    data = {"amount": "1 250,50", "note": "<b>&\"'", "submission_id": "abc", "password": "secret"}
    page = client.post(f"/fail/{what}", data=data, headers=OURS)
    assert page.status == 503
    assert page.headers["Retry-After"] == "5"
    assert reason in page.words("main")
    kept = {str(tag["name"]): tag.get("value") for tag in page.all("form input")}
    assert kept["amount"] == "1 250,50"
    assert kept["note"] == "<b>&\"'"
    assert kept["submission_id"] == "abc"
    assert kept["password"] is None
    assert page.one("form")["action"] == f"/fail/{what}"


def test_an_expired_token_keeps_what_was_typed_and_is_sent_again(failing: Flask) -> None:
    client = browser(failing)
    present = datetime.now(UTC)
    with time_machine.travel(present, tick=False):
        token = client._token()
    fields = [("csrf_token", token), ("a", "1"), ("a", "2"), ("b", "x\0y"), ("submission_id", "s")]
    with time_machine.travel(present + timedelta(hours=13), tick=False):
        page = client.open(
            "/echo?x=1&y=ü",
            method="POST",
            csrf=False,
            data={name: [v for n, v in fields if n == name] for name, _ in fields},
            headers=OURS,
        )
        assert page.status == 400
        assert "Nothing was saved" in page.words("main")
        form = page.one("form")
        assert form["action"].startswith("/echo?x=1")
        sent: dict[str, list[str]] = {}
        for tag in form.select("input"):
            sent.setdefault(str(tag["name"]), []).append(str(tag["value"]))
        again = client.open(str(form["action"]), method="POST", csrf=False, data=sent, headers=OURS)
        assert again.status == 200
        answer = again.response.get_json()
        assert (answer["a"], answer["b"]) == (["1", "2"], ["x\ufffdy"])
        assert answer["submission_id"] == ["s"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Referer": "https://evil.example/localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "http://["},
    ],
)
def test_what_another_site_sent_does_not_come_back(failing: Flask, headers: dict[str, str]) -> None:
    page = browser(failing).post("/echo", csrf=False, data={"a": "bait"}, headers=headers)
    assert page.status == 400
    assert "bait" not in page.text
    assert not page.all("form")


def test_what_a_program_sent_comes_back_to_it(failing: Flask) -> None:
    page = browser(failing).post("/echo", csrf=False, data={"a": "typed"})
    assert page.status == 400
    assert page.one('input[name="a"]')["value"] == "typed"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Referer": "http://localhost/deposits/new"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_what_a_page_of_ours_sent_comes_back(failing: Flask, headers: dict[str, str]) -> None:
    page = browser(failing).post("/echo", csrf=False, data={"a": "typed"}, headers=headers)
    assert page.one("input[name=a]")["value"] == "typed"


def test_an_expired_sign_in_asks_for_the_password_again(app: Flask, ada: int) -> None:
    client = browser(app)
    page = client.post(
        "/login", csrf=False, data={"email": EMAIL, "password": PASSWORD}, headers=OURS
    )
    assert PASSWORD not in page.text
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in page.all("form input")}
    page = client.post("/login", csrf=False, data={**fields, "password": PASSWORD})
    assert page.status == 302


def test_too_much_is_refused(make_app: MakeApp) -> None:
    client = browser(make_app(MAX_CONTENT_LENGTH=2_000))
    page = client.post("/login", data={"email": "x" * 3_000})
    assert page.status == 413


def test_too_many_fields_are_refused(make_app: MakeApp) -> None:
    client = browser(make_app(MAX_FORM_PARTS=10))
    page = client.post(
        "/login",
        content_type="multipart/form-data",
        data={f"field-{number}": "x" for number in range(20)},
    )
    assert page.status == 413


def test_a_database_that_is_out_of_reach_shows_a_page(make_app: MakeApp) -> None:
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        user_id = PeopleService().create_player(EMAIL, PASSWORD)
        db.session.remove()
    client = browser(app)
    client.sign_in(user_id)
    with app.app_context():
        _lose_database()
    for path in ("/settings", "/", "/sites"):
        assert client.get(path).status == 503
    kept = client.post("/deposits/new", data={"amount": "5"}, headers=OURS)
    assert kept.status == 503
    assert kept.one("input[name=amount]")["value"] == "5"
    assert sign_in(browser(app)).status == 503
    assert client.get("/static/app.css", buffered=True).status == 200


def _lose_database() -> None:
    """Make the engine point where nothing can be opened."""
    path = Path(str(db.engine.url.database))
    db.session.remove()
    db.engine.dispose()
    path.unlink()
    path.mkdir()


def test_a_locked_database_is_busy_and_nothing_is_written(
    app: Flask, ada: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(app)
    sign_in(client)
    monkeypatch.setattr("total_bankroll.database.WAIT_SECONDS", 0)
    db.engine.dispose()
    with db.engine.connect().execution_options(writing=True) as other, other.begin():
        other.execute(text("UPDATE users SET theme = theme"))
        page = client.post("/settings/theme", data={"theme": "dark"}, headers=OURS)
    assert page.status == 503
    assert page.one("input[name=theme]")["value"] == "dark"
    db.session.remove()
    assert db.session.get_one(User, ada).theme == "system"


@pytest.mark.parametrize("host", ["a" * 64 + ".example", ".a..b", "a" * 3000])
@pytest.mark.parametrize("path", ["/", "/login", "/entries", "/static/app.css"])
def test_a_host_that_is_no_name_gets_no_page(app: Flask, host: str, path: str) -> None:
    found = app.test_client().get(path, headers={"Host": host})
    assert found.status_code == 400
    assert found.mimetype == "text/plain"
