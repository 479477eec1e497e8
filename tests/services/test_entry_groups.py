"""Several entries at once: taken out together, brought back together."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import event

from total_bankroll.errors import Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.trail_views import RestoredEntries

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
    assert service.restore_entries(player, typed).ids == tuple(typed)
    assert balances(service, player) == [7, 7]


def test_what_is_gone_already_is_passed_over(
    service: BankrollService, player: int, typed: list[int]
) -> None:
    service.delete_entry(player, typed[0])
    assert service.delete_entries(player, [*typed, typed[1]]) == (typed[1],)
    assert service.delete_entries(player, typed) == ()
    assert service.restore_entries(player, [typed[1], typed[1]]).ids == (typed[1],)
    assert balances(service, player) == [100, 7]


def test_what_is_somebody_elses_stays_as_it_was(
    service: BankrollService, player: int, other_player: int, typed: list[int]
) -> None:
    with pytest.raises(NotFound):
        service.delete_entries(other_player, typed)
    with pytest.raises(NotFound):
        service.delete_entries(player, [10**9])
    assert balances(service, player) == [7, 7]
    service.delete_entries(player, typed)
    theirs = service.add_site(other_player, "Theirs", "EUR", Decimal(1))
    own = service.record_deposit(other_player, theirs, Decimal(1)).entry_id
    service.delete_entry(other_player, own)
    assert service.restore_entries(other_player, [*typed, own]) == RestoredEntries((own,), 2)
    assert balances(service, player) == [100, 50]


def test_one_that_was_purged_keeps_no_other_from_coming_back(
    service: BankrollService, player: int, typed: list[int]
) -> None:
    service.delete_entries(player, typed)
    service.purge_entry(player, typed[0])
    assert service.delete_entries(player, typed) == ()
    assert service.restore_entries(player, [*typed, typed[0]]) == RestoredEntries((typed[1],), 1)
    assert balances(service, player) == [100, 7]
    with pytest.raises(NotFound):
        service.restore_entries(player, typed[:1])


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
    assert service.delete_entries(player, legs) == tuple(legs)
    assert balances(service, player) == [100, 50]
    assert service.restore_entries(player, legs).ids == tuple(legs)
    assert balances(service, player) == [90, 60]
    service.delete_entries(player, legs[:1])
    assert balances(service, player) == [100, 50]
    assert service.restore_entries(player, legs[1:]).ids == (legs[1],)
    assert balances(service, player) == [90, 60]
    kinds = {row.kind for row in service.list_entries(player).rows if row.id in legs}
    assert kinds == {"transfer_in", "transfer_out"}


def test_balances_between_what_goes_are_worked_out_again(
    service: BankrollService, player: int, accounts: tuple[int, int]
) -> None:
    """100, +10, says 150, +5, says 160, says 170: without the deposits and the middle balance."""
    site = accounts[0]
    days = [date(2026, 1, day) for day in range(6, 11)]
    one = service.record_deposit(player, site, Decimal(10), days[0]).entry_id
    service.record_balance(player, site, Decimal(150), days[1])
    two = service.record_deposit(player, site, Decimal(5), days[2]).entry_id
    middle = service.record_balance(player, site, Decimal(160), days[3]).entry_id
    service.record_balance(player, site, Decimal(170), days[4])
    before = service.list_entries(player).rows
    service.delete_entries(player, [middle, one, two])
    rows = service.list_entries(player, EntryFilter(account_ids=(site,))).rows
    assert [(row.amount, row.change) for row in rows] == [(170, 20), (150, 50), (100, 100)]
    service.restore_entries(player, [one, two, middle])
    assert service.list_entries(player).rows == before


def test_an_account_is_brought_up_to_date_once(
    service: BankrollService, player: int, accounts: tuple[int, int], app: Flask
) -> None:
    ids = [service.record_bonus(player, accounts[0], Decimal(1), DAY).entry_id for _ in range(12)]

    def statements(some: list[int]) -> int:
        seen: list[str] = []
        db.session.rollback()

        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        service.delete_entries(player, some)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few, many = statements(ids[:2]), statements(ids[2:])
    assert many - few <= 8 * 3  # each reads itself and the next balance, and is written
