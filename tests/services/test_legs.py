"""What becomes of a transfer when one of its accounts is deleted and brought back."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.support.bankroll import D, balance, changes, figures, march
from total_bankroll.errors import NotFound
from total_bankroll.services import transfer_checks
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.people_service import PeopleService

Shift = time_machine.Traveller


@pytest.fixture
def bank(service: BankrollService, player: int, noon: Shift) -> int:
    """An asset that holds 1,000 euros since the first of March."""
    return service.add_asset(player, "Bank", "EUR", D(1000), date=march(1))


@pytest.fixture
def stars(service: BankrollService, player: int, noon: Shift) -> int:
    """An empty site in euros."""
    return service.add_site(player, "Stars", "EUR")


def test_the_other_leg_of_a_deleted_receiver_is_a_withdrawal(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    key = service.record_transfer(player, bank, stars, D(300), D(290), march(2)).transfer_id
    service.record_balance(player, stars, D(350), march(3))
    before = service.get_bankroll_breakdown(player)
    service.delete_site(player, stars)
    assert changes(service, player, bank) == [("balance", D(1000)), ("withdrawal", D(-300))]
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit, found.withdrawals) == (700, 700, 0, 300)
    with pytest.raises(NotFound):
        service.get_transfer(player, key)
    service.restore_site(player, stars)
    assert service.get_bankroll_breakdown(player) == before
    assert service.get_transfer(player, key).received == D(290)


def test_the_other_leg_of_a_deleted_sender_is_a_deposit(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    service.record_transfer(player, bank, stars, D(300), D(290), march(2))
    service.delete_asset(player, bank)
    assert changes(service, player, stars) == [("deposit", D(290))]
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit, found.deposits) == (290, 290, 0, 290)
    service.restore_asset(player, bank)
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit, found.deposits) == (990, 1000, -10, 0)


def test_both_accounts_deleted_and_brought_back_in_either_order(
    service: BankrollService, player: int, bank: int, stars: int, noon: Shift
) -> None:
    service.record_transfer(player, bank, stars, D(300), date=march(2))
    before = service.get_bankroll_breakdown(player)
    deletes = {bank: service.delete_asset, stars: service.delete_site}
    restores = {bank: service.restore_asset, stars: service.restore_site}
    for gone in ((bank, stars), (stars, bank)):
        for back in ((bank, stars), (stars, bank)):
            for key in gone:
                noon.shift(1)
                deletes[key](player, key)
            assert service.list_accounts(player) == ()
            for key in back:
                noon.shift(1)
                restores[key](player, key)
            assert service.get_bankroll_breakdown(player) == before


def test_a_leg_left_alone_is_edited_as_the_flow_that_it_is(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    service.update_entry(player, saved.source.entry_id, amount=D(250))
    assert balance(service, player, bank) == D(750)
    service.restore_site(player, stars)
    # More would arrive than was sent, which no transfer can: both stay plain flows.
    assert changes(service, player, bank)[-1] == ("withdrawal", D(-250))
    assert changes(service, player, stars) == [("deposit", D(300))]
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (1050, 1050, 0)


def test_a_leg_left_alone_that_pays_more_is_a_fee_again(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    service.update_entry(player, saved.source.entry_id, amount=D(320))
    service.restore_site(player, stars)
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (980, 1000, -20)


def test_a_leg_deleted_while_it_was_alone_stays_deleted(
    service: BankrollService, player: int, bank: int, stars: int, noon: Shift
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    noon.shift(1)
    service.delete_entry(player, saved.source.entry_id)
    service.restore_site(player, stars)
    assert changes(service, player, bank) == [("balance", D(1000))]
    assert changes(service, player, stars) == [("deposit", D(300))]
    service.restore_entry(player, saved.source.entry_id)
    assert changes(service, player, bank)[-1] == ("transfer_out", D(-300))
    assert changes(service, player, stars) == [("transfer_in", D(300))]


def test_a_transfer_deleted_before_its_account_comes_back_only_as_a_whole(
    service: BankrollService, player: int, bank: int, stars: int, noon: Shift
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_transfer(player, saved.transfer_id)
    noon.shift(1)
    service.delete_site(player, stars)
    service.restore_entry(player, saved.source.entry_id)
    assert changes(service, player, bank)[-1] == ("withdrawal", D(-300))
    noon.shift(1)
    service.restore_site(player, stars)
    assert changes(service, player, stars) == []
    service.restore_entry(player, saved.target.entry_id)
    assert changes(service, player, bank)[-1] == ("transfer_out", D(-300))
    assert changes(service, player, stars) == [("transfer_in", D(300))]


def test_a_leg_left_alone_moves_to_a_third_account(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    cash = service.add_asset(player, "Cash", "EUR")
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    service.update_entry(player, saved.source.entry_id, account_id=cash)
    service.restore_site(player, stars)
    found = service.get_bankroll_breakdown(player)
    assert [figures(found, a).balance for a in (bank, cash, stars)] == [1000, -300, 300]
    assert (found.total, found.profit) == (1000, 0)
    assert service.get_transfer(player, saved.transfer_id).from_account_id == cash


def test_a_leg_left_alone_that_moves_to_its_partners_account_is_no_transfer(
    service: BankrollService, player: int, bank: int, stars: int, noon: Shift
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_asset(player, bank)
    cash = service.add_asset(player, "Cash", "EUR")
    service.update_entry(player, saved.target.entry_id, account_id=cash)
    noon.shift(1)
    service.restore_asset(player, bank)
    service.delete_asset(player, cash)
    service.restore_asset(player, cash)
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (1000, 1000, 0)


def test_two_legs_on_one_account_are_no_transfer(
    service: BankrollService, player: int, bank: int, stars: int, noon: Shift
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), D(290), march(2))
    service.delete_asset(player, bank)
    service.delete_entry(player, saved.target.entry_id)
    noon.shift(1)
    service.restore_asset(player, bank)
    service.update_entry(player, saved.source.entry_id, account_id=stars)
    service.restore_entry(player, saved.target.entry_id)
    # What left an account cannot have arrived on the same one.
    assert changes(service, player, stars) == [("withdrawal", D(-300)), ("deposit", D(290))]
    assert service.get_bankroll_breakdown(player).profit == 0


def test_legs_that_fit_again_after_an_edit_are_a_transfer_again(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    service.update_entry(player, saved.source.entry_id, amount=D(250))
    service.restore_site(player, stars)
    service.update_entry(player, saved.target.entry_id, amount=D(240))
    assert service.get_transfer(player, saved.transfer_id).received == D(240)
    found = service.get_bankroll_breakdown(player)
    assert (found.capital, found.profit) == (1000, -10)


def test_a_leg_left_alone_that_moves_to_another_day_is_no_transfer(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    service.update_entry(player, saved.source.entry_id, date=march(5))
    service.restore_site(player, stars)
    assert changes(service, player, bank)[-1] == ("withdrawal", D(-300))
    assert changes(service, player, stars) == [("deposit", D(300))]
    assert list(transfer_checks.transfers()) == []
    service.update_entry(player, saved.target.entry_id, date=march(5))
    assert service.get_transfer(player, saved.transfer_id).day == march(5)


def test_legs_that_a_time_zone_parts_are_a_transfer_no_longer(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2))
    service.delete_site(player, stars)
    service.update_entry(player, saved.source.entry_id, date=datetime(2026, 3, 2, 23, tzinfo=UTC))
    service.restore_site(player, stars)
    assert changes(service, player, stars) == [("transfer_in", D(300))]
    PeopleService().update_settings(player, timezone="Asia/Tokyo")
    assert changes(service, player, bank)[-1] == ("withdrawal", D(-300))
    assert changes(service, player, stars) == [("deposit", D(300))]
    PeopleService().update_settings(player, timezone="UTC")
    assert changes(service, player, stars) == [("transfer_in", D(300))]
