"""Whatever the dashboard's charts and pieces lead to adds up to what they show."""

from datetime import date
from decimal import Decimal

import pytest

from tests.routes.dashboard_cases import fill, total_behind
from tests.support.snapshots import filled
from total_bankroll.formatting import Formatter
from total_bankroll.money import Unit
from total_bankroll.routes.dashboard_view import RANGES

UNITS = {"EUR": Unit("EUR", "€", 2), "USD": Unit("USD", "$", 2)}
pytestmark = pytest.mark.usefixtures("november")

ON = ["", "2026-10-03", "2026-11-03"]


@pytest.fixture
def bankroll(app, service, player, set_rates):
    return filled(app, "dashboard", lambda: fill(service, player, set_rates))


@pytest.mark.parametrize("on", ["", "2026-10-03", "2026-10-31", "2026-11-03"])
@pytest.mark.parametrize("page", ["/", "/sites", "/assets"])
def test_what_an_account_changed_by_is_the_sum_of_the_entries_it_links_to(
    signed_in, bankroll, page, on
):
    rows = signed_in.get(f"{page}?on={on}").all("table.accounts tbody tr")
    written = Formatter("en", "UTC", UNITS)
    assert rows
    for row in rows:
        pill = row.select_one(".change-cell a")
        entries = signed_in.get(str(pill["href"])).all("tr[data-id] .amount-cell [data-amount]")
        currency = row.select_one(".balance-cell [data-amount]")["data-currency"]
        assert {entry["data-currency"] for entry in entries} <= {currency}
        moved = sum(Decimal(str(entry["data-amount"])) for entry in entries)
        assert pill["title"] == written.money(moved, currency, signed=True)


@pytest.fixture
def owing(service, player, bankroll):
    """Two debts beside what there is, one of them in another currency."""
    service.add_asset(player, "Owed to Sam", "EUR", Decimal("-50.05"), date=date(2026, 9, 20))
    service.add_asset(player, "Owed to Kim", "USD", Decimal("-33.33"), date=date(2026, 9, 25))


def amount_in(element):
    return Decimal(str(element.select_one("[data-amount]")["data-amount"]))


@pytest.mark.parametrize("on", ON)
def test_every_figure_outside_a_table_of_a_chart_is_a_link(signed_in, owing, on):
    figures = signed_in.get(f"/?on={on}").all("main [data-amount]")
    shown = [figure for figure in figures if figure.find_parent("details") is None]
    assert len(shown) > 20
    assert [figure for figure in shown if not (figure.name == "a" or figure.find_parent("a"))] == []


@pytest.mark.parametrize("on", ON)
def test_each_months_profit_is_the_sum_of_the_entries_it_links_to(signed_in, bankroll, on):
    months = signed_in.get(f"/?on={on}").all("#monthly tbody tr")
    assert len(months) > 1
    found = {row.th.get_text(): total_behind(signed_in, row.a["href"]) for row in months}
    assert found == {row.th.get_text(): amount_in(row) for row in months}
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("span", [key for key, _ in RANGES])
def test_each_ranges_change_is_the_sum_of_the_entries_it_links_to(signed_in, bankroll, span, on):
    pill = signed_in.get(f"/?range={span}&on={on}").one("#history a.delta")
    assert total_behind(signed_in, str(pill["href"])) == Decimal(str(pill["data-amount"]))


@pytest.mark.parametrize("on", ON)
def test_each_part_of_the_allocation_is_the_sum_of_the_entries_it_links_to(signed_in, owing, on):
    page = signed_in.get(f"/?on={on}")
    rows = page.all("#allocation tbody tr")
    assert len(rows) == 2
    for row in rows:
        assert total_behind(signed_in, row.a["href"]) == amount_in(row) > 0
    hrefs = [str(row.a["href"]) for row in rows]
    assert [str(link["href"]) for link in page.all("#allocation .parts a")] == hrefs


@pytest.fixture
def many(service, player, owing):
    """Ten more accounts in two currencies, each holding less than the two there are."""
    for number in range(10):
        code, held = ("EUR", "USD")[number % 2], Decimal("10.03") + number
        room = service.add_site(player, f"Room {number}", code, held, date=date(2026, 9, 1))
        service.record_deposit(player, room, Decimal("0.77"), date(2026, 10, 5 + number))


@pytest.mark.parametrize("on", ON)
def test_the_rest_of_the_allocation_is_the_sum_of_the_entries_it_links_to(signed_in, many, on):
    page = signed_in.get(f"/?on={on}")
    rows = page.all("#allocation tbody tr")
    assert [row.th.get_text() for row in rows][-1] == "Others"
    assert len(rows) == 9
    for row in rows:
        assert total_behind(signed_in, row.a["href"]) == amount_in(row) > 0
    there = signed_in.get(str(rows[-1].a["href"]))
    assert {name.get_text() for name in there.all("tr[data-id] .entry-what b")} == {
        f"Room {number}" for number in range(4)
    }


@pytest.mark.parametrize("on", ON)
def test_a_debt_is_the_sum_of_the_entries_it_links_to(signed_in, owing, on):
    debts = signed_in.get(f"/?on={on}").all("#allocation .debts li a.figure-link")
    assert len(debts) == 2
    for link in debts:
        assert total_behind(signed_in, str(link["href"])) == amount_in(link) < 0
