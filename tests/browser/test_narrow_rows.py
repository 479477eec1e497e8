"""Lists short of room: no cell lies over another, and filters wait until they are asked for."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.live import Live
from tests.browser.pages import sticking_out
from tests.browser.visitors import Visit
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

SERVICE = BankrollService()
WIDTHS = (320, 360, 390, 430)
COVERED = """([rows, names]) => [...document.querySelectorAll(rows)].flatMap(row => {
  const lines = cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [...range.getClientRects()];
  };
  const meet = (one, other) => one.right > other.left + 1 && one.left < other.right - 1
    && one.bottom > other.top + 2 && one.top < other.bottom - 2;
  const cells = [...row.querySelectorAll(names)].map(lines);
  return cells.some((own, n) => cells.slice(n + 1).some(
    others => own.some(one => others.some(other => meet(one, other))))) ? [row.innerText] : [];
})"""
ENTRIES = [".entries tbody tr", "th, .kind-cell, .date-cell, .amount-cell"]
ACCOUNTS = [
    ".accounts tbody tr",
    "th a, .balance-cell, .value-cell, .change-cell, .spark-cell",
]


@pytest.fixture(scope="module", autouse=True)
def _rates(live: Live) -> None:
    live.add_rates()


def test_no_cell_lies_over_another(visit: Visit, live: Live) -> None:
    player = live.add_player("narrow@example.org")
    with live.app.app_context():
        site = SERVICE.add_site(player, "PokerStars", "EUR", Decimal(1000), date=date(2026, 1, 20))
        SERVICE.record_balance(player, site, Decimal("10695.58"), date(2026, 1, 22))
        SERVICE.record_deposit(player, site, Decimal("1234.50"), date(2026, 1, 23))
        db.session.remove()
    visitor = visit(user=player)
    for path in ("/entries", "/deposits", f"/sites/{site}"):
        visitor.go(path)
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 800})
            assert visitor.page.evaluate(COVERED, ENTRIES) == [], (path, width)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_long_amounts_find_room(visit: Visit, live: Live, locale: str) -> None:
    """Eight decimals of bitcoin, and rupiah by the billion."""
    player = live.add_player(f"{locale}@example.org", locale=locale, display_currency="IDR")
    with live.app.app_context():
        SERVICE.add_site(player, "GGPoker", "IDR", Decimal("1234567890.12"), date=date(2026, 1, 20))
        wallet = SERVICE.add_asset(
            player, "Ledger wallet", "BTC", Decimal("12.12345678"), date=date(2026, 1, 20)
        )
        SERVICE.record_withdrawal(player, wallet, Decimal("0.12345678"), date(2026, 1, 22))
        SERVICE.add_site(player, "Winamax", "EUR", Decimal(54321), date=date(2026, 1, 20))
        db.session.remove()
    visitor = visit(user=player)
    for path in ("/", "/sites", "/assets", "/entries", "/balances"):
        visitor.go(path)
        for width in (*WIDTHS, 1024, 1200):
            visitor.page.set_viewport_size({"width": width, "height": 800})
            assert visitor.page.evaluate(COVERED, ENTRIES) == [], (path, width)
            assert visitor.page.evaluate(COVERED, ACCOUNTS) == [], (path, width)
            assert sticking_out(visitor.page) == [], (path, width)


def test_an_account_s_card_shows_worth_share_and_trend(visit: Visit, live: Live) -> None:
    player = live.add_player("cards@example.org")
    with live.app.app_context():
        for name, held in (("PokerStars", "1234567.89"), ("Winamax", "50")):
            site = SERVICE.add_site(player, name, "USD", Decimal(held), date=date(2026, 1, 20))
        SERVICE.record_withdrawal(player, site, Decimal(70), date(2026, 1, 23))  # overdrawn
        db.session.remove()
    visitor = visit(user=player)
    visitor.go("/sites")
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        assert visitor.page.evaluate(COVERED, ACCOUNTS) == [], width
        for row in visitor.page.locator(".accounts tbody tr").all():
            expect(row.locator(".value-cell [data-currency=EUR]")).to_be_visible()
            expect(row.locator(".spark")).to_be_visible(visible=width > WIDTHS[0])
        note = visitor.page.locator(".account-name small", has_text="Overdrawn: type its balance")
        expect(note).to_be_visible()
        assert note.evaluate("note => note.scrollWidth <= note.clientWidth"), width


@pytest.mark.parametrize("path", ["/entries", "/reports"])
def test_a_phone_shows_filters_when_asked_to(visit: Visit, live: Live, path: str) -> None:
    player = live.add_player(f"filters{path.replace('/', '-')}@example.org")
    with live.app.app_context():
        SERVICE.add_site(player, "PokerStars", "EUR", Decimal(1000), date=date(2026, 1, 20))
        db.session.remove()
    visitor = visit(user=player, width=390)
    visitor.go(path)
    filters, button = (
        visitor.page.locator(".filters"),
        visitor.page.locator(".shows-filters + label"),
    )
    expect(filters).to_be_hidden()
    visitor.page.focus(".shows-filters")
    visitor.page.keyboard.press("Space")
    expect(filters).to_be_visible()
    button.click()
    expect(filters).to_be_hidden()
    visitor.page.set_viewport_size({"width": 1200, "height": 800})
    expect(filters).to_be_visible()
    expect(button).to_be_hidden()


def test_a_report_of_some_accounts_says_so_on_a_phone(visit: Visit, live: Live) -> None:
    player = live.add_player("some@example.org")
    with live.app.app_context():
        SERVICE.add_site(player, "PokerStars", "EUR", Decimal(1000), date=date(2026, 1, 20))
        db.session.remove()
    visitor = visit(user=player, width=390)
    visitor.go("/reports?kind=site")
    expect(visitor.page.locator(".filters")).to_be_visible()
