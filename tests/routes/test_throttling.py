"""Guessing is slow, for everybody but the owner on a known device."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask_security.change_email import _generate_token
from flask_security.confirmable import generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password
from sqlalchemy import select

from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    as_page,
    browser,
    change,
    fail,
    register,
    sign_in,
)
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.routes.throttling import in_words

MakeApp = Callable[..., Flask]


ACCOUNT_LIMIT, ADDRESS_LIMIT, DEVICE_LIMIT, LETTERS_LIMIT = 10, 50, 20, 5
LETTERS_ADDRESS_LIMIT = 20


def test_guesses_at_an_account_are_slowed_down(app: Flask, ada: int) -> None:
    statuses = fail(browser(app), ACCOUNT_LIMIT + 2)
    assert statuses == [200] * ACCOUNT_LIMIT + [429] * 2
    page = sign_in(browser(app))
    assert page.status == 429
    assert "Too many tries" in page.words("h1")
    assert 0 < int(page.headers["Retry-After"]) <= 600


def test_the_page_says_how_long_to_wait(app: Flask, ada: int) -> None:
    present = datetime.now(UTC).replace(microsecond=500_000)
    for later, said in ((0, "in 10 minutes"), (250, "in 6 minutes"), (550, "in a minute")):
        with time_machine.travel(present + timedelta(seconds=later), tick=False):
            fail(browser(app), 0 if later else ACCOUNT_LIMIT)
            assert f"Try again {said};" in sign_in(browser(app)).words("main")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "in a minute"),
        (60, "in a minute"),
        (61, "in 2 minutes"),
        (3540, "in 59 minutes"),
        (3541, "in an hour"),
        (3601, "in 2 hours"),
        (86400, "in 24 hours"),
    ],
)
def test_a_wait_is_rounded_up(seconds: int, said: str) -> None:
    assert in_words(seconds) == said


def test_the_owners_own_device_is_not_locked_out(app: Flask, ada: int) -> None:
    owner = browser(app)
    sign_in(owner)
    owner.post("/logout")
    fail(browser(app), ADDRESS_LIMIT + 5)
    assert sign_in(browser(app)).status == 429
    assert sign_in(owner).status == 302


def test_nobody_is_locked_out_for_good(app: Flask, ada: int) -> None:
    present = datetime.now(UTC)
    with time_machine.travel(present, tick=False):
        fail(browser(app), ACCOUNT_LIMIT)
        assert sign_in(browser(app)).status == 429
    with time_machine.travel(present + timedelta(minutes=11), tick=False):
        assert sign_in(browser(app)).status == 302


def test_signing_in_rightly_counts_nothing(app: Flask, ada: int) -> None:
    for _ in range(ACCOUNT_LIMIT + 2):
        client = browser(app)
        assert sign_in(client).status == 302


def test_guesses_at_many_accounts_are_slowed_down_by_address(app: Flask) -> None:
    client = browser(app)
    client.checks = False
    statuses = [
        sign_in(client, f"p{n}@example.org", "not the password").status
        for n in range(ADDRESS_LIMIT + 1)
    ]
    assert statuses == [200] * ADDRESS_LIMIT + [429]


def test_a_known_device_does_not_guess_forever(app: Flask, ada: int) -> None:
    client = browser(app)
    sign_in(client)
    client.post("/logout")
    assert fail(client, DEVICE_LIMIT + 1) == [200] * DEVICE_LIMIT + [429]


def test_a_device_known_for_one_account_is_a_stranger_to_others(app: Flask, ada: int) -> None:
    mallory = browser(app)
    register(mallory, "mallory@example.org")
    mallory.post("/logout")
    assert fail(mallory, ACCOUNT_LIMIT + 1) == [200] * ACCOUNT_LIMIT + [429]


@pytest.mark.parametrize("cookie", ["x", "", "WyJhIl0.x.y", "\\"])
def test_a_forged_device_is_a_stranger(app: Flask, ada: int, cookie: str) -> None:
    fail(browser(app), ACCOUNT_LIMIT)
    client = browser(app)
    client.set_cookie("known-device", cookie)
    assert sign_in(client).status == 429


def test_forging_the_address_does_not_help(app: Flask) -> None:
    client = browser(app)
    client.checks = False
    statuses = [
        client.post(
            "/login",
            data={"email": f"p{n}@example.org", "password": "not the password"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        ).status
        for n in range(ADDRESS_LIMIT + 1)
    ]
    assert statuses[-1] == 429


def test_behind_a_trusted_proxy_its_last_word_counts(make_app: MakeApp) -> None:
    app = make_app(TRUSTED_PROXIES=1)
    client = browser(app)
    client.checks = False

    def guess(n: int, last_hop: str) -> int:
        return int(
            client.post(
                "/login",
                data={"email": f"p{n}@example.org", "password": "not the password"},
                headers={"X-Forwarded-For": f"198.51.100.{n}, {last_hop}"},
            ).status
        )

    statuses = [guess(n, "203.0.113.1") for n in range(ADDRESS_LIMIT + 1)]
    assert statuses[-1] == 429
    assert guess(99, "203.0.113.2") == 200


def test_a_whole_network_of_ipv6_is_one_visitor(app: Flask) -> None:
    client = browser(app)
    client.checks = False
    statuses = [
        client.post(
            "/login",
            data={"email": f"p{n}@example.org", "password": "not the password"},
            environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"},
        ).status
        for n in range(ADDRESS_LIMIT + 1)
    ]
    assert statuses[-1] == 429


def test_addresses_of_ipv4_are_told_apart_on_a_socket_for_both(app: Flask) -> None:
    client = browser(app)
    client.checks = False

    def guess(n: int, address: str) -> int:
        return client.post(
            "/login",
            data={"email": f"p{n}@example.org", "password": "not the password"},
            environ_base={"REMOTE_ADDR": address},
        ).status

    statuses = [guess(n, "::ffff:203.0.113.1") for n in range(ADDRESS_LIMIT + 1)]
    assert statuses[-1] == 429
    assert guess(99, "203.0.113.1") == 429
    assert guess(99, "::ffff:203.0.113.2") == 200


def test_registrations_in_bursts_are_slowed_down(app: Flask) -> None:
    client = browser(app)
    client.checks = False
    statuses = [register(client, f"p{n}@example.org", "short").status for n in range(31)]
    assert statuses == [200] * 30 + [429]


def test_letters_in_bursts_are_slowed_down(app: Flask, ada: int, outbox: None) -> None:
    client = browser(app)
    pages = [
        as_page(client.post("/reset", data={"email": EMAIL})) for _ in range(LETTERS_LIMIT + 1)
    ]
    assert [page.status for page in pages] == [200] * LETTERS_LIMIT + [429]


STEPS = ("/tf-validate", "/mf-recovery")
LINKS = ("/reset/made-up", "/confirm/made-up", "/change-email/made-up")


@pytest.fixture
def confirming(make_app: MakeApp) -> Flask:
    """An application in which all that a stranger can post to is there."""
    return make_app(SECURITY_CONFIRMABLE=True)


@pytest.mark.parametrize("path", [*STEPS, *LINKS])
def test_what_leads_nowhere_is_slowed_down(confirming: Flask, path: str) -> None:
    client = browser(confirming)
    client.checks = False
    statuses = [client.post(path, data={"code": str(n)}).status for n in range(ADDRESS_LIMIT + 1)]
    assert statuses == [302] * ADDRESS_LIMIT + [429]


def test_links_to_confirm_are_slowed_down_by_account_and_by_address(confirming: Flask) -> None:
    def ask(whose: str) -> int:
        client = browser(confirming)
        client.checks = False
        return int(client.post("/confirm", data={"email": f"{whose}@example.org"}).status)

    assert [ask("ada") for _ in range(LETTERS_LIMIT + 1)] == [200] * LETTERS_LIMIT + [429]
    rest = LETTERS_ADDRESS_LIMIT - LETTERS_LIMIT
    assert [ask(f"p{n}") for n in range(rest + 1)] == [200] * rest + [429]


@pytest.mark.parametrize("path", [*STEPS, *LINKS])
def test_what_leads_nowhere_waits_for_no_writer(
    confirming: Flask, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("total_bankroll.database.WAIT_SECONDS", 0)
    with (
        confirming.app_context(),
        db.engine.connect().execution_options(writing=True) as other,
        other.begin(),
    ):
        assert browser(confirming).post(path, data={"password": PASSWORD}).status == 302


@pytest.mark.parametrize("path", ["reset", "confirm", "change-email"])
def test_a_link_that_is_too_old_waits_for_no_writer(
    confirming: Flask, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("total_bankroll.database.WAIT_SECONDS", 0)
    with confirming.app_context():
        db.session.add(User(email=EMAIL, password=hash_password(PASSWORD)))
        db.session.commit()
        user = db.session.scalars(select(User)).one()
        token = _token(path, user)
        db.session.remove()
        later = datetime.now(UTC) + timedelta(days=9)
        with (
            time_machine.travel(later, tick=False),
            db.engine.connect().execution_options(writing=True) as other,
            other.begin(),
        ):
            page = browser(confirming).post(f"/{path}/{token}", data={"password": PASSWORD})
    assert page.status == 302


def _token(path: str, user: User) -> str:
    if path == "confirm":
        return str(generate_confirmation_token(user))
    if path == "reset":
        return str(generate_reset_password_token(user))
    return str(_generate_token(user, "new@example.org"))


def test_guesses_at_the_current_password_are_slowed_down(app: Flask, ada: int) -> None:
    client = browser(app)
    sign_in(client)
    client.checks = False
    statuses = [change(client, f"wrong {n}", OTHER).status for n in range(DEVICE_LIMIT + 1)]
    assert statuses == [200] * DEVICE_LIMIT + [429]


def test_a_store_that_is_down_costs_no_page(make_app: MakeApp) -> None:
    app = make_app(REDIS_URL="redis://127.0.0.1:1/0")
    with app.app_context():
        db.session.add(User(email=EMAIL, password=hash_password(PASSWORD)))
        db.session.commit()
    assert fail(browser(app), 2) == [200, 200]
    assert sign_in(browser(app)).status == 302
