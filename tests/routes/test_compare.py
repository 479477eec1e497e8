"""Two days side by side: each as its own dashboard, and what lies between them."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.routes.report_cases import D, csv_rows
from total_bankroll.routes.compare_query import months_before, preset_day

pytestmark = pytest.mark.usefixtures("november")

FROM, TO = date(2026, 10, 3), date(2026, 11, 5)
DAYS = f"from={FROM}&to={TO}"


def figures(page, row):
    """A row's amounts: what is shown and what is exact."""
    found = page.all(f"{row} [data-amount]")
    return [(D(str(one["data-amount"])), D(str(one["data-exact"]))) for one in found]


def whole(page):
    keys = ("bankroll", "capital", "profit", "fx", "deposits", "withdrawals")
    return {key: figures(page, f'#whole-table tr[data-key="{key}"]') for key in keys}


def test_each_day_is_that_days_dashboard(signed_in, bankroll):
    found = whole(signed_in.get(f"/compare?{DAYS}"))
    for place, day in enumerate((FROM, TO)):
        dashboard = signed_in.get(f"/?on={day}")
        for key, selector in (
            ("bankroll", "#total-bankroll"),
            ("profit", "#total-profit"),
            ("fx", "#profit-fx"),
            ("deposits", "#total-deposits"),
            ("withdrawals", "#total-withdrawals"),
        ):
            one = dashboard.one(selector)
            shown = D(str(one["data-amount"])), D(str(one["data-exact"]))
            assert found[key][place] == shown, (key, day)


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP"])
def test_rows_and_columns_add_up_as_shown_and_exactly(signed_in, bankroll, currency):
    page = signed_in.get(f"/compare?{DAYS}&currency={currency}")
    found = whole(page)
    for before, after, change in found.values():
        for place in (0, 1):
            assert after[place] - before[place] == change[place]
    for bankroll_, capital, profit in zip(
        found["bankroll"], found["capital"], found["profit"], strict=True
    ):
        for place in (0, 1):
            assert bankroll_[place] == capital[place] + profit[place]
    rows = [figures(page, f'#accounts-table tr[data-id="{n}"]') for n in bankroll.values()]
    for cell in range(3):
        for place in (0, 1):
            total = sum(row[3 + cell][place] for row in rows)
            assert total == found["bankroll"][cell][place]
        assert figures(page, "#accounts-table tfoot")[cell] == found["bankroll"][cell]


def test_figures_worked_out_by_hand(signed_in, service, player, set_rate):
    # 100 dollars are 100 euros on the first day and 50 on the second; 20 dollars were won.
    set_rate("USD", FROM, "1")
    set_rate("USD", TO, "2")
    stars = service.add_site(player, "PokerStars", "USD", D(100), date=FROM)
    service.record_bonus(player, stars, D(20), TO)
    page = signed_in.get(f"/compare?{DAYS}")
    found = {key: [shown for shown, _ in row] for key, row in whole(page).items()}
    assert found["bankroll"] == [100, 60, -40]
    assert found["capital"] == [100, 100, 0]
    assert found["profit"] == [0, -40, -40]
    assert found["fx"] == [0, -50, -50]
    row = [shown for shown, _ in figures(page, f'tr[data-id="{stars}"]')]
    assert row == [100, 120, 20, 100, 60, -40]
    assert page.words("#sentence") == "Bonuses brought €10.00 ; the dollar's fall cost €50.00 ."


def test_what_lies_between_leads_from_one_value_to_the_other(signed_in, bankroll):
    page = signed_in.get(f"/compare?{DAYS}&currency=USD")
    found = whole(page)["bankroll"]
    steps = figures(page, "#between .chart-table tbody")
    assert steps[0][1] == found[0][1]
    assert steps[-1][1] == found[1][1]
    more = str(page.one("#between .card-head a")["href"])
    assert more == "/reports?from=2026-10-04&to=2026-11-05&currency=USD"
    assert page.words("#sentence") == signed_in.get(more).words("#sentence")


