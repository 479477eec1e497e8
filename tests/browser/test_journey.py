"""A player's first day, as a person lives it: wide and narrow, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.live import PASSWORD, Live
from tests.browser.visitors import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

READERS = [
    *((1200, True), (390, True), (390, False)),
    pytest.param(1200, False, marks=pytest.mark.long),
]


@pytest.fixture(scope="module", autouse=True)
def _content(live: Live) -> None:
    """Rates and articles, as a set-up instance has them."""
    live.add_rates()
    live.add_articles()


@pytest.mark.parametrize(("width", "scripts"), READERS)
def test_a_first_day(visit: Visit, width: int, scripts: bool) -> None:
    visitor = visit(width=width, java_script_enabled=scripts)
    register(visitor, f"first-{width}-{scripts}@example.org")
    add_first_site(visitor)
    type_balances(visitor)
    deposit(visitor)
    edit_the_deposit(visitor)
    delete_and_undo(visitor)
    read_an_article(visitor)
    choose_dollars(visitor)
    sign_out(visitor)


def register(visitor: Visitor, email: str) -> None:
    visitor.go("/")
    page = visitor.page
    page.locator("main").get_by_role("link", name="Register").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    visitor.press("Register")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")


def add_first_site(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Add the first site").click()
    page.get_by_label("Name").fill("PokerStars")
    page.get_by_label("Currency").select_option("USD")
    page.get_by_label("Balance").fill("1,078.00")
    visitor.press("Add site")
    expect(page.locator(".toast")).to_contain_text("PokerStars added.")
    visitor.choose("Dashboard")
    visitor.shows("#total-bankroll", "1000.00")
    visitor.shows("#total-profit", "0.00")


def type_balances(visitor: Visitor) -> None:
    page = visitor.page
    visitor.choose("Assets")
    page.get_by_role("link", name="Add an asset").click()
    page.get_by_label("Name").fill("Cash")
    visitor.press("Add asset")
    expect(page.locator(".toast")).to_contain_text("Cash added.")
    visitor.choose("Balances")
    page.get_by_label("New balance of Cash in EUR").fill("250,50")
    visitor.press("Save balances")
    expect(page.locator(".toast")).to_contain_text("€250.50")
    visitor.choose("Dashboard")
    visitor.shows("#total-bankroll", "1250.50")
    visitor.shows("#largest-exposure", "1000.00")


def deposit(visitor: Visitor) -> None:
    page = visitor.page
    visitor.choose("Deposits")
    page.get_by_role("link", name="Add deposit").first.click()
    expect(page.get_by_role("link", name="From one of my accounts")).to_be_visible()
    page.get_by_label("Account").select_option(label="Cash (EUR)")
    page.get_by_label("Amount").fill("100")
    page.get_by_label("Note").fill("wage")
    visitor.press("Save deposit")
    visitor.shows("#total", "100.00")
    visitor.choose("Dashboard")
    visitor.shows("#total-bankroll", "1350.50")
    visitor.shows("#total-deposits", "100.00")
    visitor.shows("#total-profit", "0.00")


def edit_the_deposit(visitor: Visitor) -> None:
    visitor.page.locator("#total-deposits").click()  # every figure leads to its entries
    visitor.shows("#total", "100.00")
    visitor.page.get_by_role("link", name="Edit deposit").click()
    visitor.page.get_by_label("Amount").fill("120")
    visitor.press("Save")
    visitor.shows("#total", "120.00")
    for amount in ("100.00", "120.00"):  # what is undone can be had again
        visitor.press("Undo")
        visitor.shows("#total", amount)


def delete_and_undo(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Edit deposit").click()
    visitor.press("Delete")
    expect(visitor.page.locator("tr[data-id]")).to_have_count(0)
    visitor.press("Undo")
    visitor.shows("#total", "120.00")
    visitor.choose("Dashboard")
    visitor.shows("#total-bankroll", "1370.50")
    visitor.shows("#total-deposits", "120.00")
    visitor.shows("#total-withdrawals", "0.00")


def read_an_article(visitor: Visitor) -> None:
    visitor.choose("Articles")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Articles")
    link = visitor.page.locator("main h2 a").first
    title = link.inner_text()
    link.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(title)


def choose_dollars(visitor: Visitor) -> None:
    visitor.choose("Settings")
    visitor.page.get_by_label("Display currency").select_option("USD")
    visitor.page.get_by_label("Dark", exact=True).check()
    visitor.press("Save")
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.choose("Dashboard")
    visitor.shows("#total-bankroll", "1477.40")  # 1078 + 370.50 × 1.078
    expect(visitor.page.locator("#total-bankroll")).to_have_text("$1,477.40")


def sign_out(visitor: Visitor) -> None:
    page = visitor.page
    if not visitor.is_wide:
        page.locator(".tabs summary").click()
    visitor.press("Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Know your whole bankroll")
    page.go_back()
    expect(page.locator("#total-bankroll")).to_have_count(0)
    assert "1,477.40" not in page.content()
