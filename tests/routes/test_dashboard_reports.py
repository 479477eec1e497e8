"""The dashboard's changes lead to the reports that explain them."""

import pytest
import time_machine

from tests.routes.report_cases import D
from total_bankroll.money import round_half_up

pytestmark = pytest.mark.usefixtures("november")


@pytest.mark.parametrize("on", ["", "on=2026-10-09"])
def test_why_leads_to_the_report_of_the_same_figure(signed_in, bankroll, on):
    dashboard = signed_in.get(f"/?range=3m&{on}")
    change, profit, month, drawn = (signed_in.get(str(a["href"])) for a in dashboard.all("a.why"))
    total = D(str(dashboard.one("#total-profit")["data-exact"]))
    assert D(str(profit.one("#profit")["data-exact"])) == total
    this_month = D(str(dashboard.one("#month-profit")["data-exact"]))
    assert D(str(month.one("#profit")["data-exact"])) == this_month
    for report in (change, profit, month, drawn):
        assert report.amount("#closing") == dashboard.amount("#total-bankroll")
    for report, pill in zip((change, drawn), dashboard.all(".delta"), strict=False):
        ends = (D(str(report.one(end)["data-exact"])) for end in ("#opening", "#closing"))
        change = round_half_up(next(ends) - next(ends), 2)
        assert f"{abs(change):,.2f}" in pill.get_text()


@pytest.mark.parametrize(
    ("on", "said"), [("", "ECB rates of"), ("2026-11-15", ""), ("2026-11-01", "")]
)
def test_only_old_rates_are_given_their_day(signed_in, bankroll, on, said):
    # The newest rate is of today; a past Sunday's is of the Friday before, which nobody published.
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        lead = signed_in.get(f"/?on={on}").words(".lead")
    assert ("ECB rates of 20 Nov 2026" in lead) == bool(said)
    assert ("ECB" in lead) == bool(said)


@pytest.mark.parametrize(
    ("today", "age"), [("2026-11-27", ""), ("2026-11-28", ", 8 days old"), ("2026-12-13", ", 23 d")]
)
def test_rates_that_are_older_than_a_week_say_how_old(signed_in, player, bankroll, today, age):
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        signed_in.sign_in(player)
        lead = signed_in.get("/").words(".lead")
    assert lead.partition("ECB rates of 20 Nov 2026")[2].startswith(age)
    assert ("days old" in lead) == bool(age)


def test_a_dashboard_without_entries_asks_no_why(signed_in, service, player):
    assert not signed_in.get("/").all("a.why")
