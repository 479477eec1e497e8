"""What holds for every further report: whose it is, what it reads, what stands in an empty one."""

from datetime import date

import pytest

from tests.routes.report_cases import D, csv_rows

pytestmark = pytest.mark.usefixtures("november")

NAMES = ("returns", "drawdown", "allocation", "calendar")
EVERY = pytest.mark.parametrize("name", NAMES)


@EVERY
def test_strangers_sign_in_first(client, name):
    for path in (f"/reports/{name}", f"/reports/{name}.csv"):
        assert client.get(path).location.startswith("/login")


def test_nobody_sees_anything_of_others(other_signed_in, bankroll):
    for name in NAMES:
        for query in ("", f"?account={bankroll['stars']}&range=all"):
            for path in (f"/reports/{name}{query}", f"/reports/{name}.csv{query}"):
                assert "PokerStars" not in other_signed_in.get(path).text


def test_the_account_of_another_is_as_none(signed_in, other_player, service, bankroll):
    theirs = service.add_site(other_player, "Winamax", "EUR", D(5))
    for name in NAMES:
        found = [signed_in.get(f"/reports/{name}?account={n}") for n in (theirs, 999)]
        said = [
            page.words("main").replace(f"account: {n}", "")
            for page, n in zip(found, (theirs, 999), strict=True)
        ]
        assert said[0] == said[1]
        assert "Winamax" not in said[0]
        assert "PokerStars" in said[0]


@EVERY
def test_an_empty_account_is_led_to_its_first_site(signed_in, name):
    assert signed_in.get(f"/reports/{name}").all('main a[href="/sites/new"]')
    assert signed_in.get(f"/reports/{name}.csv").status == 200


@EVERY
def test_an_account_without_an_entry_has_nothing_to_tell(signed_in, service, player, name):
    service.add_site(player, "GGPoker", "EUR")
    for query in ("", "?range=all", "?from=2020-01-01&to=2020-02-01&as=share"):
        assert signed_in.get(f"/reports/{name}{query}").status == 200
        assert signed_in.get(f"/reports/{name}.csv{query}").status == 200


@EVERY
def test_one_entry_is_a_report(signed_in, service, player, name):
    service.add_site(player, "GGPoker", "EUR", D("12.34"))
    page = signed_in.get(f"/reports/{name}?range=all")
    assert page.status == 200
    assert "GGPoker" in page.words("main")


def test_what_is_not_understood_is_named_and_left_aside(signed_in, bankroll):
    for name in NAMES:
        said = signed_in.get(f"/reports/{name}?kind=boat&on=yesterday&account=x").words(".notice")
        for part in ("kind: boat", "on: yesterday", "account: x"):
            assert part in said


def test_an_account_that_lacks_a_rate_is_named(signed_in, service, player, bankroll):
    service.add_asset(player, "Wallet", "USDT", D(1000), date=date(2026, 10, 30))
    for name in NAMES:
        page = signed_in.get(f"/reports/{name}")
        assert "Wallet has no exchange rate for USDT" in page.words("#missing")
        assert page.one("#missing a")["href"] == "/currencies?currency=USDT"


def test_a_past_day_leads_back_and_ends_the_report(signed_in, bankroll):
    for name in NAMES:
        page = signed_in.get(f"/reports/{name}?on=2026-10-03&kind=site")
        assert "3 Oct 2026" in page.words("#past")
        ways = {" ".join(a.get_text().split()): str(a["href"]) for a in page.all("#past a")}
        assert ways["Back to today"] == f"/reports/{name}?kind=site"
        days = {
            row.get("day") or row.get("end")
            for row in csv_rows(signed_in.get(f"/reports/{name}.csv?on=2026-10-03&range=all"))
        }
        assert max(days) == "2026-10-03"


def test_a_warm_report_is_few_statements(signed_in, bankroll):
    for name in NAMES:
        assert len(signed_in.get(f"/reports/{name}?range=all").statements) <= 10
        warm = signed_in.get(f"/reports/{name}?range=all")
        assert len(warm.statements) <= 2, "\n\n".join(warm.statements)


def test_a_cold_report_of_a_past_day_loads_each_day_once(signed_in, bankroll):
    for name in NAMES:
        cold = signed_in.get(f"/reports/{name}?currency=USD&on=2026-10-03")
        assert len(cold.statements) <= 6, "\n\n".join(cold.statements)
        loads = [one for one in cold.statements if "FROM account_years" in one]
        assert len(loads) == 1, name


def test_a_change_shows_at_once(signed_in, service, player, bankroll):
    for name in NAMES:
        before = signed_in.get(f"/reports/{name}?range=all").words("main")
        service.record_expense(player, bankroll["gg"], D("7.77"))
        assert signed_in.get(f"/reports/{name}?range=all").words("main") != before


def test_time_and_selection_go_along_from_one_report_to_another(signed_in, bankroll):
    page = signed_in.get("/reports/allocation?range=all&kind=site&by=currency&as=share")
    links = {a.get_text(): str(a["href"]) for a in page.all(".report-tabs a")}
    assert (
        links.items()
        >= {
            "Why it changed": "/reports?range=all&kind=site",
            "Returns": "/reports/returns?range=all&kind=site",
            "Drawdown": "/reports/drawdown?range=all&kind=site",
            "Allocation": "/reports/allocation?range=all&kind=site",
            "Calendar": "/reports/calendar?range=all&kind=site",
        }.items()
    )
    assert page.one(".report-tabs [aria-current]").get_text() == "Allocation"


def test_links_of_a_report_stay_on_it(signed_in, bankroll):
    for name in NAMES:
        page = signed_in.get(f"/reports/{name}?kind=site")
        assert page.one("form.filters")["action"] == f"/reports/{name}"
        for link in (*page.all("#ranges a"), *page.all("a[download]")):
            assert str(link["href"]).startswith(f"/reports/{name}")
            assert "kind=site" in str(link["href"])
