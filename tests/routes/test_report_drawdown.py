"""Drawdowns as a page: the deepest one, the present one, and every day."""

from datetime import date

import pytest

from tests.routes.report_cases import D, csv_rows

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def fallen(service, player):
    """Won 100, lost 80, won 90, lost 10: of 200 at the first peak, and of 210 now."""
    gg = service.add_site(player, "GGPoker", "EUR", D(100), date=date(2026, 10, 1))
    for day, balance in (((10, 5), 200), ((10, 9), 120), ((11, 2), 210), ((11, 19), 200)):
        service.record_balance(player, gg, D(balance), date(2026, *day))
    return gg


def test_the_deepest_and_the_present_drawdown(signed_in, fallen):
    page = signed_in.get("/reports/drawdown?range=all")
    assert page.amount("#deepest-depth") == "-80.00"
    assert page.words("#deepest-share") == "−40.0%"
    said = page.words("#deepest")
    for part in ("8 Oct 2026", "9 Oct 2026", "2 Nov 2026", "25 days"):
        assert part in said, part
    assert page.amount("#present-depth") == "-10.00"
    assert page.words("#present-share") == "−4.8%"
    assert "18 Nov 2026" in page.words("#present")
    assert "2 days" in page.words("#present")


def test_a_fall_that_was_not_made_up_says_so(signed_in, fallen):
    page = signed_in.get("/reports/drawdown?to=2026-10-20")
    assert "not yet" in page.words("#deepest")
    assert page.amount("#deepest-depth") == page.amount("#present-depth") == "-80.00"


def test_a_profit_that_never_fell_says_so(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D(100), date=date(2026, 10, 1))
    page = signed_in.get("/reports/drawdown?range=all")
    assert "never fell" in page.words("#deepest")
    assert "At its peak" in page.words("#present")


def test_money_that_comes_or_goes_is_no_fall(signed_in, service, player, fallen):
    service.record_withdrawal(player, fallen, D(150), date(2026, 11, 10))
    page = signed_in.get("/reports/drawdown?range=all")
    assert page.amount("#deepest-depth") == "-80.00"


def test_a_drawdown_leads_to_its_entries(signed_in, fallen):
    page = signed_in.get(f"/reports/drawdown?range=all&account={fallen}")
    link = str(page.one("#deepest a")["href"])
    assert link == f"/entries?account={fallen}&from=2026-10-08&to=2026-10-09"
    assert signed_in.get(link).all("tr[data-id]")


def test_days_without_a_rate_are_gaps(signed_in, service, player, set_rate):
    set_rate("USD", date(2026, 9, 1), "1")
    set_rate("USD", date(2026, 10, 1), "1")
    gg = service.add_site(player, "GGPoker", "USD", D(100), date=date(2026, 9, 2))
    service.record_balance(player, gg, D(90), date(2026, 10, 5))
    page = signed_in.get("/reports/drawdown?range=all&to=2026-10-06")
    rows = {
        row["day"]: row for row in csv_rows(signed_in.get("/reports/drawdown.csv?to=2026-10-06"))
    }
    assert rows["2026-09-20"]["profit"] == rows["2026-09-20"]["below_peak"] == ""
    assert rows["2026-10-06"]["below_peak"] == "-10"
    assert page.amount("#deepest-depth") == "-10.00"


def test_the_file_holds_what_the_page_shows_exactly(signed_in, fallen):
    page = signed_in.get("/reports/drawdown?range=all")
    rows = csv_rows(signed_in.get(str(page.one("a[download]")["href"])))
    lowest = min(rows, key=lambda row: D(row["below_peak"]))
    assert lowest == {
        "day": "2026-10-09",
        "currency": "EUR",
        "profit": "20",
        "below_peak": page.one("#deepest-depth")["data-exact"].removesuffix(".00"),
        "share_of_bankroll": "-0.4",
        "peak_day": "2026-10-08",
    }
