"""Registering: what a visitor sees, and what an attacker does not."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    as_page,
    browser,
    is_signed_in,
    players,
    register,
    register_at_once,
    sign_in,
    stored,
)

MakeApp = Callable[..., Flask]


def test_registering_makes_a_player_and_signs_in(app: Flask, client: CheckingClient) -> None:
    assert register(client).location == "/"
    assert is_signed_in(client)
    assert stored().confirmed_at is not None, "there is no letter to wait for"


def test_who_registered_before_there_was_e_mail_signs_in_after(make_app: MakeApp) -> None:
    before = make_app()
    register(browser(before))
    url = before.config["SQLALCHEMY_DATABASE_URI"]
    after = make_app(DATABASE_URL=url, SECURITY_CONFIRMABLE=True)
    assert sign_in(browser(after)).status == 302


def test_an_address_is_stored_in_lower_case(app: Flask, client: CheckingClient) -> None:
    register(client, "Ada@Example.ORG")
    assert stored("ada@example.org").email == "ada@example.org"


def test_an_address_registers_once_whatever_its_case(app: Flask, client: CheckingClient) -> None:
    register(client)
    again = register(browser(app), "ADA@example.org", OTHER)
    assert "registered already" in again.words("#email-error")
    assert again.one("#email")["value"] == "ADA@example.org"
    assert players() == 1


@pytest.mark.parametrize(
    ("email", "password", "again", "field", "message"),
    [
        ("", PASSWORD, PASSWORD, "email", "Enter your e-mail address."),
        ("ada", PASSWORD, PASSWORD, "email", "Enter an e-mail address, like name@example.org."),
        ("a\0da@example.org", PASSWORD, PASSWORD, "email", "Enter an e-mail address"),
        ("a" * 10_000 + "@example.org", PASSWORD, PASSWORD, "email", "Enter an e-mail address"),
        (EMAIL, "", "", "password", "Enter a password."),
        (EMAIL, "short", "short", "password", "Use at least 8 characters."),
        (EMAIL, "x" * 129, "x" * 129, "password", "Use at most 128 characters."),
        (EMAIL, "Password1!", "Password1!", "password", "on lists of stolen passwords"),
        (EMAIL, "Ada@Example.org", "Ada@Example.org", "password", "not your e-mail address"),
        (EMAIL, PASSWORD, OTHER, "password_confirm", "The two passwords differ."),
    ],
)
def test_what_cannot_be_registered_says_so_beside_the_field(
    client: CheckingClient, email: str, password: str, again: str, field: str, message: str
) -> None:
    page = as_page(
        client.post(
            "/register", data={"email": email, "password": password, "password_confirm": again}
        )
    )
    assert page.status == 200
    assert message in page.words(f"#{field}-error")
    assert players() == 0


@pytest.mark.parametrize(
    "password",
    ["x" * 8, "ü" * 128, "       .", "пароль пароль", "a\0bcdefgh", "🃏" * 8, "<b>&\"'x "],
)
def test_any_characters_make_a_password(app: Flask, password: str) -> None:
    assert register(browser(app), password=password).status == 302
    assert sign_in(browser(app), password=password).status == 302


def test_composed_and_decomposed_letters_are_one_password(app: Flask) -> None:
    register(browser(app), password="Gr\u00fc\u00dfe aus Wien")
    assert sign_in(browser(app), password="Gru\u0308\u00dfe aus Wien").status == 302


def test_nobody_registers_as_more_than_a_player(app: Flask, client: CheckingClient) -> None:
    client.post(
        "/register",
        data={
            "email": EMAIL,
            "password": PASSWORD,
            "password_confirm": PASSWORD,
            "id": "77",
            "active": "",
            "display_currency": "XXX",
            "roles": "admin",
            "fs_uniquifier": "known",
            "confirmed_at": "2020-01-01",
        },
    )
    user = stored()
    assert (user.id, user.active, user.display_currency) == (1, True, "EUR")
    assert user.fs_uniquifier != "known"


@pytest.mark.parametrize(
    ("mode", "words"), [("invite", "by invitation"), ("closed", "takes no new players")]
)
def test_where_registration_is_not_open_the_page_says_so(
    make_app: MakeApp, mode: str, words: str
) -> None:
    app = make_app(REGISTRATION=mode)
    client = browser(app)
    page = client.get("/register")
    assert page.status == 403
    assert words in page.text
    assert register(client).status == 403
    assert not client.get("/login").all('a[href="/register"]')
    with app.app_context():
        assert players() == 0


def test_two_registrations_at_once_make_one_player(app: Flask) -> None:
    clients = [browser(app) for _ in range(4)]
    statuses = register_at_once(clients)
    assert sorted(statuses) == [200, 200, 200, 302]
    assert players() == 1
