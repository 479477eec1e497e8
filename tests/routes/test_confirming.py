"""Addresses that a letter confirms: nobody comes by an account that somebody else has prepared."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.pages import CheckingClient, Page
from tests.support.passkeys import add_row
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    as_page,
    browser,
    letters,
    link_in,
    players,
    register,
    sign_in,
    stored,
    without_tokens,
)
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, SecondFactor
from total_bankroll.services.bankroll_service import BankrollService

THEIRS = "what the thief chose"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """An application whose letters confirm addresses."""
    app = make_app(SECURITY_CONFIRMABLE=True)
    app.extensions["mailman"].outbox = []
    return app


def posted(app: Flask, page: Page) -> Any:
    """The letter that a page has sent."""
    (letter,) = letters(app, page)
    app.extensions["mailman"].outbox.clear()
    return letter


def registered(app: Flask, password: str) -> str:
    """The link in the letter of a registration."""
    return link_in(posted(app, register(browser(app), password=password)))


def confirm(client: CheckingClient, link: str, password: str) -> Page:
    return as_page(client.post(link, data={"password": password}))


def reset_link(app: Flask) -> str:
    return link_in(posted(app, as_page(browser(app).post("/reset", data={"email": EMAIL}))))


def set_by(app: Flask, link: str, password: str) -> Page:
    data = {"password": password, "password_confirm": password}
    return as_page(browser(app).post(link, data=data))


def lets_in(app: Flask, password: str) -> bool:
    return sign_in(browser(app), password=password).status == 302


def test_who_registers_after_a_thief_has_their_own_password(app: Flask) -> None:
    first, second = registered(app, THEIRS), registered(app, PASSWORD)
    assert browser(app).get(first).location == "/confirm"
    assert confirm(browser(app), first, THEIRS).location == "/confirm"
    assert confirm(browser(app), second, PASSWORD).location == "/login"
    assert lets_in(app, PASSWORD)
    assert not lets_in(app, THEIRS)
    with app.app_context():
        assert players() == 1


def test_who_registers_before_a_thief_confirms_nothing_of_theirs(app: Flask) -> None:
    first, second = registered(app, PASSWORD), registered(app, THEIRS)
    assert browser(app).get(first).location == "/confirm"
    page = confirm(browser(app), second, PASSWORD)
    assert page.words("#password-error") == "That is not the password of this account."
    assert "Somebody else may have registered with your address." in page.words("main")
    assert {link["href"] for link in page.all("main form a")} == {"/register", "/reset"}
    assert not lets_in(app, THEIRS)
    with app.app_context():
        assert stored().confirmed_at is None


def test_registering_again_tells_what_registering_does(app: Flask) -> None:
    pages = [register(browser(app), email, PASSWORD) for email in (EMAIL, EMAIL, "bob@example.org")]
    assert {(page.status, page.location) for page in pages} == {(302, "/login")}
    found = [letter for page in pages for letter in letters(app, page)[-1:]]
    assert len({letter.subject for letter in found}) == 1
    assert len({letter.body.split("\n")[0] for letter in found}) == 1


def test_who_only_registered_an_address_is_in_no_way_of_its_owners(app: Flask) -> None:
    owner, new = browser(app), "lovelace@example.org"
    confirm(owner, registered(app, PASSWORD), PASSWORD)
    sign_in(owner)
    register(browser(app), new, THEIRS)
    app.extensions["mailman"].outbox.clear()
    letter = posted(app, as_page(owner.post("/change-email", data={"email": new})))
    assert letter.to == [new]
    register(browser(app), new, THEIRS)  # and once more meanwhile
    assert new in owner.get(link_in(letter)).words("main")
    assert confirm(owner, link_in(letter), PASSWORD).location == "/settings"
    with app.app_context():
        assert players() == 1
    assert sign_in(browser(app), new, THEIRS).status == 200
    assert sign_in(browser(app), new).status == 302


def test_who_holds_something_or_has_confirmed_keeps_the_address(app: Flask) -> None:
    owner, new = browser(app), "lovelace@example.org"
    confirm(owner, registered(app, PASSWORD), PASSWORD)
    sign_in(owner)
    letter = posted(app, as_page(owner.post("/change-email", data={"email": new})))
    theirs = link_in(posted(app, register(browser(app), new, THEIRS)))
    with app.app_context():
        BankrollService().add_site(stored(new).id, "Stars", "EUR")
    assert owner.get(link_in(letter)).location == "/change-email"
    assert confirm(owner, link_in(letter), PASSWORD).location == "/change-email"
    assert confirm(browser(app), theirs, THEIRS).location == "/login"
    assert confirm(owner, link_in(letter), PASSWORD).location == "/change-email"
    with app.app_context():
        assert (stored().email, stored(new).email) == (EMAIL, new)


def test_a_confirmed_account_is_left_alone_by_registering(app: Flask) -> None:
    confirm(browser(app), registered(app, PASSWORD), PASSWORD)
    with app.app_context():
        key = stored().fs_uniquifier
    register(browser(app), password=THEIRS)
    assert lets_in(app, PASSWORD)
    assert not lets_in(app, THEIRS)
    with app.app_context():
        assert stored().fs_uniquifier == key


def test_a_link_confirms_once(app: Flask) -> None:
    link = registered(app, PASSWORD)
    client = browser(app)
    assert confirm(client, link, PASSWORD).location == "/login"
    assert "confirmed" in client.get("/login").words(".toast")
    for page in (client.get(link), confirm(client, link, PASSWORD)):
        assert page.location == "/confirm"


def test_the_link_alone_confirms_nothing(app: Flask) -> None:
    link = registered(app, PASSWORD)
    for password in ("", THEIRS, "x" * 5000):
        assert confirm(browser(app), link, password).words("#password-error")
    assert browser(app).get(link).one("main form")["action"] == link
    assert not lets_in(app, PASSWORD)


def test_a_password_set_by_a_link_is_the_owners(app: Flask) -> None:
    registered(app, THEIRS)
    link = reset_link(app)
    assert set_by(app, link, OTHER).location == "/login"
    assert lets_in(app, OTHER)
    assert not lets_in(app, THEIRS)


@pytest.fixture
def prepared(app: Flask) -> Flask:
    """A stranger has an unconfirmed account with an app and a passkey of theirs."""
    registered(app, THEIRS)
    with app.app_context():
        player = stored().id
        secret = SecondFactor(user_id=player, totp_secret="x", last_counter=0, created_at=now())
        db.session.add(secret)
        db.session.commit()
        add_row(player)
        db.session.remove()
    return app


def left(app: Flask) -> int:
    with app.app_context():
        counts = (select(func.count()).select_from(each) for each in (SecondFactor, Passkey))
        return sum(db.session.scalar(count) or 0 for count in counts)


def test_a_reset_leaves_nothing_of_who_prepared_the_account(prepared: Flask) -> None:
    assert left(prepared) == 2
    set_by(prepared, reset_link(prepared), OTHER)
    assert left(prepared) == 0
    assert lets_in(prepared, OTHER)


def test_registering_again_leaves_nothing_of_who_prepared_the_account(prepared: Flask) -> None:
    registered(prepared, PASSWORD)
    assert left(prepared) == 0


def test_a_reset_of_a_confirmed_account_leaves_its_second_factors(prepared: Flask) -> None:
    with prepared.app_context():
        stored().confirmed_at = now()
        db.session.commit()
        db.session.remove()
    set_by(prepared, reset_link(prepared), OTHER)
    assert left(prepared) == 2


def test_who_has_not_confirmed_yet_is_told_and_nobody_learns_who_plays_here(app: Flask) -> None:
    confirm(browser(app), registered(app, PASSWORD), PASSWORD)
    register(browser(app), password=THEIRS)
    register(browser(app), "bob@example.org", THEIRS)
    taken, waiting = (sign_in(browser(app), email, THEIRS) for email in (EMAIL, "bob@example.org"))
    assert "is not confirmed yet" in waiting.words("[role=alert]")
    assert waiting.one("main form a")["href"] == "/confirm"
    assert without_tokens(taken, EMAIL) == without_tokens(waiting, "bob@example.org")
