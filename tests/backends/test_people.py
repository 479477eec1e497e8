"""Registering and passwords on servers, where nobody holds a lock on the whole database."""

import secrets
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask

from tests.conftest import empty_tables, fill_schema, reset_limits
from tests.support import passkeys
from tests.support.databases import SERVERS, application
from tests.support.needs import new_database, redis_url
from tests.support.pages import CheckingClient
from tests.support.people import (
    OTHER,
    PASSWORD,
    browser,
    change,
    copied,
    fail,
    is_signed_in,
    players,
    register,
    register_at_once,
    sign_in,
)
from tests.support.second_factors import enrol, second_step
from total_bankroll.extensions import cache, db
from total_bankroll.models import Passkey, RecoveryCode


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(kind, marks=pytest.mark.xdist_group(f"people-{kind}")) for kind in SERVERS
    ],
)
def shared(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on a database of a server."""
    with new_database(request.param) as url, application(url) as app:
        with app.app_context():
            fill_schema()
        yield app


@pytest.fixture
def server_app(shared: Flask) -> Flask:
    """The same without anybody, and without what was counted."""
    with shared.app_context():
        empty_tables()
        cache.clear()
        reset_limits(shared)
        db.session.remove()
    return shared


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
    statuses = register_at_once(clients)
    assert statuses.count(302) == 1
    assert set(statuses) <= {200, 302, 400}
    with server_app.app_context():
        assert players() == 1


def test_workers_count_guesses_together_by_redis(make_app: Callable[..., Flask]) -> None:
    settings = {"REDIS_URL": redis_url(), "CACHE_KEY_PREFIX": f"test-{secrets.token_hex(6)}:"}
    first, second = make_app(**settings), make_app(**settings)
    assert fail(browser(first), 6) == [200] * 6
    assert fail(browser(second), 6) == [200] * 4 + [429] * 2


def at_once(clients: list[CheckingClient], send: Callable[[CheckingClient], object]) -> int:
    """Every browser sends the same at the same moment; how many are signed in by that."""
    barrier = threading.Barrier(len(clients))

    def run(client: CheckingClient) -> None:
        client.checks = False
        barrier.wait()
        send(client)

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [is_signed_in(client) for client in clients].count(True)


def test_a_code_that_is_sent_several_times_at_once_lets_one_in(server_app: Flask) -> None:
    owner = browser(server_app)
    register(owner)
    phone, codes = enrol(owner)
    for code, path in ((phone.code(1), "/tf-validate"), (codes[0], "/mf-recovery")):
        clients = [browser(server_app) for _ in range(4)]
        for client in clients:
            sign_in(client)
        send = partial(second_step, code=code, path=path)
        assert at_once(clients, send) == 1


def test_a_passkeys_answer_that_is_sent_several_times_at_once_lets_one_in(
    server_app: Flask,
) -> None:
    owner = browser(server_app)
    register(owner)
    device, _ = passkeys.enrol(owner, passkeys.Authenticator(counts=None))
    clients = [browser(server_app) for _ in range(4)]
    page = passkeys.ask(clients[0])
    said = device.get(passkeys.options_of(page))
    send = partial(passkeys.answer, page=page, said=said)
    assert at_once(clients, send) == 1


def test_factors_that_are_added_at_once_have_ten_recovery_codes(server_app: Flask) -> None:
    owner = browser(server_app)
    register(owner)
    tabs = [copied(owner) for _ in range(4)]
    pages = {tab: tab.get(f"{passkeys.SETTINGS}/new") for tab in tabs}

    def add(tab: CheckingClient) -> None:
        said = passkeys.Authenticator().create(passkeys.options_of(pages[tab]))
        passkeys.confirm(tab, pages[tab], said)

    at_once(tabs, add)
    with server_app.app_context():
        assert db.session.query(Passkey).count() == len(tabs)
        assert db.session.query(RecoveryCode).count() == 10
        db.session.remove()
