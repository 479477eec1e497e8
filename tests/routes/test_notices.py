"""What is told by e-mail, and logged, when an account's security is at stake."""

import logging
from typing import Any

import pytest
from flask import Flask, g

from tests.support.pages import CheckingClient
from tests.support.passkeys import SECOND, Authenticator, answer, ask, options_of
from tests.support.people import (
    EMAIL,
    FIREFOX,
    OTHER,
    PASSWORD,
    Clock,
    as_page,
    browser,
    change,
    letters,
    link_in,
    register,
    sign_in,
)
from total_bankroll.security_log import account_mark

LOGGER = "total_bankroll.security"


@pytest.fixture
def here(app: Flask, ada: int, outbox: None) -> CheckingClient:
    client = browser(app)
    as_page(sign_in(client)).response.close()
    app.extensions["mailman"].outbox = []
    return client


def told(app: Flask, page: Any) -> list[str]:
    return [letter.subject for letter in letters(app, page)]


def test_a_new_browser_is_told_of(app: Flask, ada: int, outbox: None) -> None:
    page = browser(app).post(
        "/login",
        data={"email": EMAIL, "password": PASSWORD},
        headers={"User-Agent": FIREFOX},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    (letter,) = letters(app, page)
    assert (letter.to, letter.subject) == ([EMAIL], "A new browser has signed in")
    assert "Firefox on Linux, from 192.0.2.7." in letter.body
    assert "signed in with your password in a browser" in both_parts(letter)


def both_parts(letter: Any) -> str:
    """What a letter says, if it says the same in both of its parts."""
    ((html, _kind),) = [tuple(each) for each in letter.alternatives]
    sentence = letter.body.partition("\n")[0]
    assert sentence in html
    return str(sentence)


def test_it_says_in_which_way(app: Flask, clock: Clock, device: Authenticator) -> None:
    def said(client: CheckingClient) -> str:
        page = ask(client)
        clock.shift(SECOND)
        app.extensions["mailman"].outbox = []
        (letter,) = letters(app, answer(client, page, device.get(options_of(page))))
        return both_parts(letter)

    client = browser(app)
    assert "signed in with one of your passkeys, without your password, in" in said(client)
    client = browser(app)
    sign_in(client)
    assert "signed in with your password and your second factor in" in said(client)


def test_a_known_browser_is_not(app: Flask, here: CheckingClient) -> None:
    here.post("/logout")
    assert told(app, sign_in(here)) == []


def test_who_has_just_registered_is_not(app: Flask, client: CheckingClient, outbox: None) -> None:
    assert told(app, register(client)) == ["Welcome to Total Bankroll"]


def test_a_changed_password_is_told_of_once(app: Flask, here: CheckingClient) -> None:
    assert told(app, change(here, PASSWORD, OTHER)) == ["Your password has been changed"]


def test_ended_sign_ins_are_told_of(app: Flask, here: CheckingClient) -> None:
    sign_in(browser(app))
    app.extensions["mailman"].outbox = []
    assert told(app, here.post("/settings/devices/end-others")) == [
        "You have been signed out elsewhere"
    ]
    app.extensions["mailman"].outbox = []
    assert told(app, here.post("/settings/devices/end-others")) == []


def test_one_ended_sign_in_is_told_of(app: Flask, here: CheckingClient) -> None:
    sign_in(browser(app))
    app.extensions["mailman"].outbox = []
    forms = as_page(here.get("/settings/devices")).all("main form")
    (action,) = [str(form["action"]) for form in forms if "others" not in str(form["action"])]
    assert told(app, here.post(action)) == ["You have been signed out elsewhere"]


def test_a_password_set_by_a_link_is_told_of(app: Flask, here: CheckingClient) -> None:
    here.post("/logout")
    link = link_in(letters(app, as_page(here.post("/reset", data={"email": EMAIL})))[0])
    app.extensions["mailman"].outbox = []
    page = here.post(link, data={"password": OTHER, "password_confirm": OTHER})
    assert told(app, page) == ["Your password has been replaced"]


def test_a_letter_that_cannot_be_sent_costs_no_page(
    app: Flask,
    ada: int,
    outbox: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("no mail server here")

    monkeypatch.setattr(app.extensions["mailman"], "get_connection", refuse)
    page = sign_in(browser(app))
    assert (page.status, letters(app, page)) == (302, [])
    assert "could not be sent: A new browser has signed in" in caplog.text


# -- the log


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    caplog.clear()
    return [message.partition(" account=")[0] for message in found]


def test_events_reach_the_log_by_default(app: Flask) -> None:
    assert logging.getLogger(LOGGER).isEnabledFor(logging.INFO)


def test_what_happens_is_logged_without_a_secret(
    app: Flask, outbox: None, caplog: pytest.LogCaptureFixture
) -> None:
    client, secrets = browser(app), {PASSWORD, OTHER, EMAIL, "not the password"}

    def keep_secrets() -> None:
        secrets.update(cookie.value for cookie in client._cookies.values())
        with client.session_transaction() as session:
            secrets.update(str(session["_user_id"]).split("."))

    register(client)
    keep_secrets()
    client.post("/logout")
    sign_in(client, password="not the password")
    sign_in(client)
    keep_secrets()
    change(client, PASSWORD, OTHER)
    keep_secrets()
    stranger = browser(app)
    app.extensions["mailman"].outbox = []
    link = link_in(letters(app, as_page(stranger.post("/reset", data={"email": EMAIL})))[0])
    stranger.post(link, data={"password": PASSWORD, "password_confirm": PASSWORD})
    secrets.add(link.rpartition("/")[2])
    said = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    assert not [secret for secret in secrets for line in said if secret in line]
    assert events(caplog) == [
        "registered",
        "sign-in",
        "sign-out",
        "sign-in failed",
        "sign-in",
        "sign-in",
        "password changed",
        "password reset asked for",
        "password reset",
    ]


def test_an_address_change_is_logged_under_both_marks(
    app: Flask, here: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    page = as_page(here.post("/change-email", data={"email": "new@example.org"}))
    here.post(link_in(letters(app, page)[0]), data={"password": PASSWORD})
    said = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    marks = [account_mark(email) for email in (EMAIL, EMAIL, "new@example.org")]
    assert [line.partition(" account=")[2].split()[0] for line in said] == marks
    assert events(caplog) == ["address change asked for", "address changed", "address taken on"]


def test_ended_sign_ins_are_logged(
    app: Flask, here: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(browser(app))
    caplog.clear()
    here.post("/settings/devices/end-others")
    (line,) = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    assert line == (f"sign-ins ended account={account_mark(EMAIL)} count=1 address=127.0.0.1")


def test_an_invitation_is_logged_without_its_link(
    app: Flask, outbox: None, caplog: pytest.LogCaptureFixture
) -> None:
    result = app.test_cli_runner().invoke(args=["user", "invite", EMAIL])
    secret = result.stdout.partition("/invitations/")[2].split()[0]
    said = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    assert secret not in str(said)
    assert events(caplog) == ["invited"]


def test_the_requests_id_is_there_where_it_has_one(
    app: Flask, ada: int, caplog: pytest.LogCaptureFixture
) -> None:
    def number() -> None:
        g.request_id = "r-1234"

    app.before_request_funcs[None].insert(0, number)
    try:
        sign_in(browser(app), password="not the password")
    finally:
        app.before_request_funcs[None].remove(number)
    (line,) = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    assert line.startswith("sign-in failed ")
    assert line.endswith(" request=r-1234")


def test_an_account_is_named_alike_however_it_is_typed(app: Flask) -> None:
    marks = {account_mark(text) for text in (EMAIL, " ADA@Example.org ")}
    assert len(marks) == 1
    assert marks.pop() not in {account_mark("bob@example.org"), account_mark("\ud800")}
