"""The daily job with a keyboard, in two tabs, with an impatient hand and with a way back."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.live import Live
from tests.browser.visitors import Visit
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_views import EntryFilter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

SERVICE = BankrollService()
MOST_TABS = 60


class Player:
    """Somebody with two sites and some cash, all in euros."""

    def __init__(self, live: Live, email: str) -> None:
        self.live = live
        self.id = live.add_player(email)
        with live.app.app_context():
            self.stars = SERVICE.add_site(self.id, "PokerStars", "EUR", Decimal(100))
            self.unibet = SERVICE.add_site(self.id, "Unibet", "EUR", Decimal(50))
            self.cash = SERVICE.add_asset(self.id, "Cash", "EUR", Decimal(10))
            db.session.remove()

    def count(self, kind: str) -> int:
        with self.live.app.app_context():
            found = SERVICE.list_entries(self.id, EntryFilter(kinds=(kind,))).count
            db.session.remove()
        return found


@pytest.fixture
def player(live: Live, request: pytest.FixtureRequest) -> Iterator[Player]:
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    return Player(live, f"{name}@example.org")


def field(page: Page, account: int) -> str:
    return f"#balance-{account}"


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until this is where typing goes."""
    for _ in range(MOST_TABS):
        if page.locator(selector).evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {selector}")


def skip_to_content(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_row_by_row_with_the_keyboard_alone(visit: Visit, player: Player, scripts: bool) -> None:
    visitor = visit(user=player.id, java_script_enabled=scripts)
    visitor.go("/sites")
    skip_to_content(visitor.page)
    tab_to(visitor.page, field(visitor.page, player.stars))
    visitor.page.keyboard.type("120.50")
    visitor.page.keyboard.press("Enter")
    visitor.shows("#accounts-total", "170.50")
    tab_to(visitor.page, field(visitor.page, player.unibet))
    visitor.page.keyboard.type("70")
    visitor.page.keyboard.press("Enter")
    visitor.shows("#accounts-total", "190.50")
    expect(visitor.page.locator(".toast")).to_contain_text("€50.00 → €70.00")


def test_after_a_saved_row_the_next_field_is_near(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/sites")
    visitor.page.locator(field(visitor.page, player.stars)).press_sequentially("120.50")
    visitor.page.keyboard.press("Enter")
    visitor.shows("#accounts-total", "170.50")
    expect(visitor.page.locator(field(visitor.page, player.stars))).to_be_focused()
    for _ in range(5):  # Save, the row's menu, the next name and its balance
        visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(field(visitor.page, player.unibet))).to_be_focused()


def test_all_balances_with_the_keyboard_alone(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id, width=390)
    visitor.go("/balances")
    skip_to_content(visitor.page)
    for account, typed in ((player.stars, "101"), (player.cash, "-7")):
        tab_to(visitor.page, field(visitor.page, account))
        visitor.page.keyboard.type(typed)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".toast")).to_contain_text("2 balances saved")
    visitor.go("/")
    visitor.shows("#total-bankroll", "144.00")


def test_the_other_tab_shows_what_was_saved(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/")
    other = visitor.tab()
    other.goto(visitor.url + "/sites")
    save(other, player.stars, "200")
    expect(other.locator("#accounts-total")).to_have_attribute("data-amount", "250.00")
    visitor.page.get_by_role("link", name="3M", exact=True).click()
    visitor.shows("#total-bankroll", "260.00")


def test_a_half_typed_balance_survives_another_row_s_saving(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/")
    half = visitor.page.locator(field(visitor.page, player.cash))
    half.fill("12")
    save(visitor.page, player.stars, "130")
    visitor.shows("#total-bankroll", "190.00")
    expect(half).to_have_value("12")
    expect(visitor.page.locator(field(visitor.page, player.stars))).to_have_value("")
    half.press("Enter")
    visitor.shows("#total-bankroll", "192.00")


def test_a_refused_balance_stays_as_it_was_typed(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/sites")
    with visitor.refusal(422):
        save(visitor.page, player.stars, "12,5x")
        error = visitor.page.locator(f"#balance-{player.stars}-error")
        expect(error).to_be_visible()
    expect(visitor.page.locator(field(visitor.page, player.stars))).to_have_value("12,5x")
    visitor.shows("#accounts-total", "150.00")


def test_a_mistake_takes_the_place_of_what_was_saved_before(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/sites")
    saved = visitor.page.locator("#toasts > .success")
    save(visitor.page, player.stars, "120")
    expect(saved).to_have_count(1)
    with visitor.refusal(422):
        save(visitor.page, player.unibet, "abc")
        expect(visitor.page.locator(f"#balance-{player.unibet}-error")).to_be_visible()
    expect(saved).to_have_count(0)


def test_back_after_another_range_stays_on_the_dashboard(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/settings")
    visitor.choose("Dashboard")
    chosen = visitor.page.locator(".seg [aria-current]")
    for name in ("3M", "Site", "All"):
        visitor.page.get_by_role("link", name=name, exact=True).click()
        expect(chosen.filter(has_text=re.compile(f"^{name}$"))).to_have_count(1)
    for names in (["Site", "3M"], ["Total", "3M"], ["Total", "1Y"]):
        visitor.page.go_back()
        expect(chosen).to_have_text(names)
    visitor.shows("#total-bankroll", "160.00")
    visitor.page.go_back()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Settings")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_counts_once(visit: Visit, player: Player, scripts: bool) -> None:
    visitor = visit(user=player.id, java_script_enabled=scripts)
    visitor.page.route("**/deposits/new", slowly)
    visitor.go(f"/deposits/new?account={player.cash}")
    visitor.page.get_by_label("Amount").fill("25")
    visitor.page.get_by_role("button", name="Save deposit").dblclick()
    visitor.shows("#total", "25.00")
    assert player.count("deposit") == 1


def test_a_double_click_on_a_row_counts_once(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.page.route("**/balance", slowly)
    visitor.go("/sites")
    visitor.page.locator(field(visitor.page, player.stars)).fill("111")
    visitor.page.get_by_role("button", name="Save PokerStars").dblclick()
    visitor.shows("#accounts-total", "161.00")
    assert player.count("balance") == 4


def save(page: Page, account: int, typed: str) -> None:
    page.locator(field(page, account)).fill(typed)
    page.locator(field(page, account)).press("Enter")


def slowly(route: Route) -> None:
    """The network of a train."""
    if route.request.method == "POST":
        route.request.frame.page.wait_for_timeout(150)
    route.continue_()


def test_going_back_after_signing_out_shows_nothing(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id)
    visitor.go("/")
    visitor.choose("Sites")
    visitor.shows("#accounts-total", "150.00")
    visitor.press("Sign out")
    expect(visitor.page.get_by_role("link", name="Sign in").first).to_be_visible()
    for _ in range(2):
        visitor.page.go_back()
        expect(visitor.page.locator("[data-amount]")).to_have_count(0)
        assert "PokerStars" not in visitor.page.content()


def test_the_theme_is_switched_where_one_is(visit: Visit, player: Player) -> None:
    visitor = visit(user=player.id, java_script_enabled=False, color_scheme="dark")
    visitor.go("/entries?kind=balance")
    shade = "() => getComputedStyle(document.body).backgroundColor"
    dark = visitor.page.evaluate(shade)
    visitor.press("Light theme")
    expect(visitor.page).to_have_url(visitor.url + "/entries?kind=balance")
    light = visitor.page.evaluate(shade)
    visitor.press("Dark theme")
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert visitor.page.evaluate(shade) == dark != light
