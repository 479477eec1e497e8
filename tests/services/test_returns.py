"""Returns by year and by account, what lies below a peak, and streaks of days."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.support.bankroll import D, march
from total_bankroll.errors import Invalid, NotFound
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.performance_views import Streak
from total_bankroll.services.selection import Selection

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


def test_each_year_and_each_account_has_its_returns(service: BankrollService, player: int) -> None:
    gg = service.add_site(player, "GG", "EUR", D(100), date=date(2025, 11, 1))
    service.record_balance(player, gg, D(150), date(2025, 12, 1))
    service.record_balance(player, gg, D(75), date(2026, 2, 1))
    cash = service.add_asset(player, "Cash", "EUR", D(40), date=date(2026, 1, 5))
    found = service.get_returns(player)
    # 100 grew by a half; then 150 fell by 75: with 40 beside them, 190 to 115 after the 5th.
    assert [(y.start, y.end) for y in found.years] == [
        (date(2025, 11, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), march(10)),
    ]
    assert [y.time_weighted for y in found.years] == [D("0.5"), D("-0.394736842105")]
    assert [y.profit for y in found.years] == [50, -75]
    assert found.whole == service.get_performance(player)
    assert [(a.account.id, a.performance.profit) for a in found.accounts] == [(gg, -25), (cash, 0)]
    assert found.accounts[0].performance == service.get_performance(
        player, start=date(2025, 11, 1), selection=Selection(gg)
    )


def test_an_account_without_a_rate_is_in_no_years_returns(
    service: BankrollService, player: int
) -> None:
    service.add_site(player, "GG", "EUR", D(100), date=march(1))
    wallet = service.add_asset(player, "Wallet", "USDT", D(9), date=march(2))
    found = service.get_returns(player)
    assert [a.account.name for a in found.accounts] == ["GG"]
    assert [m.account_id for m in found.years[0].left_out] == [wallet]
    assert found.whole.closing == 100


def test_returns_refuse_what_there_is_not(service: BankrollService, player: int) -> None:
    with pytest.raises(NotFound):
        service.get_returns(player, selection=Selection(1))
    with pytest.raises(Invalid):
        service.get_returns(player, selection=Selection(kind="boat"))


def test_a_depth_is_a_share_of_the_bankroll_at_its_peak(
    service: BankrollService, player: int
) -> None:
    gg = service.add_site(player, "GG", "EUR", D(100), date=march(1))
    service.record_balance(player, gg, D(200), march(2))
    service.record_balance(player, gg, D(150), march(3))
    service.record_balance(player, gg, D(200), march(5))
    service.record_balance(player, gg, D(180), march(9))
    found = service.get_profit_line(player, start=march(2))
    rows = dict(zip(found.days, zip(found.peak_days, found.shares, strict=True), strict=True))
    assert rows[march(2)] == (march(2), 0)
    assert rows[march(4)] == (march(2), D("-0.25"))
    assert rows[march(5)] == (march(5), 0)
    assert rows[march(10)] == (march(8), D("-0.1"))
    assert (found.depth, found.depth_percent, found.recovered) == (50, D("0.25"), march(5))


def test_the_day_that_made_up_a_fall_is_among_those_of_a_long_line(
    service: BankrollService, player: int
) -> None:
    gg = service.add_site(player, "GG", "EUR", D(100), date=date(2016, 3, 1))
    for day, balance in ((3, 200), (4, 150), (8, 200)):
        service.record_balance(player, gg, D(balance), date(2016, 3, day))
    found = service.get_profit_line(player)
    assert found.recovered == date(2016, 3, 8)
    assert {date(2016, 3, 3), date(2016, 3, 4), date(2016, 3, 8)} <= set(found.days)


def test_a_streak_is_not_broken_by_a_day_without_a_result(
    service: BankrollService, player: int
) -> None:
    gg = service.add_site(player, "GG", "EUR", D(100), date=march(1))
    for day, balance in ((2, 110), (3, 120), (5, 125), (6, 120), (7, 110), (9, 130)):
        service.record_balance(player, gg, D(balance), march(day))
    found = service.get_daily_results(player, start=march(1))
    assert (found.winning, found.losing) == (4, 2)
    assert found.longest_winning == Streak(march(2), march(5), 3)
    assert found.longest_losing == Streak(march(6), march(7), 2)
    nothing = service.get_daily_results(player, start=march(10))
    assert (nothing.longest_winning, nothing.longest_losing) == (None, None)


def test_what_an_account_sends_to_another_went_out_of_it(
    service: BankrollService, player: int
) -> None:
    gg = service.add_site(player, "GG", "EUR", D(100), date=march(1))
    cash = service.add_asset(player, "Cash", "EUR", D(0), date=march(1))
    service.record_transfer(player, gg, cash, D(40), D(38), march(3))
    found = service.get_returns(player)
    alone = [(a.performance.came, a.performance.went) for a in found.accounts]
    assert alone == [(100, 40), (38, 0)]
    assert [a.performance.profit for a in found.accounts] == [0, 0]
    assert (found.whole.came, found.whole.went, found.whole.profit) == (100, 0, -2)


def test_what_a_transfer_costs_is_lost_on_its_day(service: BankrollService, player: int) -> None:
    gg = service.add_site(player, "GG", "EUR", D(100), date=march(1))
    cash = service.add_asset(player, "Cash", "EUR", D(0), date=march(1))
    service.record_transfer(player, gg, cash, D(40), D(38), march(3))
    other = service.add_asset(player, "Other", "EUR", D(1), date=march(1))
    won = [(one.day, one.won) for one in service.get_daily_results(player, start=march(1)).days]
    assert won == [(march(3), -2)]
    service.record_transfer(player, cash, other, D(5), D(4), march(4))
    some = service.get_daily_results(player, start=march(1), selection=Selection(kind="asset"))
    assert [(one.day, one.won) for one in some.days] == [(march(4), -1)]
