"""Signing out on a shared machine: what the Back button brings, and signing out elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.live import PASSWORD, Live
from tests.browser.visitors import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signing-out")]
EMAIL = "shared@example.org"


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    return live.add_player(EMAIL)


@pytest.mark.parametrize("scripts", [True, False])
def test_back_after_signing_out_shows_nothing_private(
    visit: Visit, player: int, scripts: bool
) -> None:
    visitor = visit(user=player, java_script_enabled=scripts)
    for path in ("/", "/settings", "/settings/devices"):
        visitor.go(path)
    visitor.press("Sign out")
    expect(visitor.page.get_by_role("link", name="Sign in").first).to_be_visible()
    for _ in range(3):
        visitor.page.go_back()
        expect(visitor.page.locator("body.stranger")).to_be_visible()
        assert EMAIL not in visitor.page.content()


@pytest.mark.parametrize("width", [1200, 390])
def test_a_browser_is_signed_out_from_another(visit: Visit, player: int, width: int) -> None:
    phone, desk = visit(user=player), visit(width=width)
    phone.go("/settings")
    desk.go("/settings/devices")
    desk.page.get_by_label("E-mail address").fill(EMAIL)
    desk.page.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.press("Sign in")
    desk.press("Sign out everywhere else")
    expect(desk.page.locator(".toast").first).to_contain_text("You are signed out in")
    expect(desk.page.get_by_text("This browser", exact=True)).to_be_visible()
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
