"""Entries edited, moved, deleted and brought back: what follows from them follows."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.support.bankroll import D, account, balance, changes, entries, figures, march
from total_bankroll.errors import Conflict, InvalidAmount, InvalidDate, NotFound
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def site(service: BankrollService, player: int) -> int:
    """An empty site in euros."""
    return service.add_site(player, "Stars", "EUR")


# -- editing


def test_an_edited_amount_changes_what_follows(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(1))
    deposit = service.record_deposit(player, site, D(10), march(2)).entry_id
    service.record_balance(player, site, D(130), march(3))
    saved = service.update_entry(player, deposit, amount=D(25), note="corrected")
    assert (saved.old, saved.new) == (D(130), D(130))
    assert [change for _, change in changes(service, player, site)] == [100, 25, 5]
    assert service.get_entry(player, deposit).note == "corrected"


def test_an_edited_last_balance_is_the_balance(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(1))
    last = service.record_balance(player, site, D(130), march(3)).entry_id
    assert service.update_entry(player, last, amount=D(90)).difference == D(-40)
    assert balance(service, player, site) == D(90)


def test_an_entry_moves_to_another_day(service: BankrollService, player: int, site: int) -> None:
    service.record_balance(player, site, D(100), march(1))
    service.record_balance(player, site, D(160), march(5))
    deposit = service.record_deposit(player, site, D(40), march(7)).entry_id
    service.update_entry(player, deposit, date=march(3))
    assert changes(service, player, site) == [
        ("balance", D(100)),
        ("deposit", D(40)),
        ("balance", D(20)),
    ]
    assert balance(service, player, site) == D(160)
    service.update_entry(player, deposit, date=march(7))
    assert balance(service, player, site) == D(200)


def test_the_opening_moves_behind_another_balance(
    service: BankrollService, player: int, site: int
) -> None:
    first = service.record_balance(player, site, D(100), march(1)).entry_id
    service.record_balance(player, site, D(160), march(5))
    service.update_entry(player, first, date=march(6))
    assert [(e.change, e.opening) for e in entries(service, player, site)] == [
        (160, True),
        (-60, False),
    ]
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.capital, row.profit) == (160, -60)


def test_a_note_alone_leaves_the_instant(service: BankrollService, player: int, site: int) -> None:
    at = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)
    entry = service.record_deposit(player, site, D(10), at).entry_id
    service.update_entry(player, entry, note="x", date=march(9))
    found = service.get_entry(player, entry)
    assert (found.at, found.timed, found.note) == (at, True, "x")


def test_an_entry_moves_to_another_account(
    service: BankrollService, player: int, site: int
) -> None:
    other = service.add_site(player, "GG", "EUR", D(50), date=march(1))
    service.record_balance(player, other, D(80), march(5))
    deposit = service.record_deposit(player, site, D(20), march(3)).entry_id
    saved = service.update_entry(player, deposit, account_id=other)
    assert (saved.account_id, saved.old, saved.new) == (other, D(80), D(80))
    assert [change for _, change in changes(service, player, other)] == [50, 20, 10]
    assert balance(service, player, site) == 0
    assert account(service, player, site).updated_on is None


def test_moving_to_another_currency_asks_for_the_amount(
    service: BankrollService, player: int, site: int
) -> None:
    yen = service.add_site(player, "GG", "JPY")
    deposit = service.record_deposit(player, site, D("20.50")).entry_id
    with pytest.raises(Conflict) as error:
        service.update_entry(player, deposit, account_id=yen)
    assert error.value.field == "amount"
    with pytest.raises(InvalidAmount):
        service.update_entry(player, deposit, account_id=yen, amount=D("3000.50"))
    service.update_entry(player, deposit, account_id=yen, amount=D(3000))
    assert balance(service, player, yen) == D(3000)
    assert balance(service, player, site) == 0


def test_a_debts_balance_does_not_move_to_a_site(
    service: BankrollService, player: int, site: int
) -> None:
    asset = service.add_asset(player, "Loan", "EUR", D(-100))
    debt = entries(service, player, asset)[0].id
    with pytest.raises(InvalidAmount):
        service.update_entry(player, debt, account_id=site)
    assert balance(service, player, asset) == D(-100)


def test_an_edit_into_the_future_changes_nothing(
    service: BankrollService, player: int, site: int
) -> None:
    entry = service.record_deposit(player, site, D(10), march(5)).entry_id
    with pytest.raises(InvalidDate):
        service.update_entry(player, entry, amount=D(99), date=march(11))
    found = service.get_entry(player, entry)
    assert (found.amount, found.day) == (D(10), march(5))


# -- deleting


def test_a_deleted_entry_is_as_if_it_had_never_been_and_comes_back(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(1))
    middle = service.record_balance(player, site, D(150), march(3)).entry_id
    service.record_balance(player, site, D(130), march(5))
    before = service.get_bankroll_breakdown(player)
    assert service.delete_entry(player, middle) == middle
    assert [change for _, change in changes(service, player, site)] == [100, 30]
    assert service.get_entry(player, middle).deleted
    service.restore_entry(player, middle)
    assert [change for _, change in changes(service, player, site)] == [100, 50, -20]
    assert service.get_bankroll_breakdown(player) == before


def test_without_its_opening_an_account_opens_with_the_next_balance(
    service: BankrollService, player: int, site: int
) -> None:
    first = service.record_balance(player, site, D(100), march(1)).entry_id
    service.record_balance(player, site, D(150), march(3))
    service.delete_entry(player, first)
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.capital, row.profit) == (150, 0)


def test_the_last_entry_gone_leaves_an_account_as_new(
    service: BankrollService, player: int, site: int
) -> None:
    only = service.record_balance(player, site, D(100), march(1)).entry_id
    service.delete_entry(player, only)
    view = account(service, player, site)
    assert (view.balance, view.updated_on) == (0, None)
    assert service.get_bankroll_breakdown(player).since is None


def test_what_is_deleted_is_neither_edited_nor_deleted_again(
    service: BankrollService, player: int, site: int
) -> None:
    entry = service.record_deposit(player, site, D(10)).entry_id
    service.delete_entry(player, entry)
    with pytest.raises(NotFound):
        service.update_entry(player, entry, amount=D(1))
    with pytest.raises(NotFound):
        service.delete_entry(player, entry)
    assert service.restore_entry(player, entry) == entry
    assert service.restore_entry(player, entry) == entry
    assert balance(service, player, site) == D(10)


def test_updated_on_is_the_day_of_the_newest_entry(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_deposit(player, site, D(10), march(5))
    late = service.record_deposit(player, site, D(10), march(8)).entry_id
    service.record_deposit(player, site, D(10), march(2))
    assert account(service, player, site).updated_on == march(8)
    service.delete_entry(player, late)
    assert account(service, player, site).updated_on == march(5)


def test_a_day_whose_changes_cancel_out_still_counts(
    service: BankrollService,
    player: int,
    site: int,
    noon: time_machine.Traveller,
    set_rate: Callable[[str, date, str], None],
) -> None:
    service.record_deposit(player, site, D(10), march(5))
    service.record_withdrawal(player, site, D(10), march(5))
    found = service.get_bankroll_breakdown(player)
    assert (found.total, found.deposits, found.withdrawals, found.profit) == (0, 10, 10, 0)
    assert found.since == march(5)
