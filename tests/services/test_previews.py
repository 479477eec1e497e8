"""What a form says before it is sent is what then happens."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.support.bankroll import D, changes, march
from total_bankroll.errors import InvalidAmount, InvalidDate, NotFound
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


def test_a_back_dated_deposit_says_which_result_it_lowers(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.record_balance(player, site, D(180), march(5))
    said = service.preview_back_dating(player, "deposit", site, D(50), march(3))
    assert said is not None
    assert (said.account_name, said.balance_day, said.currency) == ("Stars", march(5), "EUR")
    assert (said.result_before, said.result_after) == (80, 30)
    service.record_deposit(player, site, D(50), march(3))
    assert changes(service, player, site)[-1] == ("balance", said.result_after)


@pytest.mark.parametrize(
    ("kind", "after"), [("withdrawal", 130), ("expense", 130), ("bonus", 30), ("transfer_out", 130)]
)
def test_every_flow_says_so(service: BankrollService, player: int, kind: str, after: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.record_balance(player, site, D(180), march(5))
    said = service.preview_back_dating(player, kind, site, D(50), march(3))
    assert said is not None
    assert said.result_after == after


def test_a_flow_before_the_opening_makes_a_result_of_it(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(180), date=march(5))
    said = service.preview_back_dating(player, "deposit", site, D(50), march(3))
    assert said is not None
    assert (said.result_before, said.result_after) == (0, 130)


@pytest.mark.parametrize("day", [None, 6, 5])
def test_what_no_balance_follows_lowers_nothing(
    service: BankrollService, player: int, day: int | None
) -> None:
    # On the balance's own day it comes after, in the order of typing.
    site = service.add_site(player, "Stars", "EUR", D(180), date=march(5))
    when = None if day is None else march(day)
    assert service.preview_back_dating(player, "deposit", site, D(50), when) is None


def test_a_preview_refuses_what_the_form_would(
    service: BankrollService, player: int, other_player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(180), date=march(5))
    with pytest.raises(InvalidAmount):
        service.preview_back_dating(player, "deposit", site, D(0), march(3))
    with pytest.raises(InvalidDate):
        service.preview_back_dating(player, "deposit", site, D(1), march(11))
    with pytest.raises(NotFound):
        service.preview_back_dating(other_player, "deposit", site, D(1), march(3))
    with pytest.raises(NotFound):
        service.preview_delete_account(other_player, site)


def delete_as_said(service: BankrollService, player: int, account_id: int, kind: str) -> None:
    said = service.preview_delete_account(player, account_id)
    before = service.get_bankroll_breakdown(player)
    assert (said.currency, said.total_before, said.profit_before) == (
        before.currency,
        before.total,
        before.profit,
    )
    getattr(service, f"delete_{kind}")(player, account_id)
    after = service.get_bankroll_breakdown(player)
    assert (said.total_after, said.profit_after) == (after.total, after.profit)


def test_a_deletion_says_what_bankroll_and_profit_will_be(
    service: BankrollService, player: int
) -> None:
    bank = service.add_asset(player, "Bank", "EUR", D(1000), date=march(1))
    stars = service.add_site(player, "Stars", "EUR")
    service.record_transfer(player, bank, stars, D(300), D(290), march(2))
    service.record_balance(player, stars, D(350), march(3))
    said = service.preview_delete_account(player, stars)
    # 1,050 less 350; the fee of 10 and the 60 won go, for the 300 are a withdrawal then.
    assert (said.total_before, said.total_after) == (1050, 700)
    assert (said.profit_before, said.profit_after) == (50, 0)
    delete_as_said(service, player, stars, "site")


@pytest.mark.parametrize("gone", ["Bank", "Yen", "GG", "Stars"])
def test_a_deletion_says_so_where_rates_are_missing(
    service: BankrollService, player: int, set_rate: SetRate, gone: str
) -> None:
    set_rate("USD", march(1), "1.25")
    set_rate("JPY", march(5), "160")
    set_rate("JPY", march(10), "150")
    bank = service.add_asset(player, "Bank", "EUR", D(1000), date=march(1))
    yen = service.add_asset(player, "Yen", "JPY")
    usd = service.add_asset(player, "GG", "USD", D(50), date=march(1))
    stars = service.add_asset(player, "Stars", "EUR", D(10), date=march(2))
    service.record_transfer(player, bank, yen, D(10), D(1600), march(2))
    service.record_transfer(player, bank, usd, D(10), D(11), march(3))
    service.record_transfer(player, bank, stars, D(10), D(9), march(4))
    service.record_balance(player, yen, D(2000), march(6))
    account = {"Bank": bank, "Yen": yen, "GG": usd, "Stars": stars}[gone]
    delete_as_said(service, player, account, "asset")


def test_a_back_dated_transfer_says_so_for_both_accounts(
    service: BankrollService, player: int
) -> None:
    ends = (
        service.add_site(player, "Stars", "EUR", D(100), date=march(1)),
        service.add_asset(player, "Bank", "USD", D(10), date=march(1)),
    )
    service.record_balance(player, ends[0], D(180), march(5))
    service.record_balance(player, ends[1], D(70), march(6))
    said = service.preview_transfer(player, *ends, D(50), D(55), march(3))
    assert [(one.account_name, one.balance_day) for one in said] == [
        ("Stars", march(5)),
        ("Bank", march(6)),
    ]
    service.record_transfer(player, *ends, D(50), D(55), march(3))
    for end, one in zip(ends, said, strict=True):
        assert changes(service, player, end)[-1] == ("balance", one.result_after)


def test_a_transfer_says_nothing_of_an_account_without_a_later_balance(
    service: BankrollService, player: int
) -> None:
    ends = (
        service.add_site(player, "Stars", "EUR", D(100), date=march(1)),
        service.add_asset(player, "Bank", "EUR", D(10), date=march(5)),
    )
    said = service.preview_transfer(player, *ends, D(50), date=march(3))
    assert [(one.account_name, one.result_after) for one in said] == [("Bank", -40)]
    assert service.preview_transfer(player, *ends, D(50), date=march(6)) == ()
    with pytest.raises(InvalidAmount):
        service.preview_transfer(player, *ends, D(50), D(51), march(3))
