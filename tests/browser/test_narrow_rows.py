"""Rows of a list of entries on phones: no cell lies over another."""

from datetime import date
from decimal import Decimal

import pytest

from tests.browser.live import Live
from tests.browser.visitors import Visit
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

SERVICE = BankrollService()
WIDTHS = (320, 360, 390, 430)
COVERED = """() => [...document.querySelectorAll('.entries tbody tr')].flatMap(row => {
  const lines = cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [...range.getClientRects()];
  };
  const meet = (one, other) => one.right > other.left + 1 && one.left < other.right - 1
    && one.bottom > other.top + 2 && one.top < other.bottom - 2;
  const cells = [...row.querySelectorAll('th, .kind-cell, .date-cell, .amount-cell')].map(lines);
  return cells.some((own, n) => cells.slice(n + 1).some(
    others => own.some(one => others.some(other => meet(one, other))))) ? [row.innerText] : [];
})"""


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
            assert visitor.page.evaluate(COVERED) == [], (path, width)
