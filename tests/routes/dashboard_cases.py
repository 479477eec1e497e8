"""A bankroll that the dashboard's figures are looked up in, and what a list adds up to."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urljoin

from tests.support.pages import CheckingClient
from total_bankroll.services.bankroll_service import BankrollService

TODAY = date(2026, 11, 20)


def fill(
    service: BankrollService, player: int, set_rates: Callable[[str, Mapping[date, str]], None]
) -> dict[str, int]:
    """Two currencies, every kind of entry, two months, a transfer across currencies."""
    set_rates("USD", {TODAY - timedelta(days=n): f"1.{100 + n:03d}" for n in range(120)})
    stars = service.add_site(player, "PokerStars", "USD", Decimal("1000"), date=date(2026, 9, 1))
    cash = service.add_asset(player, "Cash", "EUR", Decimal("500"), date=date(2026, 9, 1))
    service.record_deposit(player, stars, Decimal("333.33"), date(2026, 9, 10))
    service.record_balance(player, stars, Decimal("1500.01"), date(2026, 10, 3))
    service.record_bonus(player, stars, Decimal("25.50"), date(2026, 10, 4))
    service.record_expense(player, cash, Decimal("12.34"), date(2026, 10, 5))
    service.record_transfer(
        player, stars, cash, Decimal("100"), Decimal("80.11"), date(2026, 11, 2)
    )
    service.record_withdrawal(player, stars, Decimal("200.10"), date(2026, 11, 5))
    service.record_balance(player, stars, Decimal("1333.37"), date(2026, 11, 18))
    return {"stars": stars, "cash": cash}


def total_behind(client: CheckingClient, href: str) -> Decimal:
    """What the amounts in the display currency add up to, over all pages of a list."""
    total: Decimal = Decimal(0)
    url: str | None = href
    while url:
        page = client.get(url.partition("#")[0])
        assert page.status == 200
        for element in page.all(
            "tr[data-id] [data-amount][data-currency=EUR], #fx-effect [data-amount]"
        ):
            total += Decimal(str(element["data-amount"]))
        following = page.soup.select_one("a[rel=next]")
        url = urljoin(url, str(following["href"])) if following else None
    return total