def test_each_day_leads_to_its_dashboard_and_each_account_to_its_page(signed_in, bankroll):
    page = signed_in.get(f"/compare?{DAYS}")
    assert [a["href"] for a in page.all("#whole-table thead a")] == [f"/?on={FROM}", f"/?on={TO}"]
    stars = f'tr[data-id="{bankroll["stars"]}"] a'
    assert page.one(stars)["href"] == f"/sites/{bankroll['stars']}?on={TO}"
    assert signed_in.get("/compare").one(stars)["href"] == f"/sites/{bankroll['stars']}"


DAYS_ASKED = (
    ("", "20 Oct 2026", "20 Nov 2026"),
    ("to=2026-03-31", "28 Feb 2026", "31 Mar 2026"),
    ("from=2026-11-01", "1 Nov 2026", "20 Nov 2026"),
    (f"from={TO}&to={FROM}", "3 Oct 2026", "5 Nov 2026"),
    ("from=2026-11-30&to=2031-01-01", "20 Nov 2026", "20 Nov 2026"),
    ("from=0001-01-01&to=1960-01-01", "1 Jan 1970", "1 Jan 1970"),
    ("from=junk&to=2026-02-30", "20 Oct 2026", "20 Nov 2026"),
)


@pytest.mark.parametrize(("query", "first", "last"), DAYS_ASKED)
def test_the_days_of_a_comparison(signed_in, bankroll, query, first, last):
    page = signed_in.get(f"/compare?{query}")
    assert page.words(".lead").startswith(f"{first} and {last},")
    assert bool(page.all("#swapped")) == (query.startswith(f"from={TO}"))
    assert bool(page.all("#sentence")) == (first != last)


def test_days_that_today_is_compared_with(signed_in, bankroll):
    page = signed_in.get("/compare?from=2026-10-31")
    presets = {a.get_text(): str(a["href"]) for a in page.all("#ranges a")}
    assert presets == {
        "A month ago": "/compare?from=2026-10-20&to=2026-11-20",
        "Last month’s end": "/compare?from=2026-10-31&to=2026-11-20",
        "Year’s start": "/compare?from=2025-12-31&to=2026-11-20",
        "A year ago": "/compare?from=2025-11-20&to=2026-11-20",
    }
    assert page.one("#ranges [aria-current]").get_text() == "Last month’s end"


def test_the_same_day_of_a_shorter_month_is_its_last():
    assert months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert months_before(date(2026, 1, 31), 1) == date(2025, 12, 31)
    assert months_before(date(2026, 12, 31), 1) == date(2026, 11, 30)
    assert preset_day("year", date(1970, 1, 1)) == date(1970, 1, 1)


def test_accounts_that_lack_a_rate_on_either_day_are_named(signed_in, service, player, bankroll):
    before = whole(signed_in.get(f"/compare?{DAYS}"))
    wallet = service.add_asset(player, "Wallet", "USDT", D(1000), date=date(2026, 9, 1))
    page = signed_in.get(f"/compare?{DAYS}")
    for day in ("3 Oct 2026", "5 Nov 2026"):
        assert f"Wallet has no exchange rate for USDT on {day}" in page.words("#missing")
    assert whole(page) == before
    assert [shown for shown, _ in figures(page, f'tr[data-id="{wallet}"]')] == [1000, 1000, 0]
    assert page.words(f'tr[data-id="{wallet}"]').count("no rate") == 3


def test_an_account_left_out_only_of_what_lies_between_is_named(
    signed_in, service, player, set_rate
):
    for day in (FROM, TO):
        set_rate("USD", day, "1.1")
    stars = service.add_site(player, "PokerStars", "USD", D(10), date=FROM)
    service.record_bonus(player, stars, D(5), FROM + timedelta(days=15))  # no rate on that day
    said = signed_in.get(f"/compare?{DAYS}").words("#missing")
    assert "PokerStars has no exchange rate for USD on 18 Oct 2026" in said


