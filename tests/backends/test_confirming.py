"""Confirming an address on servers, in the moment in which somebody else registers it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import update

from tests.conftest import fill_schema
from tests.support.databases import SERVERS, application
from tests.support.needs import new_database
from tests.support.pages import CheckingClient
from tests.support.people import (
    PASSWORD,
    as_page,
    browser,
    letters,
    link_in,
    register,
    sign_in,
)
from total_bankroll.errors import Busy
from total_bankroll.extensions import db, writing_allowed
from total_bankroll.models import User
from total_bankroll.services.abandoned import clear_abandoned

THEIRS = "what the thief chose"
LONG_AGO = datetime(2026, 2, 3, tzinfo=UTC)

pytestmark = pytest.mark.backends


@pytest.fixture(params=SERVERS)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    with (
        new_database(request.param) as url,
        application(url, SECURITY_CONFIRMABLE=True) as app,
    ):
        with app.app_context():
            fill_schema()
        yield app


def at_once(*sends: Callable[[], object]) -> None:
    """Each in a thread of its own, from the same moment on."""
    barrier = threading.Barrier(len(sends))

    def run(send: Callable[[], object]) -> None:
        barrier.wait()
        send()

    threads = [threading.Thread(target=run, args=(send,)) for send in sends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def race(app: Flask, email: str) -> list[int]:
    """The owner confirms and a stranger registers; the answers' statuses."""
    app.extensions["mailman"].outbox = []
    link = link_in(letters(app, register(browser(app), email))[0])
    owner, stranger = browser(app), browser(app)
    owner.checks = stranger.checks = False
    statuses: list[int] = []
    at_once(
        lambda: statuses.append(owner.post(link, data={"password": PASSWORD}).status),
        lambda: statuses.append(register(stranger, email, THEIRS).status),
    )
    return statuses


def test_whoever_comes_first_no_strangers_password_is_confirmed(app: Flask) -> None:
    for n in range(12):
        email = f"carol{n}@example.org"
        assert set(race(app, email)) <= {302, 400, 409}
        assert sign_in(browser(app), email, THEIRS).status == 200


def confirm_while_forgotten(app: Flask, email: str) -> bool:
    """The owner confirms in the moment in which the registration is given up: whether it counts."""
    app.extensions["mailman"].outbox = []
    link, owner = link_in(letters(app, register(browser(app), email))[0]), browser(app)
    owner.checks = False
    with app.app_context(), writing_allowed():
        db.session.execute(update(User).where(User.email == email).values(created_at=LONG_AGO))
        db.session.commit()
    told: list[str | None] = []

    def forget() -> None:
        with app.app_context(), suppress(Busy):
            list(clear_abandoned())

    data = {"password": PASSWORD}
    at_once(lambda: told.append(as_page(owner.post(link, data=data)).location), forget)
    return told == ["/login"]


def test_who_was_told_that_it_is_confirmed_is_not_forgotten(app: Flask) -> None:
    for n in range(12):
        email = f"carol{n}@example.org"
        is_told = confirm_while_forgotten(app, email)
        assert (sign_in(browser(app), email).status == 302) is is_told
        assert as_page(register(browser(app), email)).status == 302


def take_on(app: Flask, owner: CheckingClient, new: str) -> list[int]:
    """The owner takes on an address that a stranger registers; the answers' statuses."""
    register(browser(app), new, THEIRS)
    app.extensions["mailman"].outbox = []
    asked = as_page(owner.post("/change-email", data={"email": new}))
    link, stranger = link_in(letters(app, asked)[0]), browser(app)
    owner.checks = stranger.checks = False
    statuses: list[int] = []
    at_once(
        lambda: statuses.append(owner.post(link, data={"password": PASSWORD}).status),
        lambda: statuses.append(register(stranger, new, THEIRS).status),
    )
    owner.post(link, data={"password": PASSWORD})  # where the stranger came between
    return statuses


def test_whoever_registers_a_players_new_address_meanwhile_does_not_have_it(app: Flask) -> None:
    app.extensions["mailman"].outbox = []
    owner, addresses = browser(app), [f"carol{n}@example.org" for n in range(8)]
    link = link_in(letters(app, register(owner, addresses[0]))[0])
    owner.post(link, data={"password": PASSWORD})
    sign_in(owner, addresses[0])
    for former, new in pairwise(addresses):
        assert set(take_on(app, owner, new)) <= {302, 400, 409}
        assert sign_in(browser(app), new, THEIRS).status == 200
        assert sign_in(browser(app), former).status == 200
        assert sign_in(browser(app), new).status == 302
