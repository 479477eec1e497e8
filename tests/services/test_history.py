"""The bankroll over time: lines, gaps, and months that add up."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.support.bankroll import D, march
from total_bankroll.errors import Invalid, NotFound
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.history import MOST_POINTS, range_start

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


def test_a_history_is_the_value_at_the_end_of_each_day(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(6), "1.25")
    set_rate("USD", march(9), "1")
    service.add_site(player, "Stars", "EUR", D(100), date=march(6))
    gg = service.add_site(player, "GG", "USD", D(50), date=march(8))
    service.record_balance(player, gg, D(80), march(10))
    found = service.get_history(player)
    assert found.days == tuple(march(day) for day in (6, 7, 8, 9, 10))
    # 50 × 0.80 on the 8th, 50 × 1 on the 9th, 80 × 1 on the 10th.
    assert found.series[0].values == (100, 100, 140, 150, 180)


def test_a_history_starts_with_the_first_entry(service: BankrollService, player: int) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=march(8))
    found = service.get_history(player, start=march(1))
    assert (found.days[0], found.days[-1]) == (march(8), march(10))


def test_a_history_may_start_later(service: BankrollService, player: int) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    found = service.get_history(player, start=march(9))
    assert (found.days, found.series[0].values) == ((march(9), march(10)), (100, 100))


def test_an_empty_history_has_no_value(service: BankrollService, player: int) -> None:
    found = service.get_history(player)
    assert (found.days, found.series[0].values) == ((march(10),), (None,))


def test_a_long_history_is_sampled_and_ends_today(service: BankrollService, player: int) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=date(2016, 3, 10))
    days = service.get_history(player).days
    assert len(days) <= MOST_POINTS
    assert days[-1] == march(10)
    assert len({later - earlier for earlier, later in pairwise(days)}) == 1


def test_each_site_has_its_line(service: BankrollService, player: int) -> None:
    stars = service.add_site(player, "Stars", "EUR", D(100), date=march(9))
    gg = service.add_site(player, "GG", "EUR", D(50), date=march(10))
    cash = service.add_asset(player, "Cash", "EUR", D(7), date=march(10))
    sites = service.get_history(player, by="site").series
    assert [(line.key, line.name, line.values) for line in sites] == [
        (str(stars), "Stars", (100, 100)),
        (str(gg), "GG", (None, 50)),
    ]
    assets = service.get_history(player, by="asset").series
    assert [(line.key, line.values) for line in assets] == [(str(cash), (None, 7))]


def test_each_currency_has_its_line(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(10), "1.25")
    service.add_site(player, "Stars", "EUR", D(100))
    service.add_site(player, "Bet", "EUR", D(1))
    service.add_site(player, "GG", "USD", D(50))
    found = service.get_history(player, by="currency").series
    assert [(line.key, line.values) for line in found] == [("EUR", (101,)), ("USD", (40,))]


def test_of_more_than_eight_the_smallest_are_the_rest(
    service: BankrollService, player: int
) -> None:
    for number in range(1, 12):
        service.add_site(player, f"Site {number}", "EUR", D(number))
    series = service.get_history(player, by="site").series
    assert [line.name for line in series] == [f"Site {n}" for n in range(4, 12)] + ["Others"]
    assert series[-1].values == (6,)  # 1 + 2 + 3


def test_days_without_a_rate_are_a_gap(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(9), "1.25")
    service.add_site(player, "GG", "USD", D(50), date=march(8))
    assert service.get_history(player).series[0].values == (None, 40, 40)


def test_an_account_left_out_of_the_bankroll_leaves_the_total_line(
    service: BankrollService, player: int
) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=march(9))
    service.add_asset(player, "Wallet", "USDT", D(50), date=march(9))
    assert service.get_history(player).series[0].values == (100, 100)
    lines = service.get_history(player, by="asset").series
    assert [line.values for line in lines] == [(None, None)]


def test_a_history_by_anything_else_is_refused(service: BankrollService, player: int) -> None:
    with pytest.raises(Invalid) as error:
        service.get_history(player, by="moon")
    assert error.value.field == "by"


def test_an_accounts_history_is_native(service: BankrollService, player: int) -> None:
    yen = service.add_site(player, "Yen", "JPY", D(1000), date=march(8))
    service.record_withdrawal(player, yen, D(1500), march(10))
    found = service.get_account_history(player, yen)
    assert (found.currency, found.days[0]) == ("JPY", march(8))
    assert found.series[0].values == (1000, 1000, -500)


def test_an_account_without_entries_has_no_line(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    assert service.get_account_history(player, site).series == ()


def test_a_strangers_account_has_no_history(
    service: BankrollService, player: int, other_player: int
) -> None:
    theirs = service.add_site(other_player, "Stars", "EUR", D(5))
    with pytest.raises(NotFound):
        service.get_account_history(player, theirs)


# -- months


def test_the_months_add_up_to_the_whole(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    for day, rate in ((date(2026, 1, 5), "1.25"), (date(2026, 1, 30), "1.2"), (march(2), "1.1")):
        set_rate("USD", day, rate)
    set_rate("USD", date(2026, 2, 25), "1.15")
    set_rate("GBP", march(10), "0.8")
    set_rate("USD", march(9), "1")
    gg = service.add_site(player, "GG", "USD", D(1000), date=date(2026, 1, 5))
    bank = service.add_asset(player, "Bank", "EUR", D(500), date=date(2026, 1, 7))
    service.record_transfer(player, bank, gg, D(100), D(111), date(2026, 1, 31))
    service.record_balance(player, gg, D(1300), date(2026, 2, 27))
    service.record_withdrawal(player, gg, D(200), march(3))
    months = service.get_monthly_profit(player, months=4)
    found = service.get_bankroll_breakdown(player)
    assert [m.month for m in months] == [date(2025, 12, 1), *(date(2026, n, 1) for n in (1, 2, 3))]
    assert months[0].profit == 0
    assert sum((m.profit or D(0) for m in months), D(0)) == found.profit
    assert months[-1].profit == found.month.profit
    # March: 1100 × 1 now; 1300 / 1.15 at the end of February; 200 / 1.1 were withdrawn.
    before, withdrawn = D(1300) * D("0.869565217391"), D(200) * D("0.909090909091")
    assert months[-1].profit == 1100 - before + withdrawn


def test_what_is_left_out_of_profit_is_left_out_of_every_month(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 10), "1.25")
    set_rate("USD", march(5), "1")
    service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 1, 1))
    # The flow of 1 February has no rate, so nobody knows what this account has won in all.
    gg = service.add_site(player, "GG", "USD", D(100), date=date(2026, 2, 1))
    service.record_balance(player, gg, D(150), march(6))
    found = service.get_bankroll_breakdown(player)
    months = service.get_monthly_profit(player, months=3)
    assert [m.profit for m in months] == [0, 0, 0]
    assert (found.profit, found.month.profit) == (0, 0)


def test_a_month_without_any_rate_has_no_profit(service: BankrollService, player: int) -> None:
    service.add_asset(player, "Wallet", "USDT", D(50), date=march(9))
    assert [m.profit for m in service.get_monthly_profit(player, months=1)] == [None]


def test_months_reach_back_over_a_year(service: BankrollService, player: int) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=date(2024, 12, 31))
    months = service.get_monthly_profit(player, months=15)
    assert (months[0].month, months[-1].month) == (date(2025, 1, 1), march(1))
    assert len(months) == 15


@pytest.mark.parametrize(
    ("choice", "days"), [("1m", 30), ("3m", 91), ("1y", 365), ("all", None), ("junk", None)]
)
def test_a_range_starts_so_many_days_ago(choice: str, days: int | None) -> None:
    expected = None if days is None else march(10) - timedelta(days=days)
    assert range_start(choice, march(10)) == expected


def test_the_year_to_date_starts_with_the_last_day_of_the_old_year() -> None:
    assert range_start("ytd", march(10)) == date(2025, 12, 31)
