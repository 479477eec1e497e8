"""Registering and passwords on servers, where nobody holds a lock on the whole database."""

import secrets
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import fill_schema
from tests.support.needs import new_database, redis_url
from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    browser,
    change,
    fail,
    is_signed_in,
    players,
    register,
    sign_in,
)
from total_bankroll.app import create_app
from total_bankroll.extensions import db


@pytest.fixture(params=["postgresql", "mysql"])
def server_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    with new_database(request.param) as url:
        app = create_app({"APP_ENV": "testing", "DATABASE_URL": url})
        app.test_client_class = CheckingClient
        with app.app_context():
            fill_schema()
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_player_registers_signs_in_and_changes_the_password(server_app: Flask) -> None:
    here, there = browser(server_app), browser(server_app)
    assert register(here).status == 302
    assert sign_in(there, "ADA@example.org").status == 302
    assert change(here, PASSWORD, OTHER).location == "/settings"
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert sign_in(there, password=PASSWORD).status == 200
    assert sign_in(there, password=OTHER).status == 302


def test_registrations_at_once_make_one_player(server_app: Flask) -> None:
    clients = [browser(server_app) for _ in range(6)]
    tokens = [client._token() for client in clients]
    barrier = threading.Barrier(len(clients))
    statuses: list[int] = []

    def run(client: CheckingClient, token: str) -> None:
        client.checks = False
        data = {"email": EMAIL, "password": PASSWORD, "password_confirm": PASSWORD}
        barrier.wait()
        page = client.post("/register", data={"csrf_token": token, **data}, csrf=False)
        statuses.append(page.status)

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(clients, tokens, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(302) == 1
    assert set(statuses) <= {200, 302, 400}
    with server_app.app_context():
        assert players() == 1


def test_workers_count_guesses_together_by_redis(make_app: Callable[..., Flask]) -> None:
    settings = {"REDIS_URL": redis_url(), "CACHE_KEY_PREFIX": f"test-{secrets.token_hex(6)}:"}
    first, second = make_app(**settings), make_app(**settings)
    assert fail(browser(first), 6) == [200] * 6
    assert fail(browser(second), 6) == [200] * 4 + [429] * 2
