"""Figures and the lists behind them where a day lacks its rate: they agree to the cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.routes.test_dashboard import total_behind

pytestmark = pytest.mark.usefixtures("november")

TODAY = date(2026, 11, 20)
HOLE = (date(2026, 9, 20), date(2026, 10, 20))


@pytest.fixture
def bankroll(service, player, set_rates):
    """A dollar without rates for a month, in which play and a transfer went on."""
    rates = {TODAY - timedelta(days=n): f"1.{100 + n:03d}" for n in range(120)}
    set_rates("USD", {day: r for day, r in rates.items() if not HOLE[0] <= day <= HOLE[1]})
    stars = service.add_site(player, "PokerStars", "USD", Decimal("1000"), date=date(2026, 9, 1))
    cash = service.add_asset(player, "Cash", "EUR", Decimal("500"), date=date(2026, 9, 1))
    service.record_bonus(player, stars, Decimal("3.33"), date(2026, 9, 5))
    service.record_balance(player, stars, Decimal("1500.01"), date(2026, 10, 3))
    service.record_transfer(
        player, stars, cash, Decimal("100"), Decimal("80.11"), date(2026, 10, 5)
    )
    service.record_balance(player, stars, Decimal("1333.37"), date(2026, 11, 18))
    return {"stars": stars, "cash": cash}


@pytest.mark.parametrize("selector", ["#total-bankroll", "#total-profit", "#month-profit"])
def test_a_figure_is_the_sum_of_its_list_though_a_result_lacks_its_rate(
    signed_in, bankroll, selector
):
    page = signed_in.get("/")
    href = page.one(selector).find_parent("a")["href"]
    assert total_behind(signed_in, href) == Decimal(page.amount(selector))


def test_what_cannot_be_split_stands_in_a_row_of_its_own(signed_in, bankroll):
    page = signed_in.get("/")
    listing = signed_in.get(page.one("#total-profit").find_parent("a")["href"])
    assert listing.words("#unsplit").startswith("Not to be split")
    assert "2 entries lack an exchange rate of their days and are" in listing.words(".notice")
    assert "counted under “Not to be split”" in listing.words(".notice")


def test_a_list_whose_days_all_have_rates_splits_everything(signed_in, bankroll):
    listing = signed_in.get("/entries?figure=profit&from=2026-11-01")
    assert listing.soup.select_one("#unsplit") is None
    assert listing.soup.select_one("#fx-effect") is not None


def test_what_deleting_does_not_change_for_want_of_a_rate_is_named(
    signed_in, service, player, set_rate
):
    for day in (date(2026, 8, 1), date(2026, 11, 19)):
        set_rate("USD", day, "1.25")
    gg = service.add_site(player, "GGPoker", "USD", Decimal(100), date=date(2026, 8, 3))
    service.record_deposit(player, gg, Decimal(50), date(2026, 9, 20))
    yen = service.add_site(player, "Tokyo", "JPY", Decimal(100), date=date(2026, 8, 3))
    cash = service.add_asset(player, "Cash", "EUR", Decimal(100), date=date(2026, 8, 3))
    said = signed_in.get(f"/sites/{gg}/delete").words("#lacking")
    assert said.startswith("GGPoker has no exchange rate for USD on 20 Sept 2026")
    assert "left out of the profit" in said
    assert "left out of both" in signed_in.get(f"/sites/{yen}/delete").words("#lacking")
    assert not signed_in.get(f"/assets/{cash}/delete").all("#lacking")


def test_holes_of_several_currencies_cost_no_statement_each(
    signed_in, service, player, bankroll, set_rate
):
    """The lists of entries keep to what a page may ask of the database, which the client counts."""
    for code in ("GBP", "CHF", "SEK", "NOK"):
        for day in (date(2026, 9, 1), TODAY):
            set_rate(code, day, "1.25")
        site = service.add_site(player, code, code, Decimal(100), date=date(2026, 9, 1))
        service.record_bonus(player, site, Decimal(10), date(2026, 10, 3))
    page = signed_in.get("/entries")
    assert "6 entries lack" in page.words(".notice")
    assert Decimal(page.one("#total")["data-exact"]) == sum(
        Decimal(tag["data-exact"]) for tag in page.all("tr .value-cell [data-exact]")
    ) + Decimal("580.11")
    signed_in.get(f"/sites/{bankroll['stars']}")


def test_a_list_names_the_accounts_that_its_figure_leaves_out(signed_in, service, player, bankroll):
    service.add_site(player, "Réal", "BRL", Decimal(100), date=date(2026, 9, 1))
    kroner = service.add_site(player, "Kroner", "DKK", Decimal(100), date=date(2026, 9, 1))
    page = signed_in.get("/entries?figure=bankroll")
    assert page.words("#left-out p") == "Left out for want of an exchange rate: Réal, Kroner."
    for query in ("", "figure=bankroll&accounts=asset", "figure=bankroll&on=2026-08-30"):
        assert not signed_in.get(f"/entries?{query}").all("#left-out"), query
    one = signed_in.get("/entries?figure=profit&currency=DKK")
    assert one.words("#left-out p").endswith(": Kroner.")
    service.record_deposit(player, kroner, Decimal(5), date(2026, 9, 2))
    none = signed_in.get("/deposits?figure=deposits&currency=DKK")
    assert "Left out for want of an exchange rate: Kroner." in none.words("main")
