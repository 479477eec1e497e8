"""What a click swaps in, without a new page, is all that the page says when it is loaded anew."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import Live
from tests.browser.visitors import Visit
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("print")]

SERVICE = BankrollService()
SAID = """() => {
  const all = selector => [...document.querySelectorAll(`main ${selector}`)];
  const own = ['csrf_token', 'submission_id'];
  return {
    title: document.title,
    words: document.querySelector('main').innerText.split(/\\s+/),
    ways: all('a, form').map(one => one.getAttribute('href') ?? one.getAttribute('action')),
    fields: all('input, select')
      .filter(one => !own.includes(one.name)).map(one => [one.name, one.value]),
  };
}"""
CLICKS = (
    ("/reports", "This month"),
    ("/reports?from=2001-01-01&to=2001-12-31&kind=site", "All"),
    ("/reports?from=2999-01-01", "Last year"),
    ("/reports?range=all", "Quarter"),
    ("/reports/drawdown", "Last month"),
    ("/reports/allocation", "Currency"),
    ("/compare?from=2026-02-01&to=2026-01-01", "A year ago"),
    ("/", "Site"),
)


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Somebody with a history."""
    live.add_rates()
    return live.add_demo("swapped@example.org", entries=60)


def said(page: Page) -> Any:
    return page.evaluate(SAID)


@pytest.mark.parametrize(("path", "link"), CLICKS)
def test_a_link_leaves_nothing_of_the_page_before(
    visit: Visit, player: int, path: str, link: str
) -> None:
    visitor = visit(user=player)
    visitor.go(path)
    visitor.page.evaluate("window.here = true")
    chosen = visitor.page.get_by_role("link", name=link, exact=True).first
    chosen.click()
    expect(chosen).to_have_attribute("aria-current", "true")
    assert visitor.page.evaluate("window.here")
    swapped = said(visitor.page)
    visitor.page.reload()
    assert swapped == said(visitor.page)


def test_an_entry_edited_below_its_row_is_told_above_as_well(visit: Visit, live: Live) -> None:
    player = live.add_player("typed@example.org")
    with live.app.app_context():
        site = SERVICE.add_site(player, "Stars", "EUR", Decimal(5), date=date(2026, 1, 20))
        SERVICE.record_withdrawal(player, site, Decimal(7), date(2026, 1, 23))
        db.session.remove()
    visitor = visit(user=player)
    page = visitor.page
    visitor.go(f"/sites/{site}")
    expect(page.locator("#overdrawn")).to_be_visible()
    page.locator("[data-edit]").first.click()
    page.locator(".editor").get_by_label("Amount").fill("1")
    page.locator(".editor").get_by_label("Date").fill("2026-01-25")
    page.locator(".editor").get_by_role("button", name="Save").click()
    visitor.shows("#account-balance", "4.00")
    expect(page.locator("#overdrawn")).to_be_hidden()
    expect(page.locator(".lead")).to_contain_text("25 Jan 2026")
