"""A passkey as the second step of signing in: in place of a code, or of a lost one."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.passkeys import (
    SECOND,
    SIGN_IN,
    Authenticator,
    answer,
    ask,
    enrol,
    options_of,
    packed,
    refused,
    sign_in,
)
from tests.support.people import Clock, browser, is_signed_in
from tests.support.people import sign_in as type_password
from tests.support.second_factors import enrol as enrol_app
from tests.support.second_factors import second_step


@pytest.fixture
def waiting(app: Flask, device: Authenticator) -> CheckingClient:
    """A browser in which the right password was typed."""
    client = browser(app)
    assert urlsplit(type_password(client, next="/settings").location).path == SIGN_IN
    return client


def test_the_password_alone_opens_nothing(waiting: CheckingClient) -> None:
    assert not is_signed_in(waiting)
    page = waiting.get(SIGN_IN)
    assert (page.status, page.words("h1")) == (200, "Your passkey")
    assert not page.all('a[href^="/tf-validate"]')
    assert page.all('a[href^="/mf-recovery"]')
    assert second_step(waiting, "000000").status == 200, "there is no app"
    assert not is_signed_in(waiting)


def test_it_takes_the_place_of_a_code(waiting: CheckingClient, device: Authenticator) -> None:
    page = ask(waiting, next="/settings")
    named = [each["id"] for each in options_of(page)["allowCredentials"]]
    assert named == [packed(device.credential)]
    assert options_of(page)["userVerification"] == "required"
    silent = device.get(options_of(page), userHandle=None)
    assert answer(waiting, page, silent).location == "/settings"
    assert is_signed_in(waiting)
    with waiting.session_transaction() as session:
        assert not [name for name in session if name.startswith(("tf_", "second_step"))]


def test_a_passkey_of_another_player_does_not(
    app: Flask, waiting: CheckingClient, other_signed_in: CheckingClient, clock: Clock
) -> None:
    theirs, _ = enrol(other_signed_in)
    clock.shift(SECOND)
    assert refused(waiting, sign_in(waiting, theirs))


def test_where_there_is_an_app_too_either_will_do(
    app: Flask, here: CheckingClient, device: Authenticator, clock: Clock
) -> None:
    phone, _ = enrol_app(here)
    clock.shift(timedelta(minutes=2))
    client = browser(app)
    assert urlsplit(type_password(client).location).path == SIGN_IN
    (link,) = client.get(SIGN_IN).all('main a[href^="/tf-validate"]')
    assert client.get(str(link["href"])).all(f'main a[href^="{SIGN_IN}"]')
    assert second_step(client, phone.code()).location == "/"


def test_a_lost_passkey_is_made_up_for_by_a_recovery_code(
    app: Flask, here: CheckingClient, clock: Clock
) -> None:
    _, page = enrol(here)
    code = page.words(".secrets code")
    client = browser(app)
    type_password(client)
    assert client.get("/mf-recovery").all(f'main a[href^="{SIGN_IN}"]')
    assert second_step(client, code, "/mf-recovery").location == "/"
    assert is_signed_in(client)


def test_a_right_password_does_not_wait_for_long(waiting: CheckingClient, clock: Clock) -> None:
    clock.shift(timedelta(minutes=11))
    assert waiting.get(SIGN_IN).words("h1") == "Sign in with a passkey"
    assert second_step(waiting, "x", "/mf-recovery").location == "/login"


def test_trying_after_the_password_is_slowed_down_by_account(
    app: Flask, waiting: CheckingClient
) -> None:
    waiting.checks = False
    page = ask(waiting)
    assert [answer(waiting, page, "x").status for _ in range(11)] == [302] * 10 + [429]
