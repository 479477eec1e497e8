"""Transfers: money that moves between two accounts is no profit, but for what it costs."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.support.bankroll import D, account, balance, changes, figures, march
from total_bankroll.errors import Conflict, InvalidAmount, InvalidDate, NotFound
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_views import EntryFilter

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


@pytest.fixture
def bank(service: BankrollService, player: int) -> int:
    """An asset that holds 1,000 euros since the first of March."""
    return service.add_asset(player, "Bank", "EUR", D(1000), date=march(1))


@pytest.fixture
def stars(service: BankrollService, player: int) -> int:
    """An empty site in euros."""
    return service.add_site(player, "Stars", "EUR")


def test_a_transfer_is_neither_capital_nor_profit(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(300), date=march(2), note="Skrill")
    assert (saved.source.new, saved.target.new) == (D(700), D(300))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (1000, 1000, 0)
    assert (found.deposits, found.withdrawals) == (0, 0)
    assert [figures(found, a).profit for a in (bank, stars)] == [0, 0]


def test_a_fee_is_a_loss(service: BankrollService, player: int, bank: int, stars: int) -> None:
    service.record_transfer(player, bank, stars, D(300), D("292.50"), march(2))
    found = service.get_bankroll_breakdown(player)
    # 1,000 − 300 + 292.50 = 992.50 against a capital of 1,000.
    assert (found.total, found.capital, found.profit) == (D("992.50"), D(1000), D("-7.50"))


def test_a_transfer_across_currencies_costs_its_spread(
    service: BankrollService, player: int, bank: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(2), "1.25")  # a dollar is 0.80 euros
    set_rate("USD", march(10), "1.25")
    gg = service.add_site(player, "GG", "USD")
    service.record_transfer(player, bank, gg, D(400), D(480), march(2))
    found = service.get_bankroll_breakdown(player)
    # 480 dollars are 384 euros: 16 of the 400 are lost.
    assert (found.total, found.capital, found.profit, found.fx) == (984, 1000, -16, 0)
    assert figures(found, gg).value == D(384)


def test_a_transfer_across_currencies_may_gain(
    service: BankrollService, player: int, bank: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(2), "1.25")
    set_rate("USD", march(10), "1")
    gg = service.add_site(player, "GG", "USD")
    service.record_transfer(player, bank, gg, D(400), D(520), march(2))
    found = service.get_bankroll_breakdown(player)
    # 520 dollars were worth 416 euros (16 gained), and are worth 520 today (104 of FX effect).
    assert (found.total, found.profit, found.fx) == (1120, 120, 104)


def test_across_currencies_what_arrived_must_be_said(
    service: BankrollService, player: int, bank: int
) -> None:
    gg = service.add_site(player, "GG", "USD")
    with pytest.raises(InvalidAmount) as error:
        service.record_transfer(player, bank, gg, D(400))
    assert error.value.field == "received"
    assert service.list_entries(player).count == 1


@pytest.mark.parametrize("received", ["300.01", "0", "-1", "0.001"])
def test_more_than_was_sent_or_nothing_cannot_arrive(
    service: BankrollService, player: int, bank: int, stars: int, received: str
) -> None:
    with pytest.raises(InvalidAmount) as error:
        service.record_transfer(player, bank, stars, D(300), D(received))
    assert error.value.field == "received"
    assert balance(service, player, bank) == D(1000)


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1e400"])
def test_an_amount_that_is_none_is_refused(
    service: BankrollService, player: int, bank: int, stars: int, amount: str
) -> None:
    with pytest.raises(InvalidAmount) as error:
        service.record_transfer(player, bank, stars, D(amount))
    assert error.value.field == "amount"


def test_an_account_sends_nothing_to_itself(
    service: BankrollService, player: int, bank: int
) -> None:
    with pytest.raises(Conflict) as error:
        service.record_transfer(player, bank, bank, D(1))
    assert error.value.field == "to_account"


def test_a_transfer_may_overdraw(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, stars, bank, D(50))
    assert (saved.source.new, saved.source.overdrawn) == (D(-50), True)
    assert not saved.target.overdrawn


def test_a_future_transfer_leaves_nothing(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    with pytest.raises(InvalidDate):
        service.record_transfer(player, bank, stars, D(1), date=march(11))
    assert service.list_entries(player).count == 1


def test_a_transfer_is_read_as_a_whole(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    key = service.record_transfer(player, bank, stars, D(300), D(290), march(2), note="Skrill")
    found = service.get_transfer(player, key.transfer_id)
    assert (found.from_account_id, found.to_account_id) == (bank, stars)
    assert (found.amount, found.received, found.day) == (D(300), D(290), march(2))
    assert (found.note, found.deleted) == ("Skrill", False)


def test_a_transfer_is_edited_as_a_whole(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    key = service.record_transfer(player, bank, stars, D(300), D(290), march(2)).transfer_id
    saved = service.update_transfer(player, key, bank, stars, D(200), None, march(4), note="x")
    assert (saved.source.difference, saved.target.difference) == (D(100), D(-90))
    assert balance(service, player, bank) == D(800)
    assert balance(service, player, stars) == D(200)
    found = service.get_transfer(player, key)
    assert (found.amount, found.received, found.day, found.note) == (200, 200, march(4), "x")


def test_a_transfer_can_be_turned_round(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    service.record_balance(player, stars, D(500), march(1))
    key = service.record_transfer(player, bank, stars, D(100), date=march(2)).transfer_id
    service.update_transfer(player, key, stars, bank, D(100))
    assert balance(service, player, bank) == D(1100)
    assert balance(service, player, stars) == D(400)
    found = service.get_transfer(player, key)
    assert (found.from_account_id, found.to_account_id) == (stars, bank)


def test_a_transfer_moves_to_a_third_account(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    cash = service.add_asset(player, "Cash", "EUR")
    key = service.record_transfer(player, bank, stars, D(100), date=march(2)).transfer_id
    service.update_transfer(player, key, bank, cash, D(100))
    assert balance(service, player, stars) == 0
    assert balance(service, player, cash) == D(100)
    assert account(service, player, stars).updated_on is None


def test_a_leg_is_not_edited_alone(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(100))
    for leg in (saved.source, saved.target):
        with pytest.raises(Conflict, match="edit the transfer"):
            service.update_entry(player, leg.entry_id, amount=D(1))


@pytest.mark.parametrize("side", ["source", "target"])
def test_deleting_a_leg_deletes_both_and_either_brings_both_back(
    service: BankrollService, player: int, bank: int, stars: int, side: str
) -> None:
    saved = service.record_transfer(player, bank, stars, D(100), date=march(2))
    leg = getattr(saved, side).entry_id
    service.delete_entry(player, leg)
    assert (balance(service, player, bank), balance(service, player, stars)) == (1000, 0)
    assert service.get_transfer(player, saved.transfer_id).deleted
    service.restore_entry(player, leg)
    assert (balance(service, player, bank), balance(service, player, stars)) == (900, 100)


def test_a_transfer_is_deleted_and_restored_by_its_own_id(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    key = service.record_transfer(player, bank, stars, D(100), date=march(2)).transfer_id
    way_back = service.delete_transfer(player, key)
    assert balance(service, player, stars) == 0
    with pytest.raises(NotFound):
        service.update_transfer(player, key, bank, stars, D(1))
    assert service.restore_transfer(player, key) == way_back
    assert balance(service, player, stars) == D(100)


def test_a_transfer_to_an_archived_account_stays_as_it_is(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    key = service.record_transfer(player, bank, stars, D(100), date=march(2)).transfer_id
    service.record_withdrawal(player, stars, D(100), march(3))
    service.archive_site(player, stars)
    for call in (
        lambda: service.delete_transfer(player, key),
        lambda: service.update_transfer(player, key, bank, stars, D(50)),
    ):
        with pytest.raises(Conflict, match="archived"):
            call()
    assert balance(service, player, bank) == D(900)
    assert balance(service, player, stars) == 0


def test_a_back_dated_transfer_lowers_the_later_result_of_the_receiver(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    service.record_balance(player, stars, D(120), march(5))
    service.record_transfer(player, bank, stars, D(100), date=march(3))
    # The 120 were an opening balance; now 100 of them came from the bank, and 20 were won.
    assert changes(service, player, stars) == [("transfer_in", D(100)), ("balance", D(20))]
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.capital, found.profit) == (1020, 1000, 20)


def test_a_transfer_names_its_partner_in_lists(
    service: BankrollService, player: int, bank: int, stars: int
) -> None:
    saved = service.record_transfer(player, bank, stars, D(100))
    rows = service.list_entries(player, EntryFilter(kinds=("transfer_in",))).rows
    assert [(r.account_name, r.partner_name) for r in rows] == [("Stars", "Bank")]
    assert rows[0].partner_id == saved.source.entry_id
