"""Another e-mail address: confirmed by a link to it, and told to the former one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.support.pages import CheckingClient, Page
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    as_page,
    browser,
    is_signed_in,
    letters,
    link_in,
    register,
    sign_in,
    stored,
    without_tokens,
)
from total_bankroll.routes.throttling import GUESSES_FROM_ADDRESS

NEW = "lovelace@example.org"

pytestmark = pytest.mark.usefixtures("outbox", "clock")


def ask(client: CheckingClient, email: str = NEW) -> Page:
    return as_page(client.post("/change-email", data={"email": email}))


def press(client: CheckingClient, link: str, password: str = PASSWORD) -> Page:
    """The button of the page behind a link."""
    return as_page(client.post(link, data={"password": password}))


def asked(app: Flask, client: CheckingClient, email: str = NEW) -> Any:
    """The letter with the link."""
    app.extensions["mailman"].outbox = []
    (letter,) = letters(app, ask(client, email))
    return letter


def test_a_link_to_the_new_address_changes_it(app: Flask, here: CheckingClient) -> None:
    letter = asked(app, here, "Lovelace@Example.org")
    assert letter.to == [NEW]
    assert EMAIL not in letter.body + str(letter.alternatives)
    assert stored().email == EMAIL
    assert press(here, link_in(letter)).location == "/settings"
    page = here.get("/settings")
    assert NEW in page.words("main")
    assert "confirmed" in page.words(".toast")
    assert sign_in(browser(app), NEW).status == 302
    assert sign_in(browser(app), EMAIL).status == 200


def test_following_the_link_changes_nothing_yet(app: Flask, here: CheckingClient) -> None:
    link = link_in(asked(app, here))
    for client in (here, browser(app)):
        page = client.get(link)
        assert page.one("main form")["action"] == link
        assert NEW in page.words("main")
        assert EMAIL not in page.words("main")
    assert stored().email == EMAIL


@pytest.mark.parametrize("password", ["", OTHER])
def test_the_link_alone_changes_nothing(app: Flask, here: CheckingClient, password: str) -> None:
    """Its owner need not be who asked for it, and would take on somebody else's account."""
    link = link_in(asked(app, here))
    page = press(browser(app), link, password)
    assert page.status == 200
    assert page.words("#password-error")
    assert stored().email == EMAIL
    assert press(browser(app), link).location == "/settings"
    assert stored(NEW).email == NEW


def test_passwords_are_not_guessed_at_a_link(app: Flask, here: CheckingClient) -> None:
    link = link_in(asked(app, here))
    stranger = browser(app)
    stranger.checks = False
    times = int(GUESSES_FROM_ADDRESS.partition(" ")[0])
    answers = [press(stranger, link, OTHER).status for _ in range(times + 1)]
    assert answers == [200] * times + [429]
    assert stored().email == EMAIL


def test_the_former_address_is_told(app: Flask, here: CheckingClient) -> None:
    link = link_in(asked(app, here))
    app.extensions["mailman"].outbox = []
    (notice,) = letters(app, press(here, link))
    assert notice.to == [EMAIL]
    assert NEW in notice.body
    assert notice.subject == "Your e-mail address has been changed"


def test_the_link_works_in_another_browser_and_once(app: Flask, here: CheckingClient) -> None:
    link = link_in(asked(app, here))
    stranger = browser(app)
    assert press(stranger, link).location == "/settings"
    assert not is_signed_in(stranger)
    for page in (stranger.get(link), press(stranger, link)):
        assert urlsplit(page.location).path == "/change-email"
    assert stored(NEW).email == NEW


def test_the_link_expires(app: Flask, here: CheckingClient, clock: Any) -> None:
    link = link_in(asked(app, here))
    clock.shift(timedelta(hours=2, seconds=1))
    for page in (browser(app).get(link), press(browser(app), link)):
        assert page.location == "/change-email"
    assert stored().email == EMAIL


@pytest.mark.parametrize("token", ["x", "a.b.c", "x" * 4000])
def test_a_made_up_link_changes_nothing(app: Flask, ada: int, token: str) -> None:
    for page in (
        browser(app).get(f"/change-email/{token}"),
        press(browser(app), f"/change-email/{token}"),
    ):
        assert page.location == "/change-email"
    assert stored().email == EMAIL


def test_the_password_has_to_be_fresh(here: CheckingClient, clock: Any) -> None:
    clock.shift(timedelta(hours=1))
    for page in (here.get("/change-email"), ask(here)):
        assert urlsplit(page.location).path == "/verify"
    assert "next=/change-email" in here.get("/change-email").location


def test_an_address_that_is_taken_is_not_told(app: Flask, here: CheckingClient) -> None:
    register(browser(app), "bob@example.org")
    app.extensions["mailman"].outbox = []
    taken, free = ask(here, "bob@example.org"), ask(here)
    assert taken.status == free.status == 200
    assert without_tokens(taken, "bob@example.org") == without_tokens(free, NEW)
    assert [letter.to for letter in letters(app, free)] == [[NEW]]


def test_an_address_that_was_taken_in_the_meantime_stays_with_its_player(
    app: Flask, here: CheckingClient
) -> None:
    link = link_in(asked(app, here))
    register(browser(app), NEW)
    for page in (here.get(link), press(here, link)):
        assert page.location == "/change-email"
    assert stored().email == EMAIL


@pytest.mark.parametrize("email", ["", "lovelace", "a\0@example.org", "x" * 600])
def test_what_is_no_address_says_so(here: CheckingClient, email: str) -> None:
    assert "Enter" in ask(here, email).words("#email-error")


def test_letters_are_counted(app: Flask, here: CheckingClient) -> None:
    here.checks = False
    assert [ask(here).status for _ in range(6)] == [200] * 5 + [429]


def test_without_mail_the_page_says_what_the_host_can_do(
    make_app: Callable[..., Flask],
) -> None:
    client = browser(make_app(MAIL_BACKEND="dummy"))
    register(client)
    for page in (client.get("/change-email"), ask(client)):
        assert "flask user email" in page.words("main")
        assert not page.all("main form")


def test_who_reads_letters_to_the_former_address_has_no_link_left(
    app: Flask, here: CheckingClient
) -> None:
    app.extensions["mailman"].outbox = []
    (letter,) = letters(app, as_page(browser(app).post("/reset", data={"email": EMAIL})))
    thief = browser(app)
    assert thief.get(link_in(letter)).status == 200
    press(here, link_in(asked(app, here)))
    assert thief.get(link_in(letter)).location == "/reset"
    new = {"password": OTHER, "password_confirm": OTHER}
    assert thief.post(link_in(letter), data=new).location == "/reset"
    assert sign_in(browser(app), NEW).status == 302


def test_a_changed_address_ends_all_other_sign_ins(app: Flask, ada: int) -> None:
    here, elsewhere = browser(app), browser(app)
    sign_in(here, remember="y")
    sign_in(elsewhere, remember="y")
    press(here, link_in(asked(app, here)))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(here)
    with here.session_transaction() as session:
        session.clear()
    assert is_signed_in(here), "what stays signed in has the new key too"


def test_opened_elsewhere_the_link_signs_out_everywhere(app: Flask, here: CheckingClient) -> None:
    press(browser(app), link_in(asked(app, here)))
    assert not is_signed_in(here)
    assert sign_in(here, NEW).status == 302
