"""What a breakdown leaves out for want of a rate, and that it says so."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.support.bankroll import D, figures, march
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


# -- missing rates


def test_an_account_without_todays_rate_leaves_everything_and_is_named(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")
    set_rate("GBP", march(10), "0.8")  # the data goes on without the dollar: it has ended
    service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    gg = service.add_site(player, "GG", "USD", D(50), date=march(1))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (100, 100, 0)
    assert [(m.name, m.currency, m.day, m.figure) for m in found.missing] == [
        ("GG", "USD", march(10), "value")
    ]
    row = figures(found, gg)
    assert (row.balance, row.value, row.share, row.profit) == (50, None, None, None)


def test_an_account_without_a_past_flows_rate_leaves_capital_and_profit(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(5), "1.25")
    service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    gg = service.add_site(player, "GG", "USD", D(50), date=march(2))
    found = service.get_bankroll_breakdown(player)
    # 50 dollars are 40 euros; what they were on the 2nd nobody knows.
    assert (found.total, found.capital, found.profit) == (140, 100, 0)
    assert [(m.account_id, m.day, m.figure) for m in found.missing] == [(gg, march(2), "capital")]
    row = figures(found, gg)
    assert (row.value, row.capital, row.profit, row.fx) == (40, None, None, None)


def test_a_withdrawal_without_a_rate_counts_on_neither_side(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(5), "1.25")
    gg = service.add_site(player, "GG", "USD", D(50), date=march(6))
    service.record_deposit(player, gg, D(10), march(2))
    service.record_withdrawal(player, gg, D(5), march(7))
    found = service.get_bankroll_breakdown(player)
    assert (found.deposits, found.withdrawals, found.capital) == (0, 0, 0)


def test_an_empty_account_needs_no_rate_today(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")
    set_rate("GBP", march(10), "0.8")
    gg = service.add_site(player, "GG", "USD", D(50), date=march(1))
    service.record_withdrawal(player, gg, D(60), march(2))
    service.record_balance(player, gg, D(0), march(3))
    found = service.get_bankroll_breakdown(player)
    # In for 40, out for 48: 8 won.
    assert (found.total, found.capital, found.profit, found.missing) == (0, -8, 8, ())


def test_a_series_that_was_alive_stays_usable_past_the_data(
    service: BankrollService, player: int, set_rate: SetRate, noon: time_machine.Traveller
) -> None:
    set_rate("USD", march(9), "1.25")
    service.add_site(player, "GG", "USD", D(50))
    noon.move_to(datetime(2027, 3, 10, 12, tzinfo=UTC))
    assert service.calculate_total_bankroll(player) == D(40)


def test_money_moved_to_an_account_left_out_is_no_loss(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")
    set_rate("GBP", march(10), "0.8")
    bank = service.add_asset(player, "Bank", "EUR", D(1000), date=march(1))
    gg = service.add_site(player, "GG", "USD")
    service.record_transfer(player, bank, gg, D(400), D(480), march(2))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (600, 1000, 0)
    assert [m.name for m in found.missing] == ["GG"]


def test_an_account_whose_edge_has_no_rate_is_left_out_and_named(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    # Yen have rates from the 5th on, dollars none today; what went between them on the 2nd
    # cannot be told, so profit does not know what came of the yen either.
    set_rate("USD", march(1), "1.25")
    set_rate("JPY", march(5), "160")
    set_rate("JPY", march(10), "160")
    service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    yen = service.add_site(player, "Yen", "JPY")
    usd = service.add_site(player, "GG", "USD", D(50), date=march(1))
    service.record_transfer(player, usd, yen, D(10), D(1600), march(2))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (110, 100, 0)
    assert [(m.account_id, m.day, m.figure) for m in found.missing] == [
        (yen, march(2), "capital"),
        (usd, march(10), "value"),
    ]


def test_a_result_on_a_day_without_a_rate_leaves_only_the_fx_effect(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 1), "1.25")
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=date(2026, 2, 2))
    service.record_balance(player, gg, D(150), date(2026, 2, 20))
    found = service.get_bankroll_breakdown(player)
    row = figures(found, gg)
    assert (row.value, row.capital, row.profit, row.fx) == (150, 80, 70, None)
    assert (found.profit, found.fx) == (70, 0)
    assert [(m.day, m.figure) for m in found.missing] == [(date(2026, 2, 20), "fx")]


def test_the_missing_day_of_an_fx_effect_is_the_one_without_a_rate(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 25), "1.25")
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD")
    service.record_bonus(player, gg, D(10), date(2026, 2, 1))
    service.record_bonus(player, gg, D(10), date(2026, 2, 26))
    found = service.get_bankroll_breakdown(player)
    assert [(m.day, m.figure) for m in found.missing] == [(date(2026, 2, 1), "fx")]
    assert found.profit == D(20)


def test_a_balance_that_was_only_confirmed_needs_no_rate(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 1), "1.25")
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=date(2026, 2, 2))
    service.record_bonus(player, gg, D(5), date(2026, 2, 20))
    service.record_expense(player, gg, D(5), date(2026, 2, 20))
    found = service.get_bankroll_breakdown(player)
    # 100 dollars went from 0.80 to 1 euro.
    assert (found.profit, found.fx, found.missing) == (20, 20, ())
