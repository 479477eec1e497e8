"""What was deleted is listed and comes back; what is purged is gone for good, and nothing else."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.support.facts import Facts
from tests.support.trail import lost
from total_bankroll.errors import Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Account, AccountDay, Entry, EntryTagging, RecordedChange, Transfer
from total_bankroll.models.base import Model
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.doctor import DoctorService

D = Decimal
DAY = date(2026, 3, 1)
Clock = time_machine.Traveller


@pytest.fixture
def site(noon: Clock, service: BankrollService, player: int) -> int:
    return service.add_site(player, "Stars", "EUR", D(100), date=DAY)


@pytest.fixture
def cash(noon: Clock, service: BankrollService, player: int) -> int:
    return service.add_asset(player, "Cash", "EUR", D(50), date=DAY)


@pytest.fixture
def moved(noon: Clock, service: BankrollService, player: int, site: int, cash: int) -> int:
    """A deleted transfer's outgoing leg."""
    saved = service.record_transfer(player, site, cash, D(20), note="to spend")
    noon.shift(60)
    service.delete_transfer(player, saved.transfer_id)
    noon.shift(60)
    return saved.source.entry_id


def is_sound() -> bool:
    db.session.remove()
    assert lost(Facts(db.engine)) == []
    return not [fault for found in DoctorService().examine() for fault in found.faults]


def rows(model: Any) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_deleted_transfer_is_one_row_with_both_names(
    service: BankrollService, player: int, moved: int
) -> None:
    page = service.list_trash(player)
    (row,) = page.entries
    assert (row.id, row.kind, row.amount, row.currency) == (moved, "transfer_out", D(20), "EUR")
    assert (row.account_name, row.partner_name, row.note) == ("Stars", "Cash", "to spend")
    assert row.until - row.deleted_at == timedelta(days=30)
    assert (page.count, page.accounts) == (1, ())


def test_entries_go_with_their_account(
    service: BankrollService, player: int, moved: int, site: int
) -> None:
    service.delete_site(player, site)
    page = service.list_trash(player)
    (gone,) = page.accounts
    assert (gone.id, gone.name, gone.entries, gone.deleted_before) == (site, "Stars", 1, 1)
    assert [row.kind for row in page.entries] == ["transfer_in"]  # its other account is there


def test_newest_first_and_paged(
    service: BankrollService, player: int, site: int, noon: Clock
) -> None:
    ids = [service.record_deposit(player, site, D(1)).entry_id for _ in range(51)]
    for entry_id in ids:
        noon.shift(1)
        service.delete_entry(player, entry_id)
    assert [row.id for row in service.list_trash(player).entries] == ids[:0:-1]
    last = service.list_trash(player, 9)
    assert (last.page, last.pages, [row.id for row in last.entries]) == (2, 2, ids[:1])


def test_a_purged_transfer_is_gone_with_both_legs(
    service: BankrollService, player: int, moved: int
) -> None:
    before = rows(Entry)
    assert service.purge_entry(player, moved).entries == 2
    assert (rows(Entry), rows(Transfer)) == (before - 2, 0)
    with pytest.raises(NotFound):
        service.restore_entry(player, moved)
    assert is_sound()


def test_the_trail_says_that_it_was_purged_and_nothing_else(
    service: BankrollService, player: int, moved: int
) -> None:
    service.purge_entry(player, moved)
    of_it = service.list_changes(player, entry_id=moved).rows
    assert [row.action for row in of_it] == ["purged", "deleted", "added"]
    assert [row.fields for row in of_it] == [(), (), ()]
    texts = db.session.scalars(select(RecordedChange.after)).all()
    assert not any("to spend" in text for text in texts if text)


def test_a_purged_account_takes_its_entries_days_and_tags(
    service: BankrollService, player: int, site: int, cash: int
) -> None:
    service.record_transfer(player, site, cash, D(5), tags=["lent"])
    service.delete_site(player, site)
    found = service.purge_account(player, site)
    assert (found.accounts, found.entries) == (1, 2)
    assert rows(Account) == 1
    assert {row.account_id for row in db.session.scalars(select(AccountDay))} == {cash}
    assert rows(EntryTagging) == 1  # of the other side, which is a deposit now
    assert service.get_account(player, cash).balance == 55
    assert is_sound()


