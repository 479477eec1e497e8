"""Passwords: hashed, changed, forgotten; and addresses confirmed by their owner."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask_security.utils import get_hmac, hash_password
from passlib.context import CryptContext

import config
from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    as_page,
    browser,
    change,
    is_signed_in,
    letters,
    link_in,
    register,
    sign_in,
    stored,
    without_tokens,
)
from total_bankroll.extensions import db

MakeApp = Callable[..., Flask]
PASSLIB = "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"


# -- hashing


def test_production_hashes_by_argon2id_with_enough_memory(make_app: MakeApp) -> None:
    secrets = dict.fromkeys(config.SECRETS, token_hex(32))
    options = config.load({"APP_ENV": "production", **secrets})[PASSLIB]
    app = make_app(SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=options)
    with app.app_context():
        hashed = hash_password(PASSWORD)
    kind, _version, costs = hashed.split("$")[1:4]
    settings = dict(part.split("=") for part in costs.split(","))
    memory, rounds = int(settings["m"]), int(settings["t"])
    assert kind == "argon2id"
    assert memory >= 46 * 1024 or (memory >= 19 * 1024 and rounds >= 2)


def test_a_hash_of_lower_cost_is_made_anew_at_sign_in(app: Flask, ada: int) -> None:
    cheap = CryptContext(
        ["argon2"], argon2__memory_cost=8, argon2__time_cost=1, argon2__parallelism=1
    )
    stored().password = cheap.hash(get_hmac(PASSWORD))
    db.session.commit()
    before = stored().cache_token
    assert sign_in(browser(app)).status == 302
    assert "m=64," in str(stored().password)
    assert stored().cache_token != before
    assert sign_in(browser(app)).status == 302


# -- passwords


def test_changing_the_password_signs_all_other_devices_out(app: Flask, ada: int) -> None:
    here, there = browser(app), browser(app)
    sign_in(here)
    sign_in(there)
    page = change(here, PASSWORD, OTHER)
    assert page.location == "/settings"
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert sign_in(browser(app)).status == 200
    assert sign_in(browser(app), password=OTHER).status == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "message"),
    [
        ("wrong", OTHER, OTHER, "password", "That is not your current password."),
        ("", OTHER, OTHER, "password", "Enter a password."),
        (PASSWORD, "short", "short", "new_password", "Use at least 8 characters."),
        (PASSWORD, PASSWORD, PASSWORD, "password", "Choose a password that differs"),
        (PASSWORD, OTHER, "other", "new_password_confirm", "The two passwords differ."),
    ],
)
def test_a_change_that_cannot_be_says_so(
    app: Flask, ada: int, old: str, new: str, again: str, field: str, message: str
) -> None:
    client = browser(app)
    sign_in(client)
    page = change(client, old, new, again)
    assert message in page.words(f"#{field}-error")
    assert sign_in(browser(app)).status == 302


def test_changing_the_password_needs_a_player(client: CheckingClient) -> None:
    page = client.get("/change")
    assert urlsplit(page.location).path == "/login"


def test_a_forgotten_password_is_set_by_a_link(app: Flask, ada: int, outbox: None) -> None:
    client, elsewhere = browser(app), browser(app)
    sign_in(elsewhere)
    page = as_page(client.post("/reset", data={"email": "ADA@example.org"}))
    (letter,) = letters(app, page)
    assert letter.to == [EMAIL]
    assert letter.subject == "Set a new password"
    link = link_in(letter)
    assert client.get(link).one("form")["action"] == link
    done = client.post(link, data={"password": OTHER, "password_confirm": OTHER})
    assert done.location == "/login"
    assert "Your new password is set" in client.get("/login").words(".toast")
    assert not is_signed_in(elsewhere)
    assert sign_in(browser(app), password=OTHER).status == 302
    used = client.post(link, data={"password": PASSWORD, "password_confirm": PASSWORD})
    assert used.location == "/reset"
    assert sign_in(browser(app), password=PASSWORD).status == 200


def test_a_letter_is_text_and_html_without_strangers(app: Flask, ada: int, outbox: None) -> None:
    (letter,) = letters(app, as_page(browser(app).post("/reset", data={"email": EMAIL})))
    ((html, kind),) = [tuple(each) for each in letter.alternatives]
    assert kind == "text/html"
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("img, script, link, style, [style]")
    assert urlsplit(str(soup.select("a")[0]["href"])).path == link_in(letter)
    assert "&amp;" not in letter.body


def test_asking_for_a_link_tells_nobody_who_plays_here(app: Flask, ada: int, outbox: None) -> None:
    known = as_page(browser(app).post("/reset", data={"email": EMAIL}))
    unknown = as_page(browser(app).post("/reset", data={"email": "bob@example.org"}))
    assert known.status == unknown.status == 200
    assert without_tokens(known, EMAIL) == without_tokens(unknown, "bob@example.org")
    assert len(letters(app, known)) == 1
    assert len(letters(app, unknown)) == 1


def test_a_link_expires_after_an_hour(app: Flask, ada: int, outbox: None) -> None:
    present = datetime.now(UTC)
    with time_machine.travel(present, tick=False):
        page = as_page(browser(app).post("/reset", data={"email": EMAIL}))
        link = link_in(letters(app, page)[0])
    with time_machine.travel(present + timedelta(minutes=59), tick=False):
        assert browser(app).get(link).status == 200
    with time_machine.travel(present + timedelta(minutes=61), tick=False):
        assert browser(app).get(link).location == "/reset"


@pytest.mark.parametrize("token", ["x", "%00", "ä", "a.b.c", "x" * 4000])
def test_a_made_up_link_leads_to_asking_for_one(app: Flask, token: str) -> None:
    page = browser(app).get(f"/reset/{token}")
    assert page.status in (302, 404)
    if page.status == 302:
        assert page.location == "/reset"


def test_where_there_is_no_mail_the_page_says_what_to_do(make_app: MakeApp) -> None:
    app = make_app(MAIL_BACKEND="dummy")
    client = browser(app)
    for page in (client.get("/reset"), client.post("/reset", data={"email": EMAIL})):
        assert "flask user password" in page.text
        assert not page.all("main form")


def test_a_mail_server_that_is_down_costs_no_page(
    app: Flask, ada: int, outbox: None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("no mail server here")

    monkeypatch.setattr(app.extensions["mailman"], "get_connection", refuse)
    page = as_page(browser(app).post("/reset", data={"email": EMAIL}))
    assert page.status == 200
    assert letters(app, page) == []
    assert "could not be sent" in caplog.text
    assert EMAIL not in caplog.text


def test_a_common_password_is_refused_beside_the_field(app: Flask, ada: int, outbox: None) -> None:
    page = as_page(browser(app).post("/reset", data={"email": EMAIL}))
    link = link_in(letters(app, page)[0])
    client = browser(app)
    for common in ("Password123", EMAIL.upper()):
        reset = as_page(client.post(link, data={"password": common, "password_confirm": common}))
        assert reset.words("#password-error")
    sign_in(client)
    for common in ("Password123", EMAIL.upper()):
        changed = change(client, PASSWORD, common)
        assert changed.words("#new_password-error")
    assert sign_in(browser(app), password=PASSWORD).status == 302


# -- where an e-mail confirms the address


@pytest.fixture
def confirming(make_app: MakeApp) -> Flask:
    """An application whose settings name a mail server, from which nothing is sent."""
    app = make_app(MAIL_SERVER="mail.example.org", TRUSTED_HOSTS="localhost")
    app.extensions["mailman"].backend, app.extensions["mailman"].outbox = "locmem", []
    return app


def test_an_address_is_confirmed_by_its_owner(confirming: Flask) -> None:
    client = browser(confirming)
    page = register(client)
    assert page.location == "/login"
    assert not is_signed_in(client)
    assert sign_in(client).status == 200
    (letter,) = letters(confirming, page)
    client.get(link_in(letter))
    assert sign_in(client).status == 200
    client.post(link_in(letter), data={"password": PASSWORD})
    assert sign_in(client).status == 302
    with confirming.app_context():
        confirmed = stored().confirmed_at
        assert confirmed is not None
        assert abs(datetime.now(UTC) - confirmed) < timedelta(minutes=1)


def test_registering_tells_only_the_owner_that_an_address_is_taken(confirming: Flask) -> None:
    first = register(browser(confirming))
    (letter,) = letters(confirming, first)
    browser(confirming).post(link_in(letter), data={"password": PASSWORD})
    confirming.extensions["mailman"].outbox.clear()
    second, third = browser(confirming), browser(confirming)
    taken, free = register(second), register(third, "bob@example.org")
    assert (taken.status, taken.location) == (free.status, free.location)
    words = [client.get("/login").words(".toast") for client in (second, third)]
    assert words[0] == words[1].replace("bob@example.org", EMAIL)
    subjects = [letter.body.split("\n")[0] for letter in letters(confirming, taken)]
    assert "has an account already" in subjects[0]


def test_another_link_is_sent_on_request(confirming: Flask) -> None:
    register(browser(confirming))
    client = browser(confirming)
    page = as_page(client.post("/confirm", data={"email": EMAIL}))
    unknown = as_page(browser(confirming).post("/confirm", data={"email": "bob@example.org"}))
    assert without_tokens(page, EMAIL) == without_tokens(unknown, "bob@example.org")
    (letter,) = letters(confirming, page)
    confirmed = client.post(link_in(letter), data={"password": PASSWORD})
    assert confirmed.location == "/login"
