"""The allocation as a page: parts over time, debts, exposure to currencies."""

import json
from datetime import date

import pytest

from tests.routes.report_cases import TODAY, D, csv_rows
from total_bankroll.routes.csv_tables import written

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def bankroll(bankroll, service, player):
    """With a debt."""
    owed = service.add_asset(player, "Owed to Max", "USD", D(-50), date=date(2026, 11, 1))
    return {**bankroll, "owed": owed}


def texts(page):
    """What each part of the drawing says of the last day."""
    data = json.loads(str(page.one("#allocation [data-chart]")["data-chart"]))
    return {one["name"]: one["text"][-1] for one in data["series"]}


def test_the_parts_are_the_accounts_kinds_or_currencies(signed_in, bankroll):
    assert set(texts(signed_in.get("/reports/allocation"))) == {
        "PokerStars",
        "GGPoker",
        "Cash",
        "Owed to Max",
    }
    assert set(texts(signed_in.get("/reports/allocation?by=kind"))) == {"Sites", "Assets"}
    assert set(texts(signed_in.get("/reports/allocation?by=currency"))) == {"EUR", "GBP", "USD"}


def test_shares_are_of_what_is_above_zero(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D(75))
    service.add_site(player, "Winamax", "EUR", D(25))
    service.add_asset(player, "Owed", "EUR", D(-10))
    found = texts(signed_in.get("/reports/allocation?as=share"))
    assert (found["GGPoker"], found["Winamax"]) == ("75.0%", "25.0%")


def test_debts_are_listed_beside(signed_in, bankroll):
    page = signed_in.get("/reports/allocation?currency=USD")
    assert page.words("#debts a") == "Owed to Max"
    assert page.one("#debts [data-amount]")["data-amount"] == "-50.00"
    assert not signed_in.get("/reports/allocation?kind=site").all("#debts")


def test_exposure_adds_up_a_currency_and_leads_to_it(signed_in, bankroll):
    page = signed_in.get("/reports/allocation?currency=USD")
    rows = {str(row["data-code"]): row for row in page.all("#exposure-table tbody tr")}
    held, value = (str(tag["data-amount"]) for tag in rows["USD"].select("[data-amount]"))
    assert held == value == "1283.37"
    assert rows["USD"].select_one("a")["href"] == "/reports/allocation?currency=USD&held=USD"
    whole = sum(D(str(row.select("[data-amount]")[1]["data-exact"])) for row in rows.values())
    assert whole == D(str(page.one("#exposure-total")["data-exact"]))
    assert page.amount("#exposure-total") == signed_in.get("/reports?currency=USD").amount(
        "#closing"
    )


def test_a_currency_that_is_owed_has_no_share(signed_in, service, player, set_rate):
    set_rate("USD", TODAY, "1.25")
    service.add_site(player, "GGPoker", "EUR", D(60))
    service.add_asset(player, "Owed", "USD", D(-50))
    page = signed_in.get("/reports/allocation")
    rows = {
        str(row["data-code"]): row.get_text(" ").split()
        for row in page.all("#exposure-table tbody tr")
    }
    assert rows["USD"][1:] == ["−$50.00", "−€40.00", "–"]
    assert rows["EUR"][-1] == "100.0%"


def test_a_currency_without_a_rate_is_shown_as_such(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D(60))
    service.add_asset(player, "Wallet", "USDT", D(9))
    page = signed_in.get("/reports/allocation")
    assert "No rate" in page.words('#exposure-table tr[data-code="USDT"]')
    assert page.amount("#exposure-total") == "60.00"
    assert csv_rows(signed_in.get("/reports/allocation.csv?table=exposure"))[1]["value"] == ""


def test_days_without_a_rate_are_gaps_and_named(signed_in, service, player, set_rate):
    set_rate("USD", date(2026, 11, 10), "1.25")
    service.add_site(player, "GGPoker", "USD", D(50), date=date(2026, 11, 1))
    page = signed_in.get("/reports/allocation")
    assert "on 1 Nov 2026. It is drawn with gaps" in page.words("#missing")
    rows = csv_rows(signed_in.get("/reports/allocation.csv"))
    assert [row["GGPoker"] for row in rows[8:10]] == ["", "40"]


def test_of_many_accounts_the_file_has_each(signed_in, service, player):
    for n in range(12):
        service.add_site(player, f"Site {n}", "EUR", D(100 + n))
    page = signed_in.get("/reports/allocation")
    assert len(texts(page)) == 9
    assert "Others" in texts(page)
    row = csv_rows(signed_in.get(str(page.one("#allocation a[download]")["href"])))[-1]
    assert [row[f"Site {n}"] for n in range(12)] == [str(100 + n) for n in range(12)]


def test_the_file_of_shares_holds_shares(signed_in, bankroll):
    page = signed_in.get("/reports/allocation?as=share&by=kind")
    row = csv_rows(signed_in.get(str(page.one("#allocation a[download]")["href"])))[-1]
    assert D(row["Sites"]) + D(row["Assets"]) == 1


def test_a_name_that_a_spreadsheet_would_run_is_text_in_a_head_too(signed_in, service, player):
    service.add_site(player, "=1+1", "EUR", D(5))
    text = signed_in.get("/reports/allocation.csv").text
    assert text.splitlines()[0] == f"day,currency,{written('=1+1')}"
    assert written("=1+1") == "'=1+1"