def test_an_entry_that_was_there_once_tells_of_a_purged_account(
    service: BankrollService, player: int, site: int, cash: int
) -> None:
    entry = service.record_deposit(player, site, D(5)).entry_id
    service.update_entry(player, entry, account_id=cash)
    service.delete_site(player, site)
    service.purge_account(player, site)
    (field,) = service.list_changes(player, entry_id=entry).rows[0].fields
    assert field.before is not None
    assert field.after is not None
    assert (field.before.text, field.after.text) == ("a purged account", "Cash")


def test_only_what_was_deleted_is_purged(service: BankrollService, player: int, site: int) -> None:
    entry = service.record_deposit(player, site, D(5)).entry_id
    with pytest.raises(Conflict, match="Only what was deleted"):
        service.purge_entry(player, entry)
    with pytest.raises(Conflict, match="Only what was deleted"):
        service.purge_account(player, site)


@pytest.mark.parametrize(("days", "gone"), [(30, False), (31, True)])
def test_what_is_old_goes_only_when_asked(
    service: BankrollService, player: int, moved: int, cash: int, noon: Clock, days: int, gone: bool
) -> None:
    service.delete_asset(player, cash)
    other = service.record_deposit(player, service.add_site(player, "GG", "EUR"), D(1)).entry_id
    noon.shift(timedelta(days=days) - timedelta(seconds=60))
    service.delete_entry(player, other)
    expected = (1, 1) if gone else (0, 0)
    expired = service.get_expired(player)
    assert (expired.accounts, expired.entries) == expected
    purged = service.purge_expired(player)
    assert (purged.accounts, purged.entries > 0) == (expected[0], gone)
    page = service.list_trash(player)
    assert other in {row.id for row in page.entries}
    assert bool(page.accounts) is not gone
    assert is_sound()


def test_nobody_purges_what_is_another_s(
    service: BankrollService, player: int, other_player: int, moved: int, site: int
) -> None:
    service.delete_site(player, site)
    before = rows(Entry)
    assert service.purge_expired(other_player).entries == 0
    for purge, row_id in ((service.purge_entry, moved), (service.purge_account, site)):
        with pytest.raises(NotFound):
            purge(other_player, row_id)
    assert rows(Entry) == before


def test_the_id_of_what_was_purged_is_never_given_again(
    service: BankrollService, player: int, site: int
) -> None:
    entry = service.record_deposit(player, site, D(1)).entry_id
    service.delete_entry(player, entry)
    service.purge_entry(player, entry)
    assert service.record_deposit(player, site, D(2)).entry_id > entry
    service.delete_site(player, site)
    service.purge_account(player, site)
    assert service.add_site(player, "GGPoker", "EUR") > site
    assert is_sound()


def test_every_table_that_hangs_on_what_is_purged_is_known(app: Flask) -> None:
    """A table that is added and leads to one of these needs a line in `purging.py`, and here."""
    purged = {"accounts", "entries", "transfers"}
    hanging = {
        (table.name, key.column.table.name)
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in purged
    }
    assert hanging == {
        ("entries", "accounts"),
        ("account_days", "accounts"),
        ("account_years", "accounts"),
        ("entries", "transfers"),
        ("entry_taggings", "entries"),
    }


def test_what_went_in_the_same_moment_as_its_account_went_by_itself(
    service: BankrollService, player: int, site: int
) -> None:
    entry = service.record_deposit(player, site, D(20)).entry_id
    service.delete_entry(player, entry)
    service.delete_site(player, site)  # the clock stands still meanwhile
    assert is_sound()
    service.restore_site(player, site)
    assert service.get_entry(player, entry).deleted
    assert service.get_account(player, site).balance == D(100)
    assert is_sound()