def test_accounts_are_those_with_an_entry_by_then(signed_in, service, player, bankroll):
    page = signed_in.get("/compare?from=2026-08-01&to=2026-08-31")
    assert [tr["data-id"] for tr in page.all("tr[data-id]")] == [str(bankroll["stars"])]
    page = signed_in.get("/compare?from=2020-08-01&to=2020-08-31")
    assert "No account by then" in page.words("#accounts")
    gg = bankroll["gg"]
    service.record_withdrawal(player, gg, D("299.17"), date(2026, 11, 10))
    with time_machine.travel("2026-11-15T12:00:00Z", tick=False):
        service.archive_site(player, gg)
    for days in (DAYS, "from=2026-11-10&to=2026-11-20", "from=2026-11-14"):
        assert signed_in.get(f"/compare?{days}").all(f'tr[data-id="{gg}"]')
    assert not signed_in.get("/compare?from=2026-11-15").all(f'tr[data-id="{gg}"]')


def test_both_tables_as_csv_are_exact(signed_in, bankroll):
    page = signed_in.get(f"/compare?{DAYS}&currency=USD")
    for name in ("whole", "accounts"):
        link = str(page.one(f"#{name} a[download]")["href"])
        answer = signed_in.get(link)
        assert f"compare-{FROM}-{TO}-{name}.csv" in answer.headers["Content-Disposition"]
        rows = csv_rows(answer)
        if name == "whole":
            for row in rows:
                keys = ("from", "to", "change")
                assert [D(row[k]) for k in keys] == [x for _, x in whole(page)[row["figure"]]]
        else:
            stars = figures(page, f'tr[data-id="{bankroll["stars"]}"]')
            kinds = [(a, b) for a in ("balance", "value") for b in ("from", "to", "change")]
            assert [D(rows[0]["_".join(kind)]) for kind in kinds] == [x for _, x in stars]
            assert rows[0]["currency"] == "USD"


def test_what_is_not_understood_is_named_and_left_aside(signed_in, bankroll):
    page = signed_in.get("/compare?from=soon&currency=ABC")
    assert "from: soon; currency: ABC" in page.words("main")
    assert signed_in.get("/compare.csv?table=junk").text.startswith("figure,")


def test_an_empty_bankroll_has_a_comparison(signed_in, service, player):
    service.add_site(player, "PokerStars", "EUR")
    page = signed_in.get("/compare")
    assert "Nothing happened" in page.words("#sentence")
    assert whole(page)["bankroll"] == [(0, 0)] * 3


def test_strangers_sign_in_first_and_nobody_sees_others(client, other_signed_in, bankroll):
    for path in ("/compare", "/compare.csv?table=accounts"):
        assert client.get(path).location.startswith("/login")
        assert "PokerStars" not in other_signed_in.get(path).text


def test_a_warm_comparison_is_few_statements(signed_in, bankroll):
    assert len(signed_in.get(f"/compare?{DAYS}").statements) <= 10
    assert len(signed_in.get(f"/compare?{DAYS}").statements) <= 2


def test_dashboard_and_reports_lead_there(signed_in, bankroll):
    for path in ("/", "/reports"):
        assert signed_in.get(path).all('main a[href^="/compare"]'), path
    tab = signed_in.get("/reports?currency=USD&from=2026-10-01").one(".report-tabs a:last-child")
    assert tab["href"] == "/compare?currency=USD"
    past = signed_in.get(f"/reports?kind=site&on={TO}").one(".report-tabs a:last-child")
    assert past["href"] == f"/compare?to={TO}"
    page = signed_in.get("/compare?currency=USD")
    assert page.one(".side [aria-current]")["href"] == "/reports"
    assert page.one(".report-tabs [aria-current]").get_text() == "Two days"


def test_a_past_day_that_stands_for_today_is_the_later_one(signed_in, bankroll):
    page = signed_in.get(f"/compare?on={TO}")
    assert page.words(".lead").startswith("5 Oct 2026 and 5 Nov 2026")
    assert whole(page) == whole(signed_in.get(f"/compare?from=2026-10-05&to={TO}"))
    page = signed_in.get(f"/compare?on=2026-11-01&{DAYS}")
    assert page.words(".lead").startswith("3 Oct 2026 and 5 Nov 2026")
    assert "on: 2026-11-01" in page.words(".notice")
