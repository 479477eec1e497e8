"""Accounts put away, deleted and brought back, and the entries that go with them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from tests.support.bankroll import D, account, balance, entries, march
from total_bankroll.errors import (
    Conflict,
    NotFound,
)
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_views import EntryFilter

pytestmark = pytest.mark.usefixtures("noon")


# -- archiving


def test_only_an_empty_account_is_archived(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D("0.01"))
    with pytest.raises(Conflict, match="not empty"):
        service.archive_site(player, site)
    service.record_withdrawal(player, site, D("0.01"))
    service.archive_site(player, site)
    assert account(service, player, site).archived


def test_an_archived_account_leaves_lists_and_takes_no_entry(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(5), date=march(1))
    other = service.add_asset(player, "Cash", "EUR")
    service.record_withdrawal(player, site, D(5), march(2))
    service.archive_site(player, site)
    assert [a.id for a in service.list_accounts(player)] == [other]
    assert [a.id for a in service.list_accounts(player, archived=True)] == [site]
    assert len(service.list_accounts(player, archived=None)) == 2
    for call in (
        lambda: service.record_deposit(player, site, D(1)),
        lambda: service.record_balance(player, site, D(1)),
        lambda: service.record_transfer(player, other, site, D(1)),
        lambda: service.record_transfer(player, site, other, D(1)),
    ):
        with pytest.raises(Conflict, match="archived"):
            call()


def test_an_archived_accounts_entries_stay_as_they_are(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(5), date=march(1))
    service.record_withdrawal(player, site, D(5), march(2))
    entry = entries(service, player, site)[1].id
    service.archive_site(player, site)
    for call in (
        lambda: service.delete_entry(player, entry),
        lambda: service.update_entry(player, entry, amount=D(4)),
        lambda: service.update_site(player, site, balance=D(4)),
    ):
        with pytest.raises(Conflict, match="archived"):
            call()
    assert balance(service, player, site) == 0


def test_an_archived_account_comes_back(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(0))
    service.archive_site(player, site)
    service.unarchive_site(player, site)
    assert [a.id for a in service.list_accounts(player)] == [site]
    service.archive_site(player, site)
    service.restore_site(player, site)
    assert [a.id for a in service.list_accounts(player)] == [site]


# -- deleting


def test_a_deleted_account_takes_its_entries_with_it_and_brings_them_back(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.record_deposit(player, site, D(20), march(2), note="for Sunday")
    before = (service.list_entries(player), service.get_bankroll_breakdown(player))
    deleted = service.delete_site(player, site)
    assert (deleted.id, deleted.name) == (site, "Stars")
    assert service.list_entries(player).count == 0
    assert service.calculate_total_bankroll(player) == 0
    with pytest.raises(NotFound):
        service.get_account(player, site)
    service.restore_site(player, site)
    assert (service.list_entries(player), service.get_bankroll_breakdown(player)) == before


def test_a_deleted_account_that_was_archived_comes_back_archived(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(0))
    service.archive_site(player, site)
    before = account(service, player, site)
    service.delete_site(player, site)
    service.restore_site(player, site)
    assert account(service, player, site) == before
    assert before.archived


def test_an_entry_deleted_earlier_does_not_come_back_with_its_account(
    service: BankrollService, player: int, noon: time_machine.Traveller
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    extra = service.record_deposit(player, site, D(20), march(2)).entry_id
    service.delete_entry(player, extra)
    noon.shift(1)
    service.delete_site(player, site)
    service.restore_site(player, site)
    assert balance(service, player, site) == D(100)
    assert service.get_entry(player, extra).deleted


def test_a_deleted_account_is_gone_for_every_write(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100))
    entry = entries(service, player, site)[0].id
    service.delete_site(player, site)
    for call in (
        lambda: service.record_deposit(player, site, D(1)),
        lambda: service.update_site(player, site, name="x"),
        lambda: service.delete_site(player, site),
        lambda: service.archive_site(player, site),
        lambda: service.unarchive_site(player, site),
        lambda: service.restore_entry(player, entry),
        lambda: service.delete_entry(player, entry),
        lambda: service.get_entry(player, entry),
        lambda: service.preview_delete_account(player, site),
    ):
        with pytest.raises(NotFound):
            call()


def test_restoring_what_is_there_changes_nothing(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100))
    service.restore_site(player, site)
    assert account(service, player, site).name == "Stars"
    assert balance(service, player, site) == D(100)


def test_accounts_of_players_do_not_mix(
    service: BankrollService,
    player: int,
    other_player: int,
    set_rate: Callable[[str, date, str], None],
) -> None:
    set_rate("USD", march(10), "1.25")
    service.add_site(player, "Stars", "EUR", D(100))
    service.add_site(other_player, "GG", "USD", D(50))
    assert [a.name for a in service.list_accounts(player)] == ["Stars"]
    assert service.calculate_total_bankroll(player) == D(100)
    assert service.calculate_total_bankroll(other_player) == Decimal(40)
    assert service.list_entries(other_player, EntryFilter()).count == 1
