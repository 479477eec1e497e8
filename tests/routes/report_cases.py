"""A bankroll that reports are made of, and reading their tables."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.support.pages import Page
from total_bankroll.models import Rate
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.rate_store import currency_ids
from total_bankroll.services.writing import write_scope

D = Decimal
TODAY = date(2026, 11, 20)
STEPS = ["capital_in", "capital_out", "results", "bonuses", "expenses", "costs", "moved", "fx"]
GAINS = ["results", "bonuses", "expenses", "costs", "fx"]


def add_rates() -> None:
    """Dollars and pounds that move a little every few days, for 120 days."""
    with write_scope("rates") as session:
        ids = currency_ids(session)
        for back in range(0, 120, 3):
            day = TODAY - timedelta(days=back)
            session.add(Rate(currency_id=ids["USD"], day=day, rate=D(f"1.{100 + back:03d}7")))
            session.add(Rate(currency_id=ids["GBP"], day=day, rate=D(f"0.{880 - back:03d}3")))


def add_bankroll(service: BankrollService, player: int) -> dict[str, int]:
    """Three currencies, every kind of entry, four months, transfers within and across."""
    stars = service.add_site(player, "PokerStars", "USD", D("1000.01"), date=date(2026, 8, 30))
    gg = service.add_site(player, "GGPoker", "GBP", D("333.33"), date=date(2026, 9, 2))
    cash = service.add_asset(player, "Cash", "EUR", D("500"), date=date(2026, 9, 1))
    service.record_deposit(player, stars, D("333.33"), date(2026, 9, 10))
    service.record_balance(player, stars, D("1500.01"), date(2026, 10, 3))
    service.record_bonus(player, stars, D("25.57"), date(2026, 10, 4))
    service.record_expense(player, cash, D("12.34"), date(2026, 10, 5))
    service.record_balance(player, gg, D("299.17"), date(2026, 10, 9))
    service.record_transfer(player, stars, cash, D("100"), D("80.11"), date(2026, 11, 2))
    service.record_withdrawal(player, stars, D("200.10"), date(2026, 11, 5))
    service.record_balance(player, stars, D("1333.37"), date(2026, 11, 18))
    return {"stars": stars, "gg": gg, "cash": cash}


Row = dict[str, tuple[Decimal, Decimal]]


def table_rows(page: Page, name: str) -> list[Row]:
    """Each row's shown and exact figures by column; the total row is the last one."""
    keys = [str(th["data-key"]) for th in page.all(f"#{name}-table thead th[data-key]")]
    rows = page.all(f"#{name}-table tbody tr") + page.all(f"#{name}-table tfoot tr")
    return [dict(zip(keys, map(_figure, row.select("[data-amount]")), strict=True)) for row in rows]


def _figure(tag: Any) -> tuple[Decimal, Decimal]:
    return D(str(tag["data-amount"])), D(str(tag["data-exact"]))


def csv_rows(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.text)))
