"""Several entries at once: taken out together, brought back together, all of them or none."""

from datetime import date
from decimal import Decimal

import pytest

from total_bankroll.errors import Conflict, NotFound
from total_bankroll.services.bankroll_service import BankrollService

DAY = date(2026, 1, 5)


@pytest.fixture
def accounts(service: BankrollService, player: int) -> tuple[int, int]:
    return (
        service.add_site(player, "Stars", "EUR", Decimal(100), date=DAY),
        service.add_asset(player, "Cash", "EUR", Decimal(50), date=DAY),
    )


@pytest.fixture
def typed(service: BankrollService, player: int, accounts: tuple[int, int]) -> list[int]:
    """Two balances of one screen."""
    saved = service.record_balances(player, dict.fromkeys(accounts, Decimal(7)))
    return [one.entry_id for one in saved]


def balances(service: BankrollService, player: int) -> list[Decimal]:
    return [account.balance for account in service.list_accounts(player)]


def test_they_go_and_come_back_together(
    service: BankrollService, player: int, typed: list[int]
) -> None:
    assert service.delete_entries(player, typed) == tuple(typed)
    assert balances(service, player) == [100, 50]
    assert service.restore_entries(player, typed) == tuple(typed)
    assert balances(service, player) == [7, 7]


def test_what_is_gone_already_is_passed_over(
    service: BankrollService, player: int, typed: list[int]
) -> None:
    service.delete_entry(player, typed[0])
    assert service.delete_entries(player, [*typed, typed[1]]) == (typed[1],)
    assert service.delete_entries(player, typed) == ()
    assert service.restore_entries(player, [typed[1], typed[1]]) == (typed[1],)
    assert balances(service, player) == [100, 7]


def test_one_that_is_not_there_leaves_all_as_they_were(
    service: BankrollService, player: int, other_player: int, typed: list[int]
) -> None:
    with pytest.raises(NotFound):
        service.delete_entries(player, [*typed, 10**9])
    with pytest.raises(NotFound):
        service.delete_entries(other_player, typed)
    assert balances(service, player) == [7, 7]
    service.delete_entries(player, typed)
    with pytest.raises(NotFound):
        service.restore_entries(player, [*typed, 10**9])
    assert balances(service, player) == [100, 50]


def test_an_archived_account_keeps_its_entries(
    service: BankrollService, player: int, accounts: tuple[int, int]
) -> None:
    saved = service.record_balances(player, dict.fromkeys(accounts, Decimal(0)))
    service.archive_site(player, accounts[0])
    with pytest.raises(Conflict):
        service.delete_entries(player, [one.entry_id for one in saved])
    assert [a.balance for a in service.list_accounts(player, archived=None)] == [0, 0]


def test_of_a_transfer_both_legs_go_once(
    service: BankrollService, player: int, accounts: tuple[int, int]
) -> None:
    saved = service.record_transfer(player, *accounts, Decimal(10))
    legs = [saved.source.entry_id, saved.target.entry_id]
    assert service.delete_entries(player, legs) == (legs[0],)
    assert balances(service, player) == [100, 50]
    assert service.restore_entries(player, legs) == (legs[0],)
    assert balances(service, player) == [90, 60]
