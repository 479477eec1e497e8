"""The calendar of results as a page: a year's days, streaks, months, and its neighbours."""

import json
from datetime import date

import pytest

from tests.routes.report_cases import D, add_bankroll, add_rates, csv_rows

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def played(service, player):
    """+10, +20, −5, +1 in October; −40 in November; 7 in the year before."""
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2025, 12, 1))
    days = (((2025, 12, 2), 107), ((2026, 10, 1), 117), ((2026, 10, 3), 137))
    days += (((2026, 10, 4), 132), ((2026, 10, 5), 133), ((2026, 11, 2), 93))
    for day, balance in days:
        service.record_balance(player, gg, D(balance), date(*day))
    return gg


def test_a_years_days(signed_in, played):
    page = signed_in.get("/reports/calendar")
    assert page.words(".lead") == "Results of 2026, in EUR"
    assert page.amount("#total") == "-14.00"
    assert page.amount("#best") == "20.00"
    assert page.amount("#worst") == "-40.00"
    assert (page.words("#winning"), page.words("#losing")) == ("3", "2")
    assert page.words("#longest-winning") == "2 days , 1 Oct – 3 Oct"
    assert page.words("#longest-losing") == "1 day , 4 Oct"
    data = json.loads(str(page.one("#days [data-chart]")["data-chart"]))
    assert len(data["labels"]) == 324
    assert data["series"][0]["text"][date(2026, 10, 3).timetuple().tm_yday - 1] == "+€20.00"


def test_days_and_months_lead_to_their_entries(signed_in, played):
    page = signed_in.get(f"/reports/calendar?account={played}")
    days = [str(a["href"]) for a in page.all("#days .chart-table a")]
    assert days[0] == f"/entries?account={played}&from=2026-11-02&to=2026-11-02"
    assert len(days) == 5
    months = [str(a["href"]) for a in page.all("#months-table a")]
    assert months[9] == f"/entries?account={played}&from=2026-10-01&to=2026-10-31"
    assert len(signed_in.get(months[9]).all("tr[data-id]")) == 4
    assert len(months) == 11


def test_the_months_add_up_shown_and_exactly(signed_in, service, player):
    add_rates()
    add_bankroll(service, player)
    page = signed_in.get("/reports/calendar?currency=GBP")
    cells = page.all("#months-table [data-amount]")
    for name in ("data-amount", "data-exact"):
        *months, total = [D(str(cell[name])) for cell in cells]
        assert sum(months) == total == D(str(page.one("#total")[name]))


def test_the_year_before_and_the_year_after(signed_in, played):
    page = signed_in.get("/reports/calendar?kind=site")
    assert not page.all("a[rel=next]")
    before = signed_in.get(str(page.one("a[rel=prev]")["href"]))
    assert before.words(".lead") == "Results of 2025, in EUR · only sites"
    assert before.amount("#total") == "7.00"
    assert before.one("a[rel=next]")["href"] == "/reports/calendar?year=2026&kind=site"
    assert not signed_in.get("/reports/calendar?year=1970").all("a[rel=prev]")


def test_a_year_that_there_is_not_is_named_and_left_aside(signed_in, played):
    for year in ("2027", "1969", "x", "9" * 400, "２０２６"):
        page = signed_in.get(f"/reports/calendar?year={year}")
        assert page.words(".lead") == "Results of 2026, in EUR", year
        assert "year:" in page.words(".notice")


def test_a_past_day_ends_its_year(signed_in, played):
    page = signed_in.get("/reports/calendar?on=2026-10-03")
    assert page.amount("#total") == "30.00"
    assert len(page.all("#months-table tbody tr")) == 10
    page = signed_in.get("/reports/calendar?on=2025-12-31")
    assert page.words(".lead") == "Results of 2025, in EUR"
    assert not page.all("a[rel=next]")


def test_a_year_without_a_result_has_no_drawing(signed_in, played):
    page = signed_in.get("/reports/calendar?year=2024")
    assert "Nothing was won or lost" in page.words("#days")
    assert not page.all("#best, #worst")


def test_one_day_is_the_best_and_has_no_worst(signed_in, played):
    page = signed_in.get("/reports/calendar?year=2025")
    assert page.amount("#best") == "7.00"
    assert not page.all("#worst")


def test_the_files_hold_what_the_page_shows_exactly(signed_in, played):
    page = signed_in.get("/reports/calendar")
    days, months = (
        csv_rows(signed_in.get(str(page.one(f"#{name} a[download]")["href"])))
        for name in ("days", "months")
    )
    assert [(row["day"], row["result"]) for row in days] == [
        ("2026-10-01", "10"),
        ("2026-10-03", "20"),
        ("2026-10-04", "-5"),
        ("2026-10-05", "1"),
        ("2026-11-02", "-40"),
    ]
    assert months[9] == {
        "start": "2026-10-01",
        "end": "2026-10-31",
        "currency": "EUR",
        "result": "26",
        "winning_days": "3",
        "losing_days": "1",
    }
