"""Signing in at the moment in which the account is closed, or what was typed is changed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from tests.support import passkeys
from tests.support.pages import CheckingClient, Page
from tests.support.passkeys import Authenticator
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    browser,
    change,
    is_signed_in,
    players,
    sign_in,
)
from total_bankroll.extensions import db
from total_bankroll.models import SignIn
from total_bankroll.services import sign_ins

Change = Callable[[CheckingClient], object]
CHANGES: dict[str, Change] = {
    "changed": lambda client: change(client, PASSWORD, OTHER),
    "closed": lambda client: client.post(
        "/settings/close", data={"email": EMAIL, "password": PASSWORD}
    ),
}


@pytest.fixture(params=CHANGES)
def crossing(
    request: pytest.FixtureRequest, here: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> str:
    """What the owner does elsewhere once a password was found right, before that is written."""
    done: list[object] = []
    plain = sign_ins.write_scope

    @contextmanager
    def after_it(*scopes: str) -> Iterator[Any]:
        if not done:
            done.append(request.param)
            db.session.rollback()  # as a write begins; what waits for readers goes on
            elsewhere = threading.Thread(target=CHANGES[request.param], args=(here,))
            elsewhere.start()
            elsewhere.join()
        with plain(*scopes) as session:
            yield session

    monkeypatch.setattr(sign_ins, "write_scope", after_it)
    return str(request.param)


def told_to_try_again(page: Page) -> bool:
    return page.status == 400 and "Sign in once more" in page.words("main")


def rows() -> int:
    db.session.remove()
    return db.session.query(SignIn).count()


def test_what_was_right_before_lets_nobody_in(app: Flask, crossing: str) -> None:
    thief = browser(app)
    page = sign_in(thief, remember="y")
    assert told_to_try_again(page)
    assert EMAIL not in page.text
    assert not [line for line in page.headers.getlist("Set-Cookie") if "remember" in line]
    assert not is_signed_in(thief)
    assert rows() == (1 if crossing == "changed" else 0), "the owner's own, where there is one"


def test_the_new_password_lets_in_right_after(app: Flask, crossing: str) -> None:
    client = browser(app)
    sign_in(client)
    assert sign_in(client).status == 200
    assert sign_in(client, password=OTHER).status == (302 if players() else 200)


def test_a_cookie_of_before_does_not_let_passkeys_be_tried_without_end(
    app: Flask, here: CheckingClient, device: Authenticator, caplog: pytest.LogCaptureFixture
) -> None:
    thief = browser(app)
    sign_in_with(thief, device)
    with thief.session_transaction() as session:
        kept = dict(session)
    thief.post("/logout")
    with thief.session_transaction() as session:
        session.update(kept)
    thief.checks = False
    page = passkeys.ask(thief)
    with caplog.at_level("INFO", "total_bankroll.security"):
        tries = [passkeys.answer(thief, page, "x").status for _ in range(51)]
    assert tries == [302] * 50 + [429]
    assert caplog.text.count("passkey refused") == 50


def sign_in_with(client: CheckingClient, device: Authenticator) -> None:
    assert passkeys.sign_in(client, device).location == "/"
    assert is_signed_in(client)
