"""Reports: shown figures add up in every currency, and each is explained further."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from tests.routes.report_cases import (
    GAINS,
    STEPS,
    TODAY,
    D,
    csv_rows,
    table_rows,
)

pytestmark = pytest.mark.usefixtures("november")


def adds_up(row, place):
    """Whether opening, steps and closing of a row agree, shown (0) or exactly (1)."""
    steps = sum(row[key][place] for key in STEPS if key in row)
    profit = sum(row[key][place] for key in GAINS if key in row)
    closing = row["opening"][place] + steps
    return closing == row["closing"][place] and profit == row["profit"][place]


QUERIES = [
    "range=all&by=month&currency=EUR",
    "range=all&by=month&currency=USD&kind=site",
    "range=this-year&by=quarter&currency=GBP",
    "range=last-month&by=whole&currency=USD",
    "range=12m&by=year&currency=EUR&held=USD",
]


@pytest.mark.parametrize("query", QUERIES)
def test_shown_figures_add_up_and_so_do_the_exact_ones(signed_in, bankroll, query):
    page = signed_in.get(f"/reports?{query}")
    *rows, total = table_rows(page, "periods")
    for row in (*rows, total):
        assert adds_up(row, 0)
        assert adds_up(row, 1)
    for before, after in itertools.pairwise(rows):
        assert before["closing"] == after["opening"]
    for key in (*(key for key in STEPS if key in total), "profit"):
        for place in (0, 1):
            assert sum(row[key][place] for row in rows) == total[key][place]


@pytest.mark.parametrize("query", QUERIES)
def test_the_accounts_add_up_to_the_whole(signed_in, bankroll, query):
    page = signed_in.get(f"/reports?{query}")
    *rows, total = table_rows(page, "accounts")
    whole = table_rows(page, "periods")[-1]
    for key in total:
        for place in (0, 1):
            assert sum(row[key][place] for row in rows) == total[key][place]
            assert total[key][place] == whole[key][place] if key in whole else not total[key][place]
    for row in rows:
        for place in (0, 1):
            gains = sum(row[key][place] for key in GAINS if key in row)
            costs = row["profit"][place] - gains
            assert not costs or costs == whole["costs"][place]


@pytest.mark.parametrize("query", ["", "kind=site", "kind=asset", "kind=site&held=USD"])
@pytest.mark.parametrize("on", ["", "&on=2026-11-03"])
def test_the_entries_behind_a_period_make_up_its_change(signed_in, bankroll, query, on):
    page = signed_in.get(f"/reports?range=all&{query}{on}")
    *figures, _ = table_rows(page, "periods")
    links = [str(a["href"]) for a in page.all("#periods-table tbody th a")]
    assert len(links) == len(figures)
    for row, href in zip(figures, links, strict=True):
        entries = signed_in.get(href)
        whole = entries.one("#total")
        own = entries.all("#entries tr[data-id] [data-amount][data-currency=EUR]")
        assert sum(D(str(cell["data-amount"])) for cell in own) == D(str(whole["data-amount"]))
        fx = row.get("fx", (D(0), D(0)))[1]
        assert D(str(whole["data-exact"])) == row["closing"][1] - row["opening"][1] - fx


def test_figures_worked_out_by_hand(signed_in, service, player):
    # Deposit 100, balance 150 the next day: 50 won. Later 20 out, 5 spent.
    gg = service.add_site(player, "GGPoker", "EUR")
    service.record_deposit(player, gg, D(100), date(2026, 10, 1))
    service.record_balance(player, gg, D(150), date(2026, 10, 2))
    service.record_withdrawal(player, gg, D(20), date(2026, 11, 3))
    service.record_expense(player, gg, D(5), date(2026, 11, 4))
    page = signed_in.get("/reports?range=all")
    assert page.words("#sentence") == (
        "You won €50.00 ; expenses cost €5.00 ; you put in €100.00 ; you took out €20.00 ."
    )
    october, november, total = table_rows(page, "periods")
    assert {key: figure[0] for key, figure in october.items() if figure[0]} == {
        "capital_in": 100,
        "results": 50,
        "closing": 150,
        "profit": 50,
    }
    assert {key: figure[0] for key, figure in november.items() if figure[0]} == {
        "opening": 150,
        "capital_out": -20,
        "expenses": -5,
        "closing": 125,
        "profit": -5,
    }
    assert total["profit"][0] == 45
    assert page.amount("#best") == "50.00"
    assert page.amount("#worst") == "-5.00"


def test_columns_in_which_nothing_stands_are_left_out(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D(100))
    keys = set(table_rows(signed_in.get("/reports"), "periods")[0])
    assert keys == {"opening", "capital_in", "results", "closing", "profit"}


def test_the_report_equals_the_dashboard(signed_in, bankroll):
    dashboard = signed_in.get("/")
    total = table_rows(signed_in.get("/reports?range=all&by=whole"), "periods")[-1]
    assert total["closing"][0] == D(dashboard.amount("#total-bankroll"))
    assert total["profit"][1] == D(str(dashboard.one("#total-profit")["data-exact"]))


def test_a_report_on_a_past_day_knows_nothing_later(signed_in, bankroll):
    page = signed_in.get("/reports?range=all&on=2026-10-03")
    assert "3 Oct 2026" in page.words("#past")
    total = table_rows(page, "periods")[-1]
    dashboard = signed_in.get("/?on=2026-10-03")
    assert total["closing"][0] == D(dashboard.amount("#total-bankroll"))
    assert "bonuses" not in total


def test_a_period_leads_to_its_finer_detail(signed_in, bankroll):
    def first_link(query):
        return str(signed_in.get(f"/reports?{query}").all("#periods-table tbody a")[0]["href"])

    year = first_link("range=all&by=year&kind=site")
    assert year == "/reports?by=month&kind=site&from=2026-08-30&to=2026-11-20"
    months = table_rows(signed_in.get(year), "periods")
    assert (
        months[-1]
        == table_rows(signed_in.get("/reports?range=all&kind=site&by=year"), "periods")[-1]
    )
    assert len(months) == 5
    month = first_link(f"range=all&account={bankroll['stars']}&held=USD")
    assert month == (
        f"/entries?account={bankroll['stars']}&currency=USD&from=2026-08-30&to=2026-08-31"
    )
    assert signed_in.get(month).all("tr[data-id]")


def test_an_account_leads_to_its_own_report_and_its_entries(signed_in, bankroll):
    page = signed_in.get("/reports?range=all")
    row = page.all("#accounts-table tbody tr")[0]
    report, entries = (str(a["href"]) for a in row.select("a"))
    assert report == f"/reports?range=all&account={bankroll['stars']}"
    assert f"account={bankroll['stars']}" in entries
    own = table_rows(signed_in.get(report), "periods")[-1]
    assert own["fx"][1] == table_rows(page, "accounts")[0]["fx"][1]


def test_too_many_rows_are_shown_in_longer_periods(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D(100), date=date(1990, 1, 5))
    for query in ("range=all", "from=1970-01-01"):
        page = signed_in.get(f"/reports?by=month&{query}")
        assert page.one("#periods .seg [aria-current]").get_text() == "Year"
        assert len(page.all("#periods-table tbody tr")) == 37
        assert "too many rows; the CSV has them all" in page.words("#periods")
        filed = csv_rows(signed_in.get(str(page.one("#periods a[download]")["href"])))
        assert [row["end"] for row in filed[:2]] == ["1990-01-31", "1990-02-28"]
        assert len(filed) == 12 * 36 + 11


def test_a_warm_report_is_few_statements(signed_in, bankroll):
    cold = signed_in.get("/reports?range=all")
    assert len(cold.statements) <= 8, "\n\n".join(cold.statements)
    warm = signed_in.get("/reports?range=all")
    assert len(warm.statements) <= 2, "\n\n".join(warm.statements)


def test_a_change_shows_at_once(signed_in, service, player, bankroll):
    before = D(signed_in.get("/reports").amount("#closing"))
    service.record_deposit(player, bankroll["cash"], D("7.77"))
    assert D(signed_in.get("/reports").amount("#closing")) == before + D("7.77")


def test_the_currency_of_the_page_changes_nothing_else(signed_in, bankroll):
    page = signed_in.get("/reports?currency=GBP")
    assert page.one("#closing")["data-currency"] == "GBP"
    assert signed_in.get("/").one("#total-bankroll")["data-currency"] == "EUR"


DAYS = (
    ("range=this-month", "1 Nov 2026", "20 Nov 2026"),
    ("range=last-month", "1 Oct 2026", "31 Oct 2026"),
    ("range=this-year", "1 Jan 2026", "20 Nov 2026"),
    ("range=last-year", "1 Jan 2025", "31 Dec 2025"),
    ("", "1 Dec 2025", "20 Nov 2026"),
    ("range=all", "30 Aug 2026", "20 Nov 2026"),
    ("from=2026-10-01&to=2026-10-09&range=all", "1 Oct 2026", "9 Oct 2026"),
    ("from=2026-10-01", "1 Oct 2026", "20 Nov 2026"),
    ("to=2026-10-09", "30 Aug 2026", "9 Oct 2026"),
    ("from=2999-10-01&to=2999-12-31", "1 Dec 2025", "20 Nov 2026"),
    ("from=0001-01-01&to=9999-12-31", "1 Jan 1970", "20 Nov 2026"),
    ("from=2026-11-02&to=2026-10-09", "30 Aug 2026", "9 Oct 2026"),
    ("range=last-month&on=2026-10-03", "1 Sept 2026", "30 Sept 2026"),
    ("range=this-year&on=1970-01-01", "1 Jan 1970", "1 Jan 1970"),
    ("range=last-year&on=0001-01-01", "1 Jan 1970", "1 Jan 1970"),
    ("on=2999-01-01", "1 Dec 2025", "20 Nov 2026"),
)


PARTS = (
    ("from=2025-12-01&to=2025-12-31&by=year", ["2025 from 1 Dec"]),
    ("from=2025-12-01&to=2026-02-28&by=quarter", ["Q4 2025 from 1 Dec", "Q1 2026 to 28 Feb"]),
    ("from=2025-10-01&to=2026-03-31&by=quarter", ["Q4 2025", "Q1 2026"]),
    ("from=2025-01-01&to=2026-11-19&by=year", ["2025", "2026 to 19 Nov"]),
    ("from=2025-12-02&to=2026-01-31&by=month", ["Dec 2025 from 2 Dec", "Jan 2026"]),
    ("from=2025-12-01&to=2026-02-28&by=month", ["Dec 2025", "Jan 2026", "Feb 2026"]),
)


@pytest.mark.parametrize(("query", "names"), PARTS)
def test_a_part_of_a_period_says_so(signed_in, service, player, query, names):
    service.add_site(player, "GGPoker", "EUR", D(100), date=date(2024, 1, 5))
    page = signed_in.get(f"/reports?{query}")
    rows = page.all("#periods-table tbody th")
    assert [" ".join(row.get_text(" ").split()) for row in rows] == names


def test_the_best_and_the_worst_say_what_they_are_a_part_of(signed_in, service, player):
    site = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2024, 1, 5))
    service.record_balance(player, site, D(150), date(2025, 12, 9))
    page = signed_in.get("/reports?from=2025-12-01&to=2026-11-20&by=year")
    said = page.words(".extremes")
    assert said == "Best year 2025 from 1 Dec +€50.00 Worst year 2026 to 20 Nov €0.00"
    assert "Best month Dec 2025 +€50.00" in signed_in.get("/reports/year/2025").words(".extremes")


@pytest.mark.parametrize("by", ["quarter", "year", "whole"])
def test_the_best_and_the_worst_month_stand_beside_longer_periods(signed_in, service, player, by):
    site = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2025, 9, 5))
    for day, balance in (((2025, 12, 9), 150), ((2026, 2, 3), 120), ((2026, 5, 4), 121)):
        service.record_balance(player, site, D(balance), date(*day))
    page = signed_in.get(f"/reports?range=all&by={by}")
    assert (page.amount("#best-month"), page.amount("#worst-month")) == ("50.00", "-30.00")
    said = page.words(".extremes:last-of-type")
    assert said == "Best month Dec 2025 +€50.00 Worst month Feb 2026 −€30.00"
    assert len(page.all("#best")) == (by != "whole")
    assert str(page.all(".extremes:last-of-type a")[1]["href"]) == (
        "/entries?from=2026-02-01&to=2026-02-28"
    )
    assert not signed_in.get("/reports?range=all&by=month").all("#best-month")


def test_months_that_leave_out_more_are_not_compared(signed_in, service, player, set_rate):
    """The rate of the end of October is missing, which no quarter needs."""
    for day in (date(2026, 8, 1), date(2026, 9, 30), date(2026, 11, 19)):
        set_rate("USD", day, "1.25")
    site = service.add_site(player, "Stars", "USD", D(100), date=date(2026, 8, 3))
    service.record_balance(player, site, D(150), date(2026, 9, 30))
    service.add_asset(player, "Cash", "EUR", D(100), date=date(2026, 8, 3))
    page = signed_in.get("/reports?range=all&by=quarter")
    assert page.amount("#best") == "40.00"
    assert not page.all("#best-month, #worst-month")


def test_the_days_of_a_report(signed_in, bankroll):
    for typed, first, last in DAYS:
        lead = signed_in.get(f"/reports?{typed}").words(".lead").replace("Sep ", "Sept ")
        assert lead.startswith(f"{first} – {last}"), typed


def test_what_is_not_understood_is_named_and_left_aside(signed_in, bankroll):
    page = signed_in.get("/reports?by=decade&kind=boat&from=2026-11-02&to=2026-10-09&account=x")
    said = page.words("main")
    for part in ("by: decade", "kind: boat", "from: 2026-11-02", "account: x"):
        assert part in said
    said = signed_in.get("/reports?from=2999-10-01&to=2999-12-31").words("main")
    assert "from: 2999-10-01; to: 2999-12-31" in said


def test_amounts_are_decimals_of_the_currency(signed_in, service, player, set_rate):
    set_rate("JPY", TODAY, "170")
    service.add_site(player, "GGPoker", "EUR", Decimal("10.55"))
    page = signed_in.get("/reports?currency=JPY")
    assert page.amount("#closing") == "1794"
