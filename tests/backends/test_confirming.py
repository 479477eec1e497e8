"""Confirming an address on servers, in the moment in which somebody else registers it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import fill_schema
from tests.support.databases import SERVERS, application
from tests.support.needs import new_database
from tests.support.people import PASSWORD, browser, letters, link_in, register, sign_in

THEIRS = "what the thief chose"

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
