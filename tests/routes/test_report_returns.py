"""Returns as a page: two measures, in words, by year and by account."""

from datetime import date

import pytest

from tests.routes.report_cases import D, add_bankroll, add_rates, csv_rows

pytestmark = pytest.mark.usefixtures("november")


def ratio(page, selector):
    return D(str(page.one(selector)["data-ratio"]))


def profits(page, name):
    cells = page.all(f"#{name}-table tr > :last-child [data-amount]")
    return [(D(str(c["data-amount"])), D(str(c["data-exact"]))) for c in cells]


def test_both_returns_stand_beside_each_other(signed_in, service, player):
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2025, 11, 1))
    service.record_balance(player, gg, D(150), date(2026, 5, 1))
    service.record_deposit(player, gg, D(1000), date(2026, 5, 2))
    service.record_balance(player, gg, D(1035), date(2026, 11, 1))
    page = signed_in.get("/reports/returns?range=all")
    # 100 grew to 150, then 1,150 fell to 1,035, by a tenth: 1.5 × 0.9 = 1.35.
    assert ratio(page, "#time-weighted") == D("0.35")
    assert page.words("#time-weighted") == "+35.0%"
    assert ratio(page, "#money-weighted") < 0
    assert "more money was there while it went badly" in page.words("#difference")
    assert [page.amount(f"#{key}") for key in ("opening", "came", "went", "profit", "closing")] == [
        "0.00",
        "1100.00",
        "0.00",
        "-65.00",
        "1035.00",
    ]
    assert ratio(page, "#time-weighted-yearly") < D("0.35")


def test_a_stretch_shorter_than_a_year_has_no_yearly_return(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D(100), date=date(2026, 10, 1))
    page = signed_in.get("/reports/returns?from=2000-01-01")
    assert not page.all("#time-weighted-yearly, #money-weighted-yearly")


def test_the_days_before_there_was_money_change_no_return(signed_in, service, player):
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2026, 10, 1))
    service.record_balance(player, gg, D(110))
    queries = ("range=all", "from=2020-01-01")
    pages = [signed_in.get(f"/reports/returns?{query}") for query in queries]
    assert ratio(pages[0], "#money-weighted") == ratio(pages[1], "#money-weighted")
    assert abs(ratio(pages[0], "#money-weighted") - D("0.1")) < D("0.01")
    assert len(pages[1].all("#years-table tbody tr")) == 1


def test_a_year_counts_though_nothing_was_put_in(signed_in, service, player):
    site = service.add_site(player, "GGPoker", "EUR")
    service.record_bonus(player, site, D(50), date(2024, 5, 1))
    service.record_deposit(player, site, D(100), date(2025, 2, 1))
    page = signed_in.get("/reports/returns?range=all")
    assert [link.get_text() for link in page.all("#years-table tbody a")] == [
        "2024",
        "2025",
        "2026",
    ]
    owed = service.add_asset(player, "Owed", "EUR", D(-50), date=date(2023, 10, 1))
    page = signed_in.get(f"/reports/returns?range=all&account={owed}")
    assert page.all("#years-table tbody a")[0].get_text() == "2023"


def test_a_day_with_nothing_to_count_from_is_named(signed_in, service, player):
    owed = service.add_asset(player, "Owed", "EUR", D(-50), date=date(2026, 10, 1))
    service.record_balance(player, owed, D(-60), date(2026, 10, 5))
    page = signed_in.get("/reports/returns?range=all")
    assert page.words("#time-weighted") == "–"
    assert "It cannot be told: on 1 Oct 2026" in page.words("#returns")
    assert not page.all("#difference")


def test_nothing_in_and_nothing_out_makes_both_the_same(signed_in, service, player):
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2026, 1, 1))
    service.record_balance(player, gg, D(110), date(2026, 11, 3))
    page = signed_in.get("/reports/returns?range=this-month")
    assert page.words("#time-weighted") == page.words("#money-weighted") == "+10.0%"
    assert "nothing came in" in page.words("#difference")


def test_years_add_up_and_accounts_do_but_for_transfers(signed_in, service, player):
    add_rates()
    add_bankroll(service, player)
    page = signed_in.get("/reports/returns?range=all&currency=GBP")
    for place in (0, 1):
        *years, whole = [row[place] for row in profits(page, "years")]
        assert sum(years) == whole
    *accounts, whole = [row[1] for row in profits(page, "accounts")]
    assert sum(accounts) - D(str(page.one("#costs [data-exact]")["data-exact"])) == whole


def test_transfers_that_brought_something_are_not_told_as_a_negative_cost(
    signed_in, service, player
):
    add_rates()
    stars = service.add_site(player, "Stars", "USD", D(1000), date=date(2026, 10, 1))
    cash = service.add_asset(player, "Cash", "EUR", D(1), date=date(2026, 10, 1))
    service.record_transfer(player, stars, cash, D(1), D(900), date(2026, 11, 2))
    costs = signed_in.get("/reports/returns?range=all").words("#costs")
    assert costs.startswith("Transfers among these accounts brought €899.")


def test_a_year_and_an_account_lead_to_their_own_returns(signed_in, service, player):
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2025, 11, 1))
    service.record_balance(player, gg, D(120), date(2026, 2, 1))
    page = signed_in.get("/reports/returns?range=all")
    year = str(page.all("#years-table tbody a")[1]["href"])
    assert year == "/reports/returns?from=2026-01-01&to=2026-11-20"
    assert ratio(signed_in.get(year), "#time-weighted") == D("0.2")
    account = str(page.one("#accounts-table tbody a")["href"])
    assert account == f"/reports/returns?range=all&account={gg}"


def test_the_files_hold_what_the_page_shows_exactly(signed_in, service, player):
    add_rates()
    add_bankroll(service, player)
    page = signed_in.get("/reports/returns?range=all")
    for name in ("years", "accounts"):
        link = str(page.one(f"#{name} a[download]")["href"])
        rows = csv_rows(signed_in.get(link))
        assert [D(row["profit"]) for row in rows] == [p[1] for p in profits(page, name)[:-1]]
        shown = [str(tag["data-ratio"]) for tag in page.all(f"#{name}-table tbody [data-ratio]")]
        ratios = [row[key] for row in rows for key in ("time_weighted", "money_weighted")]
        assert [D(one) for one in ratios] == [D(one) for one in shown]
    assert (
        csv_rows(signed_in.get("/reports/returns.csv?table=accounts"))[0]["account"] == "PokerStars"
    )


def test_a_return_that_is_shown_as_nothing_is_no_loss(signed_in, service, player):
    gg = service.add_site(player, "GGPoker", "EUR", D(100_000), date=date(2026, 1, 1))
    service.record_balance(player, gg, D(99_990), date(2026, 11, 3))
    page = signed_in.get("/reports/returns?range=all")
    for name in ("time-weighted", "money-weighted"):
        shown = page.one(f"#{name}")
        assert (shown.get_text(), shown["class"]) == ("0.0%", ["amount", "even"])
        assert D(str(shown["data-ratio"])) < 0
