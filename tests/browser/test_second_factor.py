"""A second factor in a real browser: added, asked for, replaced by a recovery code, taken off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.live import PASSWORD, Live
from tests.browser.pages import faults_of, looks_of
from tests.browser.visitors import Visit, Visitor
from tests.support.second_factors import SETTINGS, Phone
from total_bankroll.extensions import db
from total_bankroll.models import RecoveryCode, SecondFactor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("second-factor")]

EMAIL = "ada@example.org"


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    return live.add_player(EMAIL)


@pytest.fixture(autouse=True)
def nothing_left(live: Live) -> Iterator[None]:
    """Each test begins without a second factor."""
    yield
    with live.app.app_context():
        for model in (SecondFactor, RecoveryCode):
            db.session.query(model).delete()
        db.session.commit()
        db.session.remove()


def add_app(visitor: Visitor) -> tuple[Phone, list[str]]:
    visitor.go(SETTINGS)
    visitor.page.get_by_role("link", name="Add an app").click()
    expect(visitor.page.locator("svg.qr")).to_be_visible()
    phone = Phone(visitor.page.locator("#key").inner_text())
    visitor.page.get_by_label("Code", exact=True).fill(phone.code())
    visitor.press("Turn it on")
    expect(visitor.page.locator("h1")).to_have_text("Your recovery codes")
    codes = visitor.page.locator(".secrets code").all_inner_texts()
    visitor.page.get_by_role("link", name="I have kept them").click()
    expect(visitor.page.locator("#app-state")).to_have_text("On")
    return phone, codes


def type_password(visitor: Visitor) -> None:
    visitor.go("/login?next=/settings")
    visitor.page.get_by_label("E-mail address").fill(EMAIL)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Sign in")
    expect(visitor.page.locator("h1")).to_have_text("Code from your app")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_app_is_added_and_asked_for(visit: Visit, player: int, scripts: bool) -> None:
    phone, _ = add_app(visit(user=player, java_script_enabled=scripts))
    visitor = visit(java_script_enabled=scripts)
    type_password(visitor)
    visitor.page.get_by_label("Code", exact=True).fill("000000")
    visitor.press("Sign in")
    expect(visitor.page.locator("#code-error")).to_be_visible()
    # That of adding it is spent; the next one counts already.
    visitor.page.get_by_label("Code", exact=True).fill(phone.code(1))
    visitor.press("Sign in")
    expect(visitor.page.locator("h1")).to_have_text("Settings")


def test_a_recovery_code_takes_its_place(visit: Visit, player: int) -> None:
    _, codes = add_app(visit(user=player))
    visitor = visit(width=390)
    type_password(visitor)
    visitor.page.get_by_role("link", name="Use a recovery code").click()
    visitor.page.get_by_label("Recovery code", exact=True).fill(codes[0])
    visitor.press("Sign in")
    expect(visitor.page.locator("h1")).to_have_text("Settings")
    expect(visitor.page.locator(".toasts")).to_contain_text("9 recovery codes are left")


@pytest.mark.thorough
def test_its_pages_have_no_fault_at_any_width(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    visitor.go(f"{SETTINGS}/new")
    phone = Phone(visitor.page.locator("#key").inner_text())
    found = faults_of(visitor.page, looks_of(0))
    visitor.page.get_by_label("Code", exact=True).fill(phone.code())
    visitor.press("Turn it on")
    expect(visitor.page.locator("h1")).to_have_text("Your recovery codes")
    found += faults_of(visitor.page, looks_of(1))
    visitor.go(SETTINGS)
    found += faults_of(visitor.page, looks_of(2))
    stranger = visit()
    type_password(stranger)
    found += faults_of(stranger.page, looks_of(3))
    stranger.page.get_by_role("link", name="Use a recovery code").click()
    stranger.press("Sign in")
    expect(stranger.page.locator("#code-error")).to_be_visible()
    assert found + faults_of(stranger.page, looks_of(4)) == []


def test_it_is_taken_off(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    add_app(visitor)
    visitor.press("Make new codes")
    expect(visitor.page.locator(".secrets li")).to_have_count(10)
    visitor.go(SETTINGS)
    visitor.press("Take it off")
    expect(visitor.page.locator("#app-state")).to_have_text("Off")
