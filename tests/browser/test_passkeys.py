"""Passkeys in a real browser, whose authenticator is virtual: added, used, lost and removed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.live import PASSWORD, Live
from tests.browser.pages import faults_of, looks_of
from tests.browser.visitors import Visit, Visitor, Visits
from tests.browser.windows import Windows
from tests.support.passkeys import SETTINGS, SIGN_IN
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, RecoveryCode

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("passkeys")]

EMAIL = "ada@example.org"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def named(live: Live) -> Live:
    """The same server by its name: a number has no passkeys."""
    return replace(live, url=live.url.replace("127.0.0.1", "localhost"))


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    return live.add_player(EMAIL)


@pytest.fixture
def visit(windows: Windows, named: Live) -> Iterator[Visit]:
    """As elsewhere, by the name; each test begins without a passkey."""
    visits = Visits(windows, named)
    yield visits.start
    visits.end()
    with named.app.app_context():
        for model in (Passkey, RecoveryCode):
            db.session.query(model).delete()
        db.session.commit()
        db.session.remove()


def give_device(visitor: Visitor, **instead: bool) -> None:
    """Let the visitor's window have an authenticator, whose owner is there and says yes."""
    session = visitor.tools()
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **instead}})


def add_passkey(visitor: Visitor, name: str = "My phone") -> None:
    visitor.go(SETTINGS)
    visitor.page.get_by_role("link", name="Add a passkey").click()
    expect(visitor.page.locator("[data-says]")).to_have_text("")  # the script is there
    visitor.page.get_by_label("Name").fill(name)
    visitor.press("Add it")


def type_password(visitor: Visitor) -> None:
    visitor.go("/login?next=/settings")
    visitor.page.get_by_label("E-mail address").fill(EMAIL)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Sign in")


def sign_out(visitor: Visitor) -> None:
    visitor.context.clear_cookies()


def test_a_passkey_from_its_first_day_to_its_last(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    give_device(visitor)
    add_passkey(visitor)
    expect(visitor.page.locator("h1")).to_have_text("Your recovery codes")
    code = visitor.page.locator(".secrets code").first.inner_text()
    visitor.page.get_by_role("link", name="I have kept them").click()
    expect(visitor.page.locator("tbody")).to_contain_text("Not used yet")

    sign_out(visitor)
    visitor.go("/login?next=/settings")
    visitor.press("Sign in with a passkey")
    expect(visitor.page.locator("h1")).to_have_text("Settings")
    visitor.go(SETTINGS)
    expect(visitor.page.locator("tbody")).to_contain_text("Used ")

    sign_out(visitor)
    type_password(visitor)
    expect(visitor.page.locator("h1")).to_have_text("Your passkey")
    visitor.press("Use your passkey")
    expect(visitor.page.locator("h1")).to_have_text("Settings")

    sign_out(visitor)
    type_password(visitor)
    visitor.page.get_by_role("link", name="Use a recovery code").click()
    visitor.page.get_by_label("Recovery code", exact=True).fill(code)
    visitor.press("Sign in")
    expect(visitor.page.locator(".toasts")).to_contain_text("9 recovery codes are left")

    visitor.go(SETTINGS)
    visitor.press("Remove My phone")
    expect(visitor.page.locator(".toasts")).to_contain_text("Your password is enough now")
    sign_out(visitor)
    visitor.go("/login")
    visitor.press("Sign in with a passkey")
    expect(visitor.page.locator(".toasts")).to_contain_text("could not be checked")
    type_password(visitor)
    expect(visitor.page.locator("h1")).to_have_text("Settings")


def test_one_device_is_added_once(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    give_device(visitor)
    add_passkey(visitor)
    expect(visitor.page.locator("h1")).to_have_text("Your recovery codes")
    add_passkey(visitor, "Again")
    expect(visitor.page.locator("[data-says]")).to_contain_text("has a passkey of your account")
    visitor.page.get_by_label("Name").fill("")
    visitor.press("Add it")
    expect(visitor.page.locator("h1")).to_have_text("Add a passkey")


def test_nobody_at_the_device_is_told_so_and_tries_again(visit: Visit, player: int) -> None:
    visitor = visit(user=player, width=390)
    give_device(visitor, isUserVerified=False)
    add_passkey(visitor)
    expect(visitor.page.locator("[data-says]")).to_contain_text("No passkey was made")
    sign_out(visitor)
    visitor.go("/login")
    visitor.press("Sign in with a passkey")
    expect(visitor.page.locator("[data-says]")).to_contain_text("No passkey was used")
    visitor.press("Use your passkey")
    expect(visitor.page.locator("[data-says]")).to_contain_text("No passkey was used")


def test_without_scripts_a_sentence_says_what_is_needed(visit: Visit, player: int) -> None:
    visitor = visit(java_script_enabled=False)
    visitor.go("/login")
    visitor.press("Sign in with a passkey")
    expect(visitor.page.locator("main")).to_contain_text("Passkeys need JavaScript")
    visitor.page.get_by_role("link", name="Use your password").click()
    type_password(visitor)
    expect(visitor.page.locator("h1")).to_have_text("Settings")


@pytest.mark.thorough
def test_its_pages_have_no_fault_at_any_width(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    give_device(visitor)
    visitor.go(SETTINGS)
    found = faults_of(visitor.page, looks_of(0))
    add_passkey(visitor)
    expect(visitor.page.locator("h1")).to_have_text("Your recovery codes")
    visitor.go(SETTINGS)
    found += faults_of(visitor.page, looks_of(1))
    visitor.go(f"{SETTINGS}/new")
    found += faults_of(visitor.page, looks_of(2))
    stranger = visit()
    stranger.go(SIGN_IN)
    found += faults_of(stranger.page, looks_of(3))
    give_device(stranger, isUserVerified=False)
    type_password(stranger)
    stranger.press("Use your passkey")
    expect(stranger.page.locator("[data-says]")).to_contain_text("No passkey was used")
    assert found + faults_of(stranger.page, looks_of(4)) == []
