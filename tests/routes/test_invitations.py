"""Registering by invitation: for one address, once, for a few days."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.support.people import (
    EMAIL,
    OTHER,
    browser,
    is_signed_in,
    letters,
    players,
    register,
    register_at_once,
    sign_in,
)
from total_bankroll.extensions import db
from total_bankroll.models import Invitation
from total_bankroll.services.invitations import SECRET_BYTES, InvitationService

MakeApp = Callable[..., Flask]
WEEK = timedelta(days=7)


@pytest.fixture
def inviting(make_app: MakeApp) -> Flask:
    return make_app(REGISTRATION="invite")


def invited(app: Flask, email: str = EMAIL, *, confirms: bool = False) -> str:
    with app.app_context():
        return f"/invitations/{InvitationService().invite(email, WEEK, confirms=confirms)}"


def left(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(Invitation)) or 0)


def test_an_invitation_leads_to_registering(inviting: Flask) -> None:
    client = browser(inviting)
    opened = client.get(invited(inviting))
    assert opened.location == "/register"
    assert client.get("/register").one("#email")["value"] == EMAIL
    assert register(client).location == "/"
    assert is_signed_in(client)
    assert left(inviting) == 0


def test_an_invitation_is_for_one_address(inviting: Flask) -> None:
    client = browser(inviting)
    client.get(invited(inviting))
    page = register(client, "eve@example.org")
    assert page.words("#email-error").endswith(f"This invitation is for {EMAIL}.")
    assert register(client, EMAIL.upper()).location == "/"


def test_an_invitation_counts_once(inviting: Flask) -> None:
    link = invited(inviting)
    first, second = browser(inviting), browser(inviting)
    for client in (first, second):
        client.get(link)
    register(first)
    assert register(second).status == 403
    spent = second.get(link)
    assert (spent.status, spent.words("h1")) == (404, "This invitation is not valid")
    with inviting.app_context():
        assert players() == 1


def test_of_two_who_use_one_link_at_once_one_registers(inviting: Flask) -> None:
    link = invited(inviting)
    clients = [browser(inviting) for _ in range(3)]
    for client in clients:
        client.get(link)
    statuses = register_at_once(clients)
    assert statuses.count(302) == 1
    assert left(inviting) == 0


def test_an_invitation_that_is_gone_adds_no_player(inviting: Flask) -> None:
    """The database decides, in the transaction that adds the player."""
    client = browser(inviting)
    client.get(invited(inviting))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(InvitationService, "find_address", lambda *_: EMAIL)
        with inviting.app_context():
            db.session.delete(db.session.scalars(select(Invitation)).one())
            db.session.commit()
        client.checks = False
        page = register(client)
    assert (page.status, "has been used already" in page.text) == (400, True)
    with inviting.app_context():
        assert players() == 0


def test_an_invitation_expires(inviting: Flask) -> None:
    present = datetime.now(UTC)
    with time_machine.travel(present, tick=False):
        link = invited(inviting)
        client = browser(inviting)
        client.get(link)
    with time_machine.travel(present + WEEK - timedelta(minutes=1), tick=False):
        assert client.get("/register").status == 200
    with time_machine.travel(present + WEEK, tick=False):
        assert client.get("/register").status == 403
        assert browser(inviting).get(link).status == 404


def test_a_second_invitation_replaces_the_first(inviting: Flask) -> None:
    first, second = invited(inviting), invited(inviting)
    assert browser(inviting).get(first).status == 404
    assert browser(inviting).get(second).status == 302
    assert left(inviting) == 1


@pytest.mark.parametrize("secret", ["x", "a" * 4000, "ä", "%ED%A0%80"])
def test_a_made_up_link_opens_nothing(inviting: Flask, secret: str) -> None:
    assert browser(inviting).get(f"/invitations/{secret}").status == 404


def test_only_a_hash_of_the_link_is_kept(inviting: Flask) -> None:
    secret = invited(inviting).rpartition("/")[2]
    assert len(secret) * 6 >= SECRET_BYTES * 8 >= 128
    with inviting.app_context():
        assert secret not in db.session.scalars(select(Invitation.secret_hash)).one()


def test_a_closed_instance_takes_nobody(make_app: MakeApp) -> None:
    app = make_app(REGISTRATION="closed")
    client = browser(app)
    client.get(invited(app))
    assert client.get("/register").status == 403
    assert register(client).status == 403


def test_where_letters_confirm_the_link_of_an_invitation_has_done_so(make_app: MakeApp) -> None:
    app = make_app(REGISTRATION="invite", SECURITY_CONFIRMABLE=True)
    app.extensions["mailman"].outbox = []
    client = browser(app)
    client.get(invited(app))
    (letter,) = letters(app, register(client))
    assert "/confirm/" not in letter.body + str(letter.alternatives)
    assert client.get("/login").words(".toast").startswith("Welcome.")
    assert sign_in(client).location == "/"


def test_an_invitation_outdoes_who_registered_unasked(make_app: MakeApp) -> None:
    app = make_app(SECURITY_CONFIRMABLE=True)
    client = browser(app)
    client.get(invited(app))
    register(browser(app), password=OTHER)
    register(client)
    assert sign_in(browser(app), password=OTHER).status == 200
    assert sign_in(browser(app)).status == 302
    assert left(app) == 0


def test_who_registered_unasked_is_in_no_invitations_way(make_app: MakeApp) -> None:
    app = make_app(SECURITY_CONFIRMABLE=True)
    register(browser(app), password=OTHER)
    client = browser(app)
    client.get(invited(app, confirms=True))
    register(client)
    assert sign_in(browser(app), password=OTHER).status == 200
    assert sign_in(browser(app)).status == 302
