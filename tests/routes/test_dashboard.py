"""The dashboard: every figure right, explained, and one statement when it is warm."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.routes.dashboard_cases import TODAY, fill, total_behind
from tests.support.snapshots import filled
from total_bankroll.routes.list_query import KINDS

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def bankroll(app, service, player, set_rates):
    """Two currencies, every kind of entry, two months, a transfer across currencies."""
    return filled(app, "dashboard", lambda: fill(service, player, set_rates))


def test_the_parts_of_a_day_add_up_to_it(signed_in, service, player, bankroll, set_rates):
    set_rates("GBP", {TODAY - timedelta(days=n): f"0.8{37 + n:02d}" for n in range(40)})
    service.add_site(player, "GG", "GBP", Decimal("77.77"), date=date(2026, 10, 1))

    def rows(query):
        page = signed_in.get(f"/?range=1m&{query}")
        return {
            row.th.get_text(): sum(Decimal(str(c["data-amount"])) for c in row.select("td span"))
            for row in page.all("#history tbody tr")
        }

    assert len(rows("by=total")) > 10
    assert rows("by=currency") == rows("by=total")


def test_archived_accounts_stay_in_the_figures_when_none_is_left(signed_in, service, player):
    assert "Where is your first money?" in signed_in.get("/").words("main")
    site = service.add_site(player, "PokerStars", "EUR", Decimal(100), date=date(2026, 9, 1))
    service.record_balance(player, site, Decimal(400), date(2026, 10, 1))
    service.record_withdrawal(player, site, Decimal(400), date(2026, 10, 2))
    service.archive_site(player, site)
    for path in ("/", "/?on=2026-11-20"):
        page = signed_in.get(path)
        assert page.amount("#total-profit") == "300.00"
        assert "All of them are archived" in page.words("#accounts")
        assert page.all("#day-picker")
    service.delete_site(player, site)
    assert "Where is your first money?" in signed_in.get("/").words("main")


@pytest.mark.parametrize(
    "selector",
    [
        "#total-bankroll",
        "#total-profit",
        "#month-profit",
        "#total-deposits",
        "#total-withdrawals",
        "#largest-exposure",
    ],
)
def test_every_figure_is_the_sum_of_the_entries_it_links_to(signed_in, bankroll, selector):
    page = signed_in.get("/")
    figure = page.one(selector)
    href = figure.find_parent("a")["href"]
    assert total_behind(signed_in, href) == Decimal(page.amount(selector))


@pytest.mark.parametrize("selector", ["#profit-fx", "#month-fx"])
@pytest.mark.parametrize("on", ["", "2026-10-03", "2026-11-03"])
def test_of_which_fx_is_what_the_list_says_of_it(signed_in, bankroll, selector, on):
    page = signed_in.get(f"/?on={on}")
    href, _, row = str(page.one(selector).find_parent("a")["href"]).partition("#")
    assert page.amount(selector) == signed_in.get(href).amount(f"#{row}")


def test_a_change_and_the_charts_tables_carry_their_amounts(signed_in, bankroll):
    page = signed_in.get("/")
    pill = page.one("#stats .delta")
    assert Decimal(str(pill["data-amount"])) == total_behind(signed_in, str(pill["href"]))
    months = page.all("#monthly td [data-amount]")
    assert len(months) == len(page.all("#monthly tbody tr")) > 1
    for month in months:
        is_gain = Decimal(str(month["data-amount"])) > 0
        assert month.get_text().startswith("+") == is_gain
    held = [Decimal(str(part["data-amount"])) for part in page.all("#allocation td [data-amount]")]
    assert sum(held) == Decimal(page.amount("#total-bankroll"))


def test_money_put_in_or_taken_out_is_the_sum_of_the_entries_it_links_to(signed_in, bankroll):
    for way in ("/?range=all", "/?range=1m", "/?on=2026-11-03"):
        moved = signed_in.get(way).all(".stat-note a.figure-link:has([data-amount])")
        assert moved
        for link in moved:
            amount = Decimal(str(link.select_one("[data-amount]")["data-amount"]))
            assert abs(total_behind(signed_in, str(link["href"]))) == amount


def test_the_history_table_carries_its_amounts(signed_in, bankroll):
    rows = signed_in.get("/?range=all").all("#history tbody tr")
    found = [row.select_one("[data-amount]") for row in rows if "–" not in row.get_text()]
    assert len(found) > 1
    assert found[0]["data-amount"] == signed_in.get("/").amount("#total-bankroll")


def test_what_an_account_is_worth_is_the_sum_of_the_entries_it_links_to(signed_in, bankroll):
    for row in signed_in.get("/").all("#accounts tbody tr"):
        value = row.select_one(".value-cell a")
        shown = Decimal(str(value.select_one("[data-amount]")["data-amount"]))
        assert total_behind(signed_in, str(value["href"])) == shown


@pytest.mark.parametrize(
    "selector",
    ["#total-bankroll", "#total-profit", "#month-profit", "#total-deposits", "#total-withdrawals"],
)
@pytest.mark.parametrize("on", ["2026-09-30", "2026-10-03", "2026-11-03"])
def test_a_past_days_figure_is_the_sum_of_the_entries_it_links_to(
    signed_in, bankroll, selector, on
):
    page = signed_in.get(f"/?on={on}")
    href = page.one(selector).find_parent("a")["href"]
    assert total_behind(signed_in, href) == Decimal(page.amount(selector))
    pill = page.one("#stats .delta")
    assert f"{abs(total_behind(signed_in, pill['href'])):,.2f}" in pill.get_text()


def test_a_past_days_dashboard_is_that_days(signed_in, bankroll, service, player):
    page = signed_in.get("/?on=2026-10-03&by=site")
    total = service.calculate_total_bankroll(player, on=date(2026, 10, 3))
    assert Decimal(page.amount("#total-bankroll")) == round(total, 2)
    assert "3 Oct 2026" in page.words("#past")
    assert not page.all(".balance-form")
    for link in page.all(".seg a"):
        assert "on=2026-10-03" in str(link["href"])


@pytest.mark.parametrize("on", ["", "junk", "2026-11-20", "2026-11-21", "9999-12-31"])
def test_a_day_that_has_no_dashboard_is_today(signed_in, bankroll, on):
    page = signed_in.get(f"/?on={on}")
    assert page.amount("#total-bankroll") == signed_in.get("/").amount("#total-bankroll")
    assert not page.all("#past")


def test_the_first_day_of_all_has_a_dashboard(signed_in, bankroll):
    assert Decimal(signed_in.get("/?on=1970-01-01").amount("#total-bankroll")) == 0


def test_the_change_over_seven_days_is_explained(signed_in, bankroll):
    page = signed_in.get("/")
    pill = page.one("#stats .delta")
    shown = pill.get_text()
    total = total_behind(signed_in, pill["href"])
    assert f"{abs(total):,.2f}" in shown


def test_figures_worked_out_by_hand(signed_in, service, player):
    # Deposit 100 on 1 March, balance 150 on 2 March: capital 100, profit 50.
    account = service.add_site(player, "GGPoker", "EUR")
    service.record_deposit(player, account, Decimal(100), date(2026, 3, 1))
    service.record_balance(player, account, Decimal(150), date(2026, 3, 2))
    page = signed_in.get("/")
    assert page.amount("#total-bankroll") == "150.00"
    assert page.amount("#total-profit") == "50.00"
    assert page.amount("#total-deposits") == "100.00"
    assert page.amount("#total-withdrawals") == "0.00"


def test_a_warm_dashboard_is_one_statement(signed_in, bankroll):
    cold = signed_in.get("/")
    assert len(cold.statements) <= 8, "\n\n".join(cold.statements)
    warm = signed_in.get("/")
    assert len(warm.statements) == 1, "\n\n".join(warm.statements)


def test_a_change_shows_at_once(signed_in, service, player, bankroll):
    before = Decimal(signed_in.get("/").amount("#total-bankroll"))
    service.record_deposit(player, bankroll["cash"], Decimal("7.77"))
    assert Decimal(signed_in.get("/").amount("#total-bankroll")) == before + Decimal("7.77")


@pytest.mark.parametrize("by", ["total", "site", "asset", "currency"])
@pytest.mark.parametrize("span", ["1m", "3m", "ytd", "1y", "all"])
def test_every_range_and_breakdown(signed_in, bankroll, by, span):
    page = signed_in.get(f"/?range={span}&by={by}")
    assert page.status == 200
    assert page.one("#history svg.chart")


@pytest.mark.parametrize("query", ["range=9z", "by=%27", "range=&by=", "range=1m&range=all", "x=1"])
def test_junk_in_the_query_is_the_default(signed_in, bankroll, query):
    assert signed_in.get(f"/?{query}").status == 200


def test_an_empty_account_is_led_to_its_first_site(signed_in):
    page = signed_in.get("/")
    assert page.status == 200
    assert page.all('a[href="/sites/new"]')


def test_an_account_without_a_rate_is_named_and_left_out(signed_in, service, player, bankroll):
    before = signed_in.get("/").amount("#total-bankroll")
    service.add_asset(player, "Wallet", "USDT", Decimal(1000))
    page = signed_in.get("/")
    assert page.amount("#total-bankroll") == before
    assert "Wallet" in page.words("#missing")


def test_an_account_not_updated_for_30_days_is_named(signed_in, service, player):
    service.add_site(player, "Winamax", "EUR", Decimal(5), date=TODAY - timedelta(days=31))
    assert "Winamax" in signed_in.get("/").words("#missing")


def test_debts_stand_beside_the_shares(signed_in, service, player, bankroll):
    service.add_asset(player, "Owed to Sam", "EUR", Decimal(-50))
    page = signed_in.get("/")
    assert "Owed to Sam" in page.words("#allocation .debts")


def test_a_stranger_sees_the_front_page(client):
    page = client.get("/")
    assert page.status == 200
    assert page.all('a[href^="/register"]')


def test_nobody_sees_anything_of_others(signed_in, other_signed_in, bankroll):
    assert "PokerStars" in signed_in.get("/").text
    assert "PokerStars" not in other_signed_in.get("/").text


def test_kinds_that_lists_offer():
    assert set(KINDS) == {
        "balance",
        "deposit",
        "withdrawal",
        "transfer",
        "result",
        "bonus",
        "expense",
    }


def test_a_past_day_says_when_accounts_were_updated_until_then(signed_in, bankroll):
    row = f'#accounts tr[data-id="{bankroll["stars"]}"]'
    for query, words in (
        ("", "updated 18 Nov 2026"),
        ("?on=2026-11-17", "updated 5 Nov 2026"),
        ("?on=2026-10-03", "updated 3 Oct 2026"),
    ):
        assert words in signed_in.get(f"/{query}").words(row), query
    assert not signed_in.get("/?on=2026-08-31").all(row)


def test_a_past_day_names_what_was_old_then(signed_in, bankroll):
    page = signed_in.get("/?on=2026-10-04")
    assert "Not updated for 30 days: Cash." in page.words("main")
    assert "not updated since 1 Sept 2026" in page.words(f'tr[data-id="{bankroll["cash"]}"]')
    assert "Not updated for 30 days" not in signed_in.get("/?on=2026-09-30").words("main")
