"""Returns, drawdowns and daily results of whole bankrolls, worked out by hand."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.support.bankroll import D, march
from total_bankroll.errors import Invalid, NotFound
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.selection import Selection

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


def test_a_return_counts_play_and_rates_but_no_deposit(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")  # 0.80 euros
    set_rate("USD", march(6), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=march(1))
    service.record_deposit(player, gg, D(100), march(4))
    service.record_balance(player, gg, D(220), march(4))
    found = service.get_performance(player, start=march(2))
    # 80 euros; on the 4th 80 came in and 16 were won: 176 / 160; then 220 / 176 by the dollar.
    assert (found.opening, found.came, found.went, found.closing) == (80, 80, 0, 220)
    assert (found.time_weighted, found.profit) == (D("0.375"), 60)
    assert (found.time_weighted_yearly, found.money_weighted_yearly) == (None, None)
    assert found.money_weighted is not None
    assert found.money_weighted > D("0.375")  # the later money met the dollar's rise in full


@pytest.mark.parametrize(
    ("first", "held", "yearly"),
    [
        (date(2026, 3, 9), 110, None),
        (march(8), 110, None),
        (date(2026, 2, 28), 200, None),
        (date(2025, 3, 10), 110, D("0.1")),
        (date(2024, 3, 10), 121, D("0.1")),
    ],
)
def test_money_that_came_at_once_has_one_return(
    service: BankrollService, player: int, first: date, held: int, yearly: D | None
) -> None:
    """Nothing came later that one return could count more than the other."""
    stars = service.add_site(player, "Stars", "EUR", D(100), date=first)
    service.record_balance(player, stars, D(held), march(10))
    gained = D(held) / 100 - 1
    for start in (None, first - timedelta(days=20)):
        found = service.get_performance(player, start=start)
        assert (found.time_weighted, found.money_weighted) == (gained, gained)
        assert (found.time_weighted_yearly, found.money_weighted_yearly) == (yearly, yearly)


def test_the_money_weighted_return_makes_of_every_flow_what_is_there(
    service: BankrollService, player: int
) -> None:
    stars = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.record_balance(player, stars, D(130), march(3))
    service.record_deposit(player, stars, D(70), march(4))
    service.record_withdrawal(player, stars, D(50), march(8))
    service.record_balance(player, stars, D(170), march(10))
    for start, length, flows in (
        (None, 9, ((0, 100), (3, 70), (7, -50))),
        (march(3), 8, ((0, 100), (2, 70), (6, -50))),  # 100 at the end of the 2nd
    ):
        found = service.get_performance(player, start=start).money_weighted
        assert found is not None
        grown = [count * float(1 + found) ** ((length - on) / length) for on, count in flows]
        assert sum(grown) == pytest.approx(170, abs=1e-7)


def test_a_flow_after_a_day_without_a_rate_has_no_time_weighted_return(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    """What was there the evening before is worth nobody knows what."""
    set_rate("USD", date(2026, 2, 20), "1.25")  # it holds for seven days
    set_rate("USD", march(8), "1")
    gg = service.add_site(player, "GG", "USD", D(10), date=date(2026, 2, 21))
    service.record_deposit(player, gg, D(5), march(8))
    found = service.get_performance(player)
    assert (found.left_out, found.time_weighted, found.not_measurable) == ((), None, march(8))
    assert (found.came, found.closing, found.profit) == (13, 15, 2)


def test_money_that_only_moved_has_no_return(service: BankrollService, player: int) -> None:
    bank = service.add_asset(player, "Bank", "EUR", D(100), date=march(1))
    stars = service.add_site(player, "Stars", "EUR")
    service.record_transfer(player, bank, stars, D(40), None, march(3))
    whole = service.get_performance(player)
    assert (whole.time_weighted, whole.came, whole.went) == (0, 100, 0)
    # To the site alone it came from outside.
    site = service.get_performance(player, selection=Selection(kind="site"))
    assert (site.time_weighted, site.came, site.closing) == (0, 40, 40)


def test_a_bonus_on_an_empty_account_has_no_return(service: BankrollService, player: int) -> None:
    stars = service.add_site(player, "Stars", "EUR")
    service.record_bonus(player, stars, D(5), march(3))
    found = service.get_performance(player)
    assert (found.time_weighted, found.not_measurable) == (None, march(2))
    assert found.profit == 5


def test_a_drawdown_is_of_profit_not_of_withdrawals(service: BankrollService, player: int) -> None:
    stars = service.add_site(player, "Stars", "EUR", D(1000), date=march(1))
    service.record_balance(player, stars, D(1200), march(2))
    service.record_withdrawal(player, stars, D(600), march(3))
    service.record_balance(player, stars, D(450), march(4))
    service.record_balance(player, stars, D(700), march(6))
    found = service.get_profit_line(player)
    assert (found.depth, found.peak_day, found.trough_day) == (150, march(3), march(4))
    # The line stood at its peak until the 3rd, with 600 at risk.
    assert (found.depth_percent, found.recovered) == (D("0.25"), march(6))
    assert dict(zip(found.days, found.profits, strict=True))[march(5)] == 50


def test_daily_results_are_what_was_won_not_what_came(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")
    gg = service.add_site(player, "GG", "USD", D(100), date=march(1))
    bank = service.add_asset(player, "Bank", "EUR", D(500), date=march(1))
    service.record_balance(player, gg, D(110), march(2))
    service.record_bonus(player, gg, D(5), march(2))
    service.record_expense(player, bank, D(7), march(3))
    service.record_transfer(player, bank, gg, D(50), D(60), march(4))
    service.record_deposit(player, bank, D(50), march(5))
    found = service.get_daily_results(player, start=march(1))
    # 15 dollars × 0.80; 7 euros; 50 euros sent for 60 × 0.80 = 48.
    assert [(one.day, one.won) for one in found.days] == [
        (march(2), 12),
        (march(3), -7),
        (march(4), -2),
    ]
    assert found.total == 3
    assert found.best is not None
    assert found.worst is not None
    assert (found.best.day, found.worst.day) == (march(2), march(3))


def test_an_empty_bankroll_has_no_figures(service: BankrollService, player: int) -> None:
    found = service.get_performance(player)
    assert (found.time_weighted, found.money_weighted) == (0, None)
    assert service.get_profit_line(player).depth == 0
    days = service.get_daily_results(player, start=march(1))
    assert (days.days, days.best, days.worst) == ((), None, None)


def test_selections_are_checked(service: BankrollService, player: int) -> None:
    with pytest.raises(NotFound):
        service.get_performance(player, selection=Selection(10**6))
    with pytest.raises(Invalid):
        service.get_profit_line(player, selection=Selection(kind="bank"))
