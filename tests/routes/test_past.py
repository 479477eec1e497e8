"""A past day: every page as it stood at its end, and nothing that came later."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from tests.routes.report_cases import TODAY, D
from total_bankroll.services.people_service import PeopleService

pytestmark = pytest.mark.usefixtures("november")

LISTS = ("/entries", "/deposits", "/withdrawals", "/transfers", "/bonuses", "/expenses")
ON = "2026-11-03"


def pages(bankroll):
    return ("/", "/sites", "/assets", f"/sites/{bankroll['stars']}", *LISTS)


def test_every_page_says_which_day_it_shows_and_leads_back(signed_in, bankroll):
    for path in pages(bankroll):
        page = signed_in.get(f"{path}?on={ON}")
        assert "at the end of 3 Nov 2026 , from the entries as they are known now" in page.words(
            "#past"
        )
        ways = {a.get_text(): a["href"] for a in page.all("#past a")}
        assert ways == {
            "A day earlier": f"{path}?on=2026-11-02",
            "A day later": f"{path}?on=2026-11-04",
            "Back to today": path,
        }


def test_a_day_later_than_yesterday_is_today_and_before_the_first_there_is_none(signed_in):
    assert signed_in.get("/sites?on=2026-11-19").all('#past a[href="/sites"]')
    first = signed_in.get("/sites?on=1960-05-05")
    assert "1 Jan 1970" in first.words("#past")
    assert "A day earlier" not in first.words("#past")


def test_the_ways_to_other_days_keep_what_else_was_chosen(signed_in, bankroll):
    stars = bankroll["stars"]
    for path, query in (
        ("/", "range=all&by=site"),
        ("/entries", "account=1&kind=deposit&from=2026-09-01&sort=oldest"),
        (f"/sites/{stars}", "range=1m"),
    ):
        page = signed_in.get(f"{path}?{query}&on={ON}&after=junk")
        back = next(a["href"] for a in page.all("#past a") if a.get_text() == "Back to today")
        assert sorted(str(back).partition("?")[2].split("&")) == sorted(query.split("&"))
        hidden = page.all("#day-picker input[type=hidden]")
        assert sorted(f"{i['name']}={i['value']}" for i in hidden) == sorted(query.split("&"))
        assert page.one("#day-picker input[type=date]")["value"] == ON


@pytest.mark.parametrize("on", ["junk", "2026-02-30", "2026-11-20", "2031-01-01", ""])
def test_what_is_no_past_day_is_today(signed_in, bankroll, on):
    for path in pages(bankroll):
        assert not signed_in.get(f"{path}?on={on}").all("#past"), path


def test_a_day_that_cannot_be_shown_is_named(signed_in, bankroll):
    for path in (*pages(bankroll), "/reports"):
        said = signed_in.get(f"{path}?on=2031-01-01").words("main")
        assert "1 Jan 2031 has not come yet: this is how it stands today." in said, path
        said = signed_in.get(f"{path}?on=junk").words("main")
        assert said.count("Left aside, because it was not understood: on: junk.") == 1, path
        assert "Left aside" not in signed_in.get(f"{path}?on=2026-11-20").words("main")


def test_nothing_can_be_typed_into_the_past(signed_in, bankroll):
    for path in pages(bankroll):
        assert not signed_in.get(f"{path}?on={ON}").all("main form[method=post]"), path
        assert signed_in.get(path).all("main form[method=post], main a[href$='/new']"), path


def test_links_of_a_past_page_lead_to_the_same_day(signed_in, bankroll):
    for path in ("/", "/sites", "/assets"):
        page = signed_in.get(f"{path}?on={ON}")
        hrefs = [str(a["href"]) for a in page.all("main a[href]") if not a.find_parent(id="past")]
        inner = [h for h in hrefs if h.startswith(("/sites", "/assets", "/entries", "/deposits"))]
        assert inner
        assert [h for h in inner if f"on={ON}" not in h] == [], path
    assert not [a for a in page.all(".side a") if "on=" in str(a["href"])]


def test_a_past_list_contains_nothing_later(signed_in, bankroll):
    for path in (*LISTS, f"/sites/{bankroll['stars']}"):
        past = signed_in.get(f"{path}?on={ON}")
        now = signed_in.get(f"{path}?to={ON}")
        ids = [[tr["data-id"] for tr in page.all("tr[data-id]")] for page in (past, now)]
        assert ids[0] == ids[1], path
    assert len(signed_in.get(f"/entries?on={ON}").all("tr[data-id]")) == 10
    later = signed_in.get(f"/entries?from=2026-11-02&to=2026-11-30&on={ON}")
    assert len(later.all("tr[data-id]")) == 2
    assert not signed_in.get(f"/entries?from=2026-11-05&on={ON}").all("tr[data-id]")


def test_a_past_list_stays_so_in_filters_orders_and_pages(signed_in, service, player, bankroll):
    for day in range(1, 31):
        service.record_bonus(player, bankroll["cash"], D(day), date(2026, 9, day))
        service.record_expense(player, bankroll["cash"], D(1), date(2026, 9, day))
    page = signed_in.get(f"/entries?account={bankroll['cash']}&on={ON}")
    assert page.one("form.filters input[name=on]")["value"] == ON
    ways = ".filter-chips a, .seg a, .pager a, .filter-buttons a"
    assert len(page.all(ways)) == 6
    assert [a["href"] for a in page.all(ways) if f"on={ON}" not in str(a["href"])] == []


def test_junk_for_a_day_is_named_in_lists(signed_in, bankroll):
    assert "on: yesterday" in signed_in.get("/entries?on=yesterday").words("main")


def test_accounts_of_a_past_day_are_those_with_an_entry_by_then(signed_in, bankroll, service):
    found = signed_in.get("/sites?on=2026-08-31")
    assert [tr["data-id"] for tr in found.all("#accounts tr[data-id]")] == [str(bankroll["stars"])]
    assert found.amount("tr[data-id] .balance-cell") == "1000.01"
    assert "updated 30 Aug 2026" in found.words("#accounts tr[data-id]")
    for path in ("/sites", "/assets"):
        nothing = signed_in.get(f"{path}?on=2026-08-29")
        assert not nothing.all("tr[data-id]")
        assert "by then" in nothing.words("#accounts")


def archive_on(service, player, account_id, day):
    """Put a site away at noon of a day."""
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        service.archive_site(player, account_id)


def test_an_archived_account_is_there_until_it_was_archived(signed_in, bankroll, service, player):
    gg = bankroll["gg"]
    service.record_withdrawal(player, gg, D("299.17"), date(2026, 10, 20))
    archive_on(service, player, gg, "2026-11-02")
    row = f'#accounts tr[data-id="{gg}"]'
    for path in ("/", "/sites"):
        for on in ("2026-10-19", "2026-10-20", "2026-11-01"):
            assert signed_in.get(f"{path}?on={on}").one(row)
        for on in ("2026-11-02", "2026-11-03", ""):
            assert not signed_in.get(f"{path}?on={on}").all(row)
    past = signed_in.get("/?on=2026-10-19")
    values = [D(str(a["data-amount"])) for a in past.all("#accounts .value-cell [data-amount]")]
    assert sum(values) == D(past.amount("#total-bankroll"))
    page = signed_in.get(f"/sites/{gg}?on=2026-10-19")
    assert page.amount("#account-balance") == "299.17"
    assert "archived" not in page.words(".lead")
    assert "archived" in signed_in.get(f"/sites/{gg}?on=2026-11-02").words(".lead")


def test_the_day_of_archiving_is_the_players(signed_in, service, player):
    gg = service.add_site(player, "GGPoker", "EUR", D(0), date=date(2026, 11, 1))
    with time_machine.travel("2026-11-05T20:00:00Z", tick=False):  # the 6th in Tokyo
        service.archive_site(player, gg)
    row = f'#accounts tr[data-id="{gg}"]'
    assert not signed_in.get("/sites?on=2026-11-05").all(row)
    PeopleService().update_settings(player, timezone="Asia/Tokyo")
    assert signed_in.get("/sites?on=2026-11-05").all(row)
    assert not signed_in.get("/sites?on=2026-11-06").all(row)


def test_a_past_days_notices_are_of_the_accounts_open_then(signed_in, service, player):
    for name, held in (("Overdrawn", -5), ("Left", 5)):
        site = service.add_site(player, name, "EUR", D(10), date=date(2026, 8, 1))
        service.record_withdrawal(player, site, D(10 - held), date(2026, 8, 2))
        service.record_balance(player, site, D(0), date(2026, 10, 20))
        archive_on(service, player, site, "2026-10-25")
    said = signed_in.get("/?on=2026-10-19").words("#missing")
    assert "Overdrawn is overdrawn" in said
    assert "Not updated for 30 days: Overdrawn and 1 more" in said
    assert "Not updated" not in signed_in.get("/?on=2026-10-20").words("#missing")
    assert not signed_in.get("/").all("#missing:not([hidden])")


def test_an_account_on_a_past_day(signed_in, bankroll, service, player):
    stars = bankroll["stars"]
    page = signed_in.get(f"/sites/{stars}?on=2026-10-03&range=all")
    own = service.get_bankroll_breakdown(player, on=date(2026, 10, 3)).accounts[0]
    assert page.amount("#account-balance") == "1500.01"
    assert D(page.one("#account-profit")["data-exact"]) == own.profit
    assert "updated 3 Oct 2026" in page.words(".lead")
    days = [th.get_text() for th in page.all("#history .chart-table tbody th")]
    assert {days[0], days[-1]} == {"30 Aug 2026", "3 Oct 2026"}
    assert all("on=2026-10-03" in str(a["href"]) for a in page.all("#history .seg a"))
    before = signed_in.get(f"/sites/{stars}?on=2026-08-29")
    assert before.amount("#account-balance") == "0.00"
    assert "no entry by then" in before.words(".lead")


def test_a_past_dashboard_before_the_first_entry_is_empty_and_no_welcome(signed_in, bankroll):
    page = signed_in.get("/?on=2026-08-29")
    assert page.amount("#total-bankroll") == "0.00"
    assert page.words("h1") == "Your bankroll"
    assert "No account had an entry by then" in page.words("#accounts")


def test_a_past_day_on_which_all_were_archived_says_so(signed_in, service, player):
    site = service.add_site(player, "PokerStars", "EUR", D(5), date=date(2026, 8, 1))
    service.record_withdrawal(player, site, D(5), date(2026, 8, 2))
    archive_on(service, player, site, "2026-10-01")
    service.add_site(player, "GGPoker", "EUR", D(10), date=date(2026, 11, 1))
    said = signed_in.get("/?on=2026-10-20").words("#accounts")
    assert "All that had an entry by then are archived." in said


def test_a_day_without_a_rate_leaves_the_account_out_of_what_it_adds_up_to(
    signed_in, service, player, bankroll, set_rate
):
    set_rate("CZK", date(2026, 11, 2), "25")
    purse = service.add_site(player, "Purse", "CZK", D(1000), date=date(2026, 10, 2))
    row, total = f'#accounts tr[data-id="{purse}"]', "#accounts-total"
    before, after = (signed_in.get(f"/sites?on=2026-{day}") for day in ("11-01", "11-03"))
    assert "No rate" in before.words(row)
    assert after.amount(f"{row} .value-cell") == "40.00"
    for page in (before, after):
        values = [D(str(x["data-amount"])) for x in page.all("#accounts .value-cell [data-amount]")]
        assert sum(values) == D(page.amount(total))
    assert "No rate" in signed_in.get(f"/sites/{purse}?on=2026-11-01").words("#stats")


FIGURES = ("#total-bankroll", "#total-profit", "#month-profit", "#total-deposits")


def behind(client, href):
    page = client.get(href.partition("#")[0])
    shown = page.all("tr[data-id] [data-amount][data-currency=EUR], #fx-effect [data-amount]")
    return sum(D(str(one["data-amount"])) for one in shown)


@pytest.mark.parametrize("on", ["2026-10-09", "2026-11-03"])
def test_figures_agree_with_their_lists_where_a_rate_is_missing_on_either_day(
    signed_in, service, player, bankroll, set_rate, on
):
    # Koruna has no rate on the earlier day, and no longer one today; the wallet never had one.
    for day in (date(2026, 10, 1), date(2026, 10, 30), date(2026, 11, 2)):
        set_rate("CZK", day, "25")
    for day in (TODAY, date(2026, 11, 18)):
        set_rate("JPY", day, "170")
    purse = service.add_asset(player, "Purse", "CZK", D(1000), date=date(2026, 10, 2))
    service.record_bonus(player, purse, D(50), date(2026, 11, 3))
    service.add_asset(player, "Wallet", "USDT", D(500), date=date(2026, 10, 2))
    service.add_site(player, "Club", "JPY", D(17000), date=date(2026, 10, 2))
    page = signed_in.get(f"/?on={on}")
    assert "Wallet" in page.words("#missing")
    for selector in FIGURES:
        href = str(page.one(selector).find_parent("a")["href"])
        assert behind(signed_in, href) == D(page.amount(selector)), selector


def test_a_past_day_ends_when_it_ends_for_the_player(signed_in, service, player):
    # 20:00 UTC on 2 November is 05:00 of the 3rd in Tokyo.
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2026, 11, 1))
    with time_machine.travel("2026-11-02T20:00:00Z", tick=False):
        service.record_deposit(player, gg, D(7))
    assert signed_in.get("/?on=2026-11-02").amount("#total-bankroll") == "107.00"
    PeopleService().update_settings(player, timezone="Asia/Tokyo")
    assert signed_in.get("/?on=2026-11-02").amount("#total-bankroll") == "100.00"
    assert signed_in.get("/sites?on=2026-11-02").amount("#accounts-total") == "100.00"
    assert not signed_in.get("/deposits?on=2026-11-02").all("tr[data-id]")
    assert signed_in.get("/deposits?on=2026-11-03").all("tr[data-id]")
    with time_machine.travel("2026-11-20T16:00:00Z", tick=False):  # the 21st in Tokyo
        assert signed_in.get("/sites?on=2026-11-20").all("#past")


def test_strangers_sign_in_first(client, bankroll):
    for path in pages(bankroll)[1:]:
        assert client.get(f"{path}?on={ON}").location.startswith("/login")


def test_nobody_sees_the_past_of_others(other_signed_in, bankroll):
    for path in (*pages(bankroll)[:3], *LISTS):
        assert "PokerStars" not in other_signed_in.get(f"{path}?on={ON}").text
    assert other_signed_in.get(f"/sites/{bankroll['stars']}?on={ON}").status == 404


def test_a_past_day_costs_no_more_than_today(signed_in, bankroll):
    for path in ("/", "/sites", f"/sites/{bankroll['stars']}", "/entries?figure=profit"):
        mark = "&" if "?" in path else "?"
        assert len(signed_in.get(f"{path}{mark}on={ON}").statements) <= 10
    assert len(signed_in.get(f"/?on={ON}").statements) == 1


def test_decimals_stay_exact(signed_in, bankroll, service, player):
    total = service.calculate_total_bankroll(player, on=date(2026, 11, 3))
    assert Decimal(str(signed_in.get(f"/?on={ON}").one("#total-bankroll")["data-exact"])) == total


@pytest.mark.parametrize("path", ["/reports", "/reports/returns", "/reports/year/2026"])
def test_a_past_report_has_the_same_banner(signed_in, bankroll, path):
    page = signed_in.get(f"{path}?kind=site&on={ON}")
    ways = {a.get_text(): str(a["href"]) for a in page.all("#past a")}
    assert ways["A day later"].endswith("kind=site&on=2026-11-04")
    assert ways["Back to today"].startswith(f"{path}?kind=site")
    assert "on=" not in ways["Back to today"]
    entries = [str(a["href"]) for a in page.all("main a[href^='/entries']")]
    assert [href for href in entries if f"on={ON}" not in href] == []
