"""The bankroll explained: value, capital, profit, FX effect, changes and what is missing."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.conftest import add_player
from tests.support.bankroll import D, figures, march
from total_bankroll.errors import NotFound, UnknownCurrency
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.people_service import PeopleService

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


def test_an_empty_bankroll_is_nothing(service: BankrollService, player: int) -> None:
    found = service.get_bankroll_breakdown(player)
    assert (found.currency, found.on, found.accounts) == ("EUR", march(10), ())
    assert (found.total, found.capital, found.profit, found.fx) == (0, 0, 0, 0)
    assert (found.since, found.largest, found.missing) == (None, None, ())


def test_fx_is_a_part_of_profit(service: BankrollService, player: int, set_rate: SetRate) -> None:
    set_rate("USD", march(1), "1.25")  # 0.80 euros
    set_rate("USD", march(5), "1.6")  # 0.625 euros
    set_rate("USD", march(10), "1")
    site = service.add_site(player, "GG", "USD", D(1000), date=march(1))
    service.record_deposit(player, site, D(200), march(5))
    service.record_balance(player, site, D(1300), march(7))
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.balance, row.value) == (1300, 1300)
    # Capital: 1000 × 0.80 + 200 × 0.625 = 925.
    assert row.capital == D(925)
    # FX: 1000 × (0.625 − 0.80) + 1300 × (1 − 0.625) = −175 + 487.50, the 7th at the 5th's rate.
    assert row.fx == D("312.5")
    # Profit: 1300 − 925 = 375, which is the FX effect and 100 dollars won × 0.625.
    assert row.profit == D(375)


def test_a_breakdown_of_a_past_day_uses_that_days_rates(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")
    set_rate("USD", march(5), "1.6")
    site = service.add_site(player, "GG", "USD", D(1000), date=march(1))
    service.record_deposit(player, site, D(200), march(5))
    for day, total, profit in ((1, 800, 0), (4, 800, 0), (5, 750, -175), (10, 750, -175)):
        found = service.get_bankroll_breakdown(player, on=march(day))
        assert (found.total, found.profit, found.fx) == (total, profit, profit), day
    assert service.calculate_total_bankroll(player, on=date(2026, 2, 28)) == 0


def test_totals_can_be_read_in_any_currency(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(10), "1.25")
    set_rate("JPY", march(10), "160")
    service.add_site(player, "Stars", "EUR", D(100))
    service.add_site(player, "GG", "USD", D(50))
    # 100 euros are 125 dollars; a dollar is 160 / 1.25 = 128 yen.
    assert service.calculate_total_bankroll(player) == D(140)
    assert service.calculate_total_bankroll(player, "USD") == D(175)
    assert service.calculate_total_bankroll(player, "JPY") == D(22400)
    PeopleService().update_settings(player, display_currency="JPY")
    assert service.get_bankroll_breakdown(player).currency == "JPY"
    assert service.calculate_total_bankroll(player) == D(22400)


def test_a_cross_rate_is_rounded_once_to_twelve_digits(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(10), "3")
    service.add_site(player, "GG", "USD", D(1_000_000))
    # 1 / 3 = 0.333333333333, twelve threes, and the product is exact.
    assert service.calculate_total_bankroll(player) == D("333333.333333")


@pytest.mark.parametrize("code", ["XXX", "", "usd"])
def test_a_currency_that_is_not_there_is_refused(
    service: BankrollService, player: int, code: str
) -> None:
    with pytest.raises(UnknownCurrency):
        service.calculate_total_bankroll(player, code)


def test_a_player_who_is_not_there_is_not_found(service: BankrollService, player: int) -> None:
    with pytest.raises(NotFound):
        service.get_bankroll_breakdown(player + 1)


# -- changes


def test_the_change_over_seven_days_counts_from_the_end_of_the_day(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(3), "1.25")
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=march(1))
    service.record_deposit(player, gg, D(20), march(3))
    service.record_deposit(player, gg, D(30), march(4))
    service.record_balance(player, gg, D(160), march(5))
    change = service.get_bankroll_breakdown(player).change_7
    # 160 dollars at 1 euro today; 120 at 0.80 at the end of the 3rd; 30 × 0.80 were deposited.
    assert (change.value, change.base, change.capital) == (64, 96, 24)
    assert service.get_change(player, before=march(3)) == change


def test_an_accounts_own_changes_are_native(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=date(2026, 2, 8))
    service.record_balance(player, gg, D(130), march(3))
    service.record_balance(player, gg, D(150), march(4))
    row = figures(service.get_bankroll_breakdown(player), gg)
    # 30 days ago is 8 February, at its end.
    assert (row.change_7, row.change_30, row.change_30_percent) == (20, 50, D("0.5"))
    assert (len(row.trend), row.trend[0], row.trend[-1]) == (30, 100, 150)


@pytest.mark.parametrize("start", [D(0), D(-10)])
def test_a_percentage_needs_a_positive_base(
    service: BankrollService, player: int, start: D
) -> None:
    loan = service.add_asset(player, "Loan", "EUR", start, date=date(2026, 2, 1))
    service.record_balance(player, loan, D(50), march(5))
    row = figures(service.get_bankroll_breakdown(player), loan)
    assert (row.change_30, row.change_30_percent) == (50 - start, None)


# -- shares


def test_shares_are_of_positive_values(service: BankrollService, player: int) -> None:
    stars = service.add_site(player, "Stars", "EUR", D(300))
    cash = service.add_asset(player, "Cash", "EUR", D(100))
    loan = service.add_asset(player, "Loan", "EUR", D(-150))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.positive_total) == (250, 400)
    assert [figures(found, a).share for a in (stars, cash, loan)] == [D("0.75"), D("0.25"), None]
    assert found.largest is not None
    assert found.largest.account.name == "Stars"


def test_only_debts_have_no_largest_exposure(service: BankrollService, player: int) -> None:
    service.add_asset(player, "Loan", "EUR", D(-150))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.positive_total, found.largest) == (-150, 0, None)


def test_an_archived_account_stays_in_capital_and_profit(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.record_withdrawal(player, site, D(130), march(2))
    service.record_balance(player, site, D(0), march(3))
    service.archive_site(player, site)
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (0, -30, 30)


# -- months and days


def test_this_month_is_the_players(service: BankrollService, set_rate: SetRate) -> None:
    player = add_player("east@example.org", timezone="Pacific/Kiritimati")
    site = service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 1, 1))
    # 10:30 in UTC of 28 February is half past midnight of 1 March there, 14 hours ahead.
    service.record_balance(player, site, D(130), datetime(2026, 2, 28, 10, 30, tzinfo=UTC))
    month = service.get_bankroll_breakdown(player).month
    assert (month.start, month.profit, month.capital) == (march(1), 30, 0)
    assert service.calculate_total_bankroll(player, on=date(2026, 2, 28)) == 100


def test_the_months_profit_counts_its_capital_and_fx(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 27), "1.25")
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=date(2026, 2, 27))
    service.record_balance(player, gg, D(110), date(2026, 2, 28))
    service.record_deposit(player, gg, D(50), march(2))
    service.record_balance(player, gg, D(170), march(3))
    month = service.get_bankroll_breakdown(player).month
    # Before: 110 × 0.80 = 88. Now: 170. Deposited: 50 × 0.80 = 40. Profit: 170 − 88 − 40.
    assert (month.profit, month.capital) == (42, 40)
    # FX: (110 + 50 + 10) × 0.20, all of it held when the rate moved.
    assert month.fx == D(34)


def test_a_manual_rate_is_the_players_alone(
    service: BankrollService, player: int, other_player: int
) -> None:
    for who in (player, other_player):
        service.add_asset(who, "Wallet", "USDT", D(100), date=march(5))
    CurrencyService().add_manual_rate(player, "USDT", march(5), D("1.25"))
    assert service.calculate_total_bankroll(player) == D(80)
    found = service.get_bankroll_breakdown(other_player)
    assert (found.total, [m.currency for m in found.missing]) == (0, ["USDT"])
    assert service.calculate_total_bankroll(player, on=march(4)) == 0


def test_an_account_says_when_it_was_last_updated_until_that_day(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(2))
    service.record_balance(player, site, D(100), march(4))  # confirmed: nothing moved
    gone = service.record_balance(player, site, D(90), march(6)).entry_id
    service.record_balance(player, site, D(80), march(8))
    service.delete_entry(player, gone)
    wanted = {1: None, 2: 2, 3: 2, 4: 4, 7: 4, 8: 8, 10: 8}
    for day, updated in wanted.items():
        row = figures(service.get_bankroll_breakdown(player, on=march(day)), site)
        assert row.updated_on == (updated and march(updated)), day
