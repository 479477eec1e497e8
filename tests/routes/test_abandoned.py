"""Registrations that nobody confirms are forgotten, and never under the hands of who does."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    NOON,
    PASSWORD,
    as_page,
    browser,
    letters,
    link_in,
    players,
    register,
    sign_in,
    stored,
)
from total_bankroll.extensions import db
from total_bankroll.services.abandoned import GIVEN_UP_AFTER, clear_abandoned

MakeApp = Callable[..., Flask]
NOBODY = "nobody@example.org"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LOG = "total_bankroll.security"


def made(make_app: MakeApp, **settings: Any) -> Flask:
    app = make_app(**{"SECURITY_CONFIRMABLE": True, "FORGETS_REGISTRATIONS": True} | settings)
    app.extensions["mailman"].outbox = []
    return app


@pytest.fixture
def forgetting(make_app: MakeApp) -> Flask:
    """An application whose letters confirm addresses, and which forgets who does not."""
    return made(make_app)


def letter(app: Flask, page: Any) -> str:
    """The link in the letter that a page has sent."""
    found = link_in(letters(app, as_page(page))[-1])
    app.extensions["mailman"].outbox.clear()
    return found


def registered(app: Flask) -> str:
    return letter(app, register(browser(app)))


def visit(app: Flask) -> None:
    """Somebody looks at a page, to its end."""
    app.test_client().get("/healthz").close()


def confirm(client: CheckingClient, link: str, password: str = PASSWORD) -> str | None:
    return as_page(client.post(link, data={"password": password})).location


def count(app: Flask) -> int:
    with app.app_context():
        return players()


def test_a_page_is_followed_by_it_once_a_day(
    forgetting: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOG)
    with time_machine.travel(NOON, tick=False) as clock:
        registered(forgetting)
        clock.shift(GIVEN_UP_AFTER - MINUTE)
        visit(forgetting)
        clock.shift(2 * MINUTE)
        visit(forgetting)
        assert count(forgetting) == 1
        clock.shift(DAY)
        visit(forgetting)
        assert count(forgetting) == 0
    (line,) = [each for each in caplog.messages if each.startswith("registration forgotten")]
    assert "account=" in line
    assert EMAIL not in caplog.text


@pytest.mark.parametrize(
    "settings", [{"SECURITY_CONFIRMABLE": False}, {"FORGETS_REGISTRATIONS": None}]
)
def test_it_is_done_only_where_letters_confirm_and_in_tests_that_ask_for_it(
    make_app: MakeApp, settings: dict[str, Any]
) -> None:
    app = made(make_app, **settings)
    with time_machine.travel(NOON, tick=False) as clock:
        register(browser(app))
        with app.app_context():
            stored().confirmed_at = None
            db.session.commit()
            db.session.remove()
        clock.shift(2 * GIVEN_UP_AFTER)
        visit(app)
    assert count(app) == 1


def test_the_address_is_registered_and_confirmed_again(forgetting: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        old = registered(forgetting)
        clock.shift(GIVEN_UP_AFTER + MINUTE)
        visit(forgetting)
        assert count(forgetting) == 0
        link = registered(forgetting)
        assert confirm(browser(forgetting), old) == "/confirm"
        assert confirm(browser(forgetting), link) == "/login"
        clock.shift(2 * GIVEN_UP_AFTER)
        visit(forgetting)
        assert sign_in(browser(forgetting)).status == 302


@pytest.mark.parametrize("path", ["/confirm", "/reset"])
def test_who_asks_for_another_letter_is_waited_for(forgetting: Flask, path: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        registered(forgetting)
        clock.shift(GIVEN_UP_AFTER - MINUTE)
        link = letter(forgetting, browser(forgetting).post(path, data={"email": EMAIL}))
        clock.shift(2 * MINUTE)
        with forgetting.app_context():
            assert list(clear_abandoned()) == []
        data = {"password": PASSWORD, "password_confirm": PASSWORD}
        assert as_page(browser(forgetting).post(link, data=data)).location == "/login"
        assert sign_in(browser(forgetting)).status == 302


def test_whoever_asks_for_it_learns_nothing_by_it(forgetting: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        registered(forgetting)
        clock.shift(GIVEN_UP_AFTER - MINUTE)
        for path in ("/confirm", "/reset"):
            known, unknown = (
                as_page(browser(forgetting).post(path, data={"email": email}))
                for email in (EMAIL, NOBODY)
            )
            assert len(known.statements) == len(unknown.statements)
            assert (known.status, known.location) == (unknown.status, unknown.location)


def test_a_letter_that_cannot_be_noted_is_in_the_log(
    forgetting: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        registered(forgetting)
        clock.shift(2 * DAY)
        page = as_page(browser(forgetting).post("/confirm", data={"email": EMAIL}))
        with forgetting.app_context():
            db.session.delete(stored())
            db.session.commit()
        page.response.close()
    assert "could not be noted" in caplog.text
    assert EMAIL not in caplog.text


@pytest.mark.parametrize("kind", ["body", "alternatives"])
def test_the_letter_says_for_how_long(forgetting: Flask, kind: str) -> None:
    (sent,) = letters(forgetting, register(browser(forgetting)))
    assert f"forgotten after {GIVEN_UP_AFTER.days} days" in str(getattr(sent, kind))


def test_a_link_works_for_a_shorter_time(forgetting: Flask) -> None:
    longest = max(
        forgetting.config[f"SECURITY_{name}_WITHIN"] for name in ("CONFIRM_EMAIL", "RESET_PASSWORD")
    )
    assert longest + DAY < GIVEN_UP_AFTER
