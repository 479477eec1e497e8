"""Passwords as they are typed: hidden, filled in by managers, taken as they are, for good."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, Clock, browser, change, is_signed_in, register, sign_in
from tests.support.people import PASSWORD as RIGHT

LONG = "a Long password of Words and ä " * 4  # 124 characters


def pages(client: CheckingClient, stranger: CheckingClient) -> list[tuple[CheckingClient, str]]:
    open_to_all = [(stranger, path) for path in ("/login", "/register")]
    own = [(client, path) for path in ("/change", "/verify", "/settings/close", "/change-email")]
    return open_to_all + own


def test_fields_of_passwords_hide_them_and_let_managers_fill_them_in(
    app: Flask, here: CheckingClient
) -> None:
    seen = 0
    for client, path in pages(here, browser(app)):
        page = client.get(path)
        for field in page.all("input"):
            if "password" in str(field.get("name")):
                seen += 1
                assert field["type"] == "password", (path, field)
                assert field["autocomplete"] in ("current-password", "new-password"), (path, field)
                assert not {"readonly", "disabled", "maxlength"} & set(field.attrs), (path, field)
        assert "onpaste" not in page.text
    assert seen >= 6


def test_no_script_keeps_anybody_from_pasting(app: Flask) -> None:
    for name in ("app.js", "passkeys.js"):
        text = browser(app).get(f"/static/{name}", buffered=True).response.get_data(as_text=True)
        assert "paste" not in text.lower()


@pytest.mark.parametrize(
    "other",
    [LONG[:-1], LONG[:72], LONG[:64], LONG.lower(), LONG.upper(), f" {LONG}", LONG.strip()],
    ids=["cut by one", "cut at 72", "cut at 64", "lower", "upper", "a blank more", "stripped"],
)
def test_a_password_counts_as_it_was_typed(app: Flask, client: CheckingClient, other: str) -> None:
    register(client, password=LONG)
    assert is_signed_in(client)
    stranger = browser(app)
    sign_in(stranger, password=other)
    assert not is_signed_in(stranger)
    sign_in(stranger, password=LONG)
    assert is_signed_in(stranger)


def test_a_password_stays_good_for_years(app: Flask, ada: int, clock: Clock) -> None:
    clock.shift(timedelta(days=3650))
    client = browser(app)
    assert sign_in(client).location == "/"
    assert is_signed_in(client)


def test_a_player_changes_it(app: Flask, here: CheckingClient) -> None:
    assert change(here, RIGHT, LONG).status == 302
    stranger = browser(app)
    sign_in(stranger)
    assert not is_signed_in(stranger)
    assert sign_in(stranger, EMAIL, LONG).location == "/"
