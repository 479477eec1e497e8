"""Whose report it is, what stands in an empty one, and accounts that lack a rate."""

from datetime import date

import pytest

from tests.routes.report_cases import TODAY, D, table_rows

pytestmark = pytest.mark.usefixtures("november")

PATHS = ("/reports", "/reports.csv", "/reports/year/2026")


@pytest.mark.parametrize("path", PATHS)
def test_strangers_sign_in_first(client, path):
    assert client.get(path).location.startswith("/login")


def test_nobody_sees_anything_of_others(other_signed_in, bankroll):
    for path in (*PATHS, f"/reports?account={bankroll['stars']}&range=all"):
        assert "PokerStars" not in other_signed_in.get(path).text


def test_the_account_of_another_is_as_none(signed_in, player, other_player, service):
    mine = service.add_site(other_player, "GGPoker", "EUR", D(5))
    own = service.add_site(player, "Winamax", "EUR", D(7))
    assert {mine, own} == {1, 2}
    found = [signed_in.get(f"/reports?account={n}").words("main") for n in (mine, 3)]
    assert found[0].replace("account: 1", "") == found[1].replace("account: 3", "")
    assert "Winamax" in found[0]


def test_an_empty_account_is_led_to_its_first_site(signed_in):
    page = signed_in.get("/reports")
    assert page.all('a[href="/sites/new"]')
    for path in ("/reports/year/2026", "/compare"):
        assert signed_in.get(path).one("main .empty a")["href"] == "/sites/new", path
    assert signed_in.get("/reports.csv").text.count("\n") == 2


def test_an_account_without_an_entry_has_nothing_to_tell(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR")
    page = signed_in.get("/reports")
    assert "Nothing happened" in page.words("#sentence")
    assert page.amount("#closing") == "0.00"


def test_one_entry_is_a_report(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D("12.34"))
    page = signed_in.get("/reports?range=all")
    assert page.words("#sentence") == "You put in €12.34 ."
    assert not page.all("#best")


def test_nothing_happened_to_what_was_there(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D("12.34"), date=date(2026, 1, 1))
    said = signed_in.get("/reports?range=this-month").words("#sentence")
    assert said == "Nothing changed: your bankroll held the same from beginning to end."


def test_an_account_that_lacks_a_rate_is_named_with_its_day(signed_in, service, player, bankroll):
    before = table_rows(signed_in.get("/reports"), "periods")
    service.add_asset(player, "Wallet", "USDT", D(1000), date=date(2026, 10, 30))
    page = signed_in.get("/reports")
    assert "Wallet has no exchange rate for USDT on 30 Oct 2026" in page.words("#missing")
    assert page.one("#missing a")["href"] == "/currencies?currency=USDT"
    assert table_rows(page, "periods") == before


def test_a_selection_that_lacks_every_rate_says_so(signed_in, service, player):
    wallet = service.add_asset(player, "Wallet", "USDT", D(1000))
    page = signed_in.get(f"/reports?account={wallet}")
    assert page.status == 200
    assert "Wallet" in page.words("#missing")
    assert not page.all("#accounts-table")


def test_a_year_that_has_not_begun_is_not_found(signed_in, bankroll):
    for year, status in ((2026, 200), (1970, 200), (2027, 404), (1969, 404), (10**30, 404)):
        assert signed_in.get(f"/reports/year/{year}").status == status
    assert "on: 2025-03-01" in signed_in.get("/reports/year/2026?on=2025-03-01").words("main")


def test_a_years_report_is_that_of_its_days(signed_in, bankroll):
    year = signed_in.get("/reports/year/2026")
    report = signed_in.get("/reports?range=this-year")
    for name in ("periods", "accounts"):
        assert table_rows(year, name) == table_rows(report, name)
    assert year.words("#sentence") == report.words("#sentence")
    assert year.words("h1") == "The year 2026"


def test_a_falling_and_a_rising_currency_are_called_so(signed_in, service, player, set_rate):
    for code, before, after in (("USD", "1", "2"), ("GBP", "1", "0.5"), ("CZK", "1", "2")):
        set_rate(code, date(2026, 11, 2), before)
        set_rate(code, TODAY, after)
    service.add_site(player, "PokerStars", "USD", D(100), date=date(2026, 11, 2))
    service.add_site(player, "GGPoker", "GBP", D(100), date=date(2026, 11, 2))
    service.add_asset(player, "Owed", "CZK", D(-10), date=date(2026, 11, 2))
    said = signed_in.get("/reports?range=this-month").words("#sentence")
    # 100 dollars fall from 100 to 50 euros, 100 pounds rise to 200, a debt of 10 halves.
    assert said == (
        "The pound's rise brought €100.00 ; the dollar's fall cost €50.00 ; "
        "the koruna's fall brought €5.00 ; you put in €190.00 ."
    )


def test_a_rise_that_most_money_came_after_did_not_cost(signed_in, service, player, set_rate):
    for day, rate in ((2, "1"), (9, "0.5"), (20, "0.8")):  # dollars to a euro: it rose in all
        set_rate("USD", date(2026, 11, day), rate)
    site = service.add_site(player, "PokerStars", "USD", D(1), date=date(2026, 11, 2))
    service.record_deposit(player, site, D(100), date(2026, 11, 9))
    said = signed_in.get("/reports?from=2026-11-03&to=2026-11-20").words("#sentence")
    # 100 dollars fall from 200 to 125 euros; the one that was there rises from 1 to 1.25.
    assert said.startswith("The dollar's exchange rate cost €74.75 ;")


def test_money_from_outside_a_selection_is_named(signed_in, service, player):
    cash = service.add_asset(player, "Cash", "EUR", D(100), date=date(2026, 1, 1))
    gg = service.add_site(player, "GGPoker", "EUR", D(0), date=date(2026, 1, 1))
    service.record_transfer(player, cash, gg, D(40), D(38))
    said = signed_in.get("/reports?range=this-month&kind=site").words("#sentence")
    assert said == "€38.00 came from your other accounts."
    said = signed_in.get("/reports?range=this-month&kind=asset").words("#sentence")
    assert said == "€40.00 went to your other accounts."
    said = signed_in.get("/reports?range=this-month").words("#sentence")
    assert said == "Transfers cost €2.00 ."
