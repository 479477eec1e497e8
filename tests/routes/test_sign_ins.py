"""Sign-ins: what a copied cookie is worth, how long they last, and what ends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import config
from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    Clock,
    as_page,
    browser,
    change,
    copied,
    is_signed_in,
    letters,
    link_in,
    register,
    sign_in,
    stored,
)
from total_bankroll.errors import Busy
from total_bankroll.extensions import db
from total_bankroll.models import SignIn
from total_bankroll.services.people_service import PeopleService
from total_bankroll.services.sign_ins import SECRET_BYTES

pytestmark = pytest.mark.usefixtures("clock")


def rows() -> list[SignIn]:
    db.session.remove()
    return list(db.session.scalars(select(SignIn).order_by(SignIn.id)))


# -- the cookie and its row


def test_a_copied_cookie_dies_when_its_owner_signs_out(there: CheckingClient) -> None:
    thief = copied(there)
    assert is_signed_in(thief)
    there.post("/logout")
    assert not is_signed_in(thief)
    assert rows() == []


def test_a_cookie_that_stays_signed_in_dies_with_it(there: CheckingClient) -> None:
    thief = copied(there)
    thief.delete_cookie("session")
    assert is_signed_in(thief)
    there.post("/logout")
    thief.delete_cookie("session")
    assert not is_signed_in(thief)


def test_each_sign_in_has_a_secret_of_its_own_of_which_only_a_hash_is_kept(
    here: CheckingClient, there: CheckingClient
) -> None:
    marks = []
    for client in (here, there):
        with client.session_transaction() as session:
            marks.append(str(session["_user_id"]))
    secrets = [mark.partition(".")[2] for mark in marks]
    assert len(set(secrets)) == 2
    assert SECRET_BYTES * 8 >= 128
    assert all(len(secret) * 6 >= SECRET_BYTES * 8 for secret in secrets)
    kept = "".join(row.secret_hash for row in rows())
    assert not any(secret in kept for secret in secrets)


def test_signing_in_again_in_one_browser_replaces_its_cookie(here: CheckingClient) -> None:
    before = copied(here)
    here.post("/logout")
    sign_in(here)
    assert is_signed_in(here)
    assert not is_signed_in(before)
    assert len(rows()) == 1


@pytest.mark.parametrize("mark", ["", ".", "x", "x.y", "a" * 5000, "1"])
def test_a_made_up_mark_is_nobody(app: Flask, here: CheckingClient, mark: str) -> None:
    stranger = browser(app)
    with here.session_transaction() as own, stranger.session_transaction() as session:
        known = str(own["_user_id"]).partition(".")[0]
        session["_user_id"] = mark.replace("x", known)
    assert not is_signed_in(stranger)


def test_the_row_comes_with_the_player_in_one_statement(here: CheckingClient) -> None:
    assert len(here.get("/change").statements) == 1


def test_who_registers_is_on_the_list_at_once(app: Flask, client: CheckingClient) -> None:
    register(client)
    assert is_signed_in(client)
    assert len(rows()) == 1


def test_where_nothing_can_be_written_nobody_is_let_in(
    app: Flask, ada: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def refuse() -> Iterator[None]:
        raise Busy("The database is busy.")
        yield

    client = browser(app)
    monkeypatch.setattr("total_bankroll.services.sign_ins.write_scope", refuse)
    assert sign_in(client).status == 503
    assert not is_signed_in(client)
    monkeypatch.undo()
    assert sign_in(client).status == 302
    assert is_signed_in(client)


# -- how long it lasts


@pytest.mark.parametrize("remember", [{}, {"remember": "y"}])
def test_a_sign_in_ends_without_use(
    app: Flask, ada: int, clock: Clock, remember: dict[str, str]
) -> None:
    client = browser(app)
    sign_in(client, **remember)
    clock.shift(timedelta(days=14) - timedelta(minutes=1))
    assert is_signed_in(copied(client))
    clock.shift(timedelta(minutes=2))
    assert not is_signed_in(client)


@pytest.mark.parametrize("remember", [{}, {"remember": "y"}])
def test_a_sign_in_ends_however_much_it_is_used(
    app: Flask, ada: int, clock: Clock, remember: dict[str, str]
) -> None:
    client = browser(app)
    sign_in(client, **remember)
    for _ in range(29):
        clock.shift(timedelta(days=1))
        as_page(client.get("/settings")).response.close()
    assert is_signed_in(client)
    clock.shift(timedelta(days=1))
    assert not is_signed_in(client)


def test_use_is_noted_once_in_ten_minutes_after_the_page_is_out(
    here: CheckingClient, clock: Clock
) -> None:
    def look() -> list[str]:
        page = as_page(here.get("/change"))
        noted = len(page.statements)
        page.response.close()
        assert noted == 1, "the page itself has written nothing"
        return [str(row.seen_at) for row in rows()]

    (first,) = look()
    clock.shift(timedelta(minutes=9))
    assert look() == [first]
    clock.shift(timedelta(minutes=1))
    assert look() == [str(datetime.now(UTC))] != [first]


def test_a_use_that_cannot_be_noted_costs_no_page(
    app: Flask,
    here: CheckingClient,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("total_bankroll.routes.presence.note_use", fail)
    clock.shift(timedelta(hours=1))
    page = as_page(here.get("/change"))
    page.response.close()
    assert page.status == 200
    assert "could not be noted" in caplog.text


def test_old_rows_go_when_their_player_signs_in(app: Flask, ada: int, clock: Clock) -> None:
    sign_in(browser(app))
    clock.shift(timedelta(days=15))
    sign_in(browser(app))
    assert [row.created_at for row in rows()] == [datetime.now(UTC)]


def test_how_long_they_last_is_a_setting() -> None:
    settings = config.load({"APP_ENV": "testing", "SIGN_IN_IDLE_DAYS": 2, "SIGN_IN_DAYS": 3})
    assert settings["SIGN_IN_IDLE"] == timedelta(days=2)
    assert settings["SIGN_IN_WHOLE"] == settings["REMEMBER_COOKIE_DURATION"] == timedelta(days=3)


# -- what ends the others


def test_a_changed_password_ends_all_others(here: CheckingClient, there: CheckingClient) -> None:
    thief = copied(here)
    assert change(here, PASSWORD, OTHER).location == "/settings"
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert not is_signed_in(thief)
    assert len(rows()) == 1


def test_a_new_key_ends_all_whatever_rows_are_left(here: CheckingClient) -> None:
    user = stored()
    user.fs_uniquifier = "another"
    db.session.commit()
    assert not is_signed_in(here)
    assert len(rows()) == 1


def test_a_reset_password_ends_all(app: Flask, here: CheckingClient, outbox: None) -> None:
    stranger = browser(app)
    (letter,) = letters(app, as_page(stranger.post("/reset", data={"email": EMAIL})))
    stranger.post(link_in(letter), data={"password": OTHER, "password_confirm": OTHER})
    assert not is_signed_in(here)
    assert rows() == []


def test_a_password_set_by_the_host_ends_all(app: Flask, here: CheckingClient) -> None:
    PeopleService().set_password(EMAIL, OTHER)
    assert not is_signed_in(here)
    assert rows() == []


def test_an_account_that_is_switched_off_is_signed_out_everywhere(
    here: CheckingClient, there: CheckingClient
) -> None:
    row = stored()
    row.active = False
    db.session.commit()
    assert not is_signed_in(here)
    assert not is_signed_in(there)
    row = stored()
    row.active = True
    db.session.commit()


def test_what_the_browser_keeps_tells_nothing_of_the_player(here: CheckingClient) -> None:
    """A cookie can be read where it lies: what it says of a form goes with the next page."""
    here.post("/sites", data={"name": "Secret room", "currency": "EUR", "balance": "1234.56"})
    here.get("/sites")
    with here.session_transaction() as session:
        kept = repr(dict(session)) + repr([c.value for c in here._cookies.values()])
    assert "fs_paa" in kept
    assert [word for word in (EMAIL, "Secret room", "1234", "1,234") if word in kept] == []
