"""A failure is found again: its page, its answer and its lines in the log carry one number."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, abort
from flask.logging import default_handler
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.support.pages import CheckingClient
from tests.support.people import browser, register
from total_bankroll.errors import Busy
from total_bankroll.extensions import db
from total_bankroll.routes.access import public

MakeApp = Callable[..., Flask]
HEADER = "X-Request-ID"
OWN = re.compile(r"[0-9a-f]{16}")
GIVEN = "5f2c-Proxy_0001"
ADDRESS = "ada@example.org"
SECRETS = ("1234.56", "a note on a bad day", ADDRESS, "a-letter-s-token")


@public
def broken(what: str) -> str:
    if what == "busy":
        raise Busy("The database is busy.")
    if what.isdigit():
        abort(int(what))
    if what == "full":
        raise OperationalError("x", {}, Exception("database or disk is full"))
    if what == "query":
        values = {"note": SECRETS[1], "amount": SECRETS[0]}
        db.session.execute(text("SELECT no_column FROM users WHERE :note = :amount"), values)
    raise RuntimeError(f"no letter reached {ADDRESS}")


@pytest.fixture
def broken_app(make_app: MakeApp) -> Callable[..., Flask]:
    def make(**settings: object) -> Flask:
        app = make_app(PROPAGATE_EXCEPTIONS=False, **settings)
        app.add_url_rule("/broken/<what>", "broken", broken, methods=["GET", "POST"])
        return app

    return make


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The lines as they are written where nobody has set logging up otherwise."""
    written = io.StringIO()
    own = logging.getLogger("total_bankroll")
    before = default_handler.setStream(written)
    own.addHandler(default_handler)
    try:
        yield written
    finally:
        own.removeHandler(default_handler)
        default_handler.stream = before or default_handler.stream


@pytest.mark.parametrize("what", ["defect", "query", "busy", "full", "500", "503"])
def test_the_page_says_the_number_that_the_log_has(
    broken_app: MakeApp, log: io.StringIO, what: str
) -> None:
    page = browser(broken_app()).get(f"/broken/{what}")
    assert page.status in (500, 503)
    number = page.words("#request-id")
    assert OWN.fullmatch(number)
    assert page.headers[HEADER] == number
    assert log.getvalue().count(f"request {number}:") == 1


@pytest.mark.parametrize("what", ["busy", "full"])
def test_a_form_that_comes_back_has_its_number_too(
    broken_app: MakeApp, log: io.StringIO, what: str
) -> None:
    page = browser(broken_app()).post(
        f"/broken/{what}", data={"amount": "5"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert page.status == 503
    assert page.words("#request-id") == page.headers[HEADER]
    assert f"request {page.headers[HEADER]}:" in log.getvalue()


def test_a_write_that_waits_in_vain_is_logged_with_the_number_of_its_page(
    app: Flask, player: int, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(app)
    client.sign_in(player)
    monkeypatch.setattr("total_bankroll.database.WAIT_SECONDS", 0)
    db.engine.dispose()
    with db.engine.connect().execution_options(writing=True) as other, other.begin():
        page = client.post("/settings/theme", data={"theme": "dark"})
    assert page.status == 503
    assert f"request {page.words('#request-id')}: The database is held" in log.getvalue()


def test_a_monitor_s_answer_has_the_number_that_the_log_has(
    app: Flask, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_statement: object) -> None:
        raise OperationalError("x", {}, Exception("nobody answers"))

    monkeypatch.setattr(db.session, "execute", refuse)
    page = browser(app).get("/healthz")
    assert page.status == 503
    assert f"request {page.headers[HEADER]}: The database does not answer" in log.getvalue()


def test_a_letter_that_cannot_be_sent_is_logged_with_the_number_of_its_page(
    app: Flask, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("no mail server here")

    monkeypatch.setattr(app.extensions["mailman"], "get_connection", refuse)
    page = register(browser(app))
    page.response.close()
    assert f"request {page.headers[HEADER]}: An e-mail could not be sent" in log.getvalue()


def test_a_use_that_cannot_be_noted_is_logged_with_the_number_of_its_page(
    app: Flask, player: int, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_of: object) -> None:
        raise OperationalError("x", {}, Exception("database is locked"))

    monkeypatch.setattr("total_bankroll.routes.presence.note_use", refuse)
    client = browser(app)
    client.sign_in(player)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        page = client.get("/settings")
        page.response.close()
    assert f"request {page.headers[HEADER]}: That a sign-in was used" in log.getvalue()


def test_every_request_has_a_number_of_its_own(client: CheckingClient) -> None:
    paths = ("/", "/", "/nowhere", "/settings", "/healthz", "/static/app.css")
    numbers = [client.get(path, buffered=True).headers[HEADER] for path in paths]
    assert all(OWN.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == len(paths)


def test_a_stranger_chooses_no_number(client: CheckingClient) -> None:
    assert client.get("/", headers={HEADER: GIVEN}).headers[HEADER] != GIVEN


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (GIVEN, True),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", True),
        ("short", False),
        ("x" * 65, False),
        ("12345678\u0661", False),
        ("12345678 INFO forged line", False),
        ("<script>alert(1)</script>", False),
        ("", False),
    ],
)
def test_a_trusted_proxy_s_number_is_taken_where_it_is_well_formed(
    make_app: MakeApp, given: str, taken: bool
) -> None:
    client = browser(make_app(TRUSTED_PROXIES=1))
    number = client.get("/", headers={HEADER: given.encode().decode("latin-1")}).headers[HEADER]
    assert (number == given) is taken
    assert taken or OWN.fullmatch(number)


@pytest.mark.parametrize("what", ["query", "a-letter-s-token"])
def test_the_log_says_what_failed_and_nothing_of_anybody_s(
    broken_app: MakeApp, log: io.StringIO, what: str
) -> None:
    page = browser(broken_app()).post(
        f"/broken/{what}?q={ADDRESS}", data={"note": SECRETS[1], "amount": SECRETS[0]}
    )
    assert page.status == 500
    written = log.getvalue()
    assert "POST broken failed" in written
    assert "Traceback" in written
    assert [secret for secret in SECRETS if secret in written or secret in page.text] == []


def test_a_line_from_no_request_is_written_too(app: Flask, log: io.StringIO) -> None:
    app.logger.warning("postgresql://me:hunter2@db/bankroll does not answer")
    assert "request -: " in log.getvalue()
    assert "hunter2" not in log.getvalue()


def test_a_line_says_its_time_in_utc(app: Flask, log: io.StringIO) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 12, 30, tzinfo=UTC), tick=False):
        logging.getLogger("total_bankroll.security").warning("one")
    assert log.getvalue().startswith("[2026-07-01T12:30:00.000+00:00] WARNING in ")


def test_nothing_that_was_sent_begins_a_line(broken_app: MakeApp, log: io.StringIO) -> None:
    forged = "x\n[2026-01-01] INFO in total_bankroll.security, request -: sign-in\r\u2028more"
    logging.getLogger("total_bankroll.security").warning("said %s", forged)
    try:
        raise RuntimeError(forged)
    except RuntimeError:
        logging.getLogger("total_bankroll").exception("failed")
    first, *rest = log.getvalue().splitlines()
    assert (first.startswith("["), first.endswith("more")) == (True, True)
    assert [line[:1] for line in rest if not line.startswith("  ")] == ["["]
    assert rest[0].endswith(": failed")
