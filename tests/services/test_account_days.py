"""Stored balances and days: always what a replay of the entries gives."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.conftest import add_player
from tests.support.bankroll import D, balance, changes, entries, march
from tests.support.tiers import share
from total_bankroll.errors import Invalid, InvalidAmount
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind, Line, days, replay
from total_bankroll.models import Account, AccountDay, Entry
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.day_totals import FIELDS
from total_bankroll.services.people_service import PeopleService

pytestmark = pytest.mark.usefixtures("noon")

BERLIN = ZoneInfo("Europe/Berlin")


def assert_replayed() -> None:
    """Every stored figure of every account is what the pure replay gives."""
    for account in db.session.scalars(select(Account)).all():
        rows = db.session.scalars(
            select(Entry).where(Entry.account_id == account.id, Entry.deleted_at.is_(None))
        ).all()
        live = [] if account.deleted_at else rows
        steps = replay(Line(r.id, r.at, r.day, Kind(r.kind), r.amount) for r in live)
        stored = {row.id: (row.change, row.opening) for row in live}
        assert {s.line.id: (s.change, s.opening) for s in steps} == stored
        assert account.balance == (steps[-1].balance if steps else 0)
        assert account.updated_on == (steps[-1].line.day if steps else account.updated_on)
        kept = db.session.scalars(
            select(AccountDay).where(AccountDay.account_id == account.id).order_by(AccountDay.day)
        )
        expected = [(d.day, *(getattr(d, name) for name in FIELDS)) for d in days(steps)]
        assert [(d.day, *(getattr(d, name) for name in FIELDS)) for d in kept] == expected
    db.session.rollback()


@pytest.mark.thorough
@pytest.mark.parametrize("seed", share(range(6), 0))
def test_whatever_is_done_the_stored_figures_are_the_replayed_ones(
    service: BankrollService, player: int, seed: int
) -> None:
    dice = Random(seed)
    accounts = [service.add_asset(player, name, "EUR") for name in "AB"]
    known: list[int] = []
    for _ in range(40):
        account, day = dice.choice(accounts), march(dice.randint(1, 9))
        amount = D(dice.randint(1, 500)) / 100
        choice = dice.randrange(8)
        if choice < 2:
            known.append(service.record_balance(player, account, amount, day).entry_id)
        elif choice == 2:
            known.append(service.record_deposit(player, account, amount, day).entry_id)
        elif choice == 3:
            known.append(service.record_expense(player, account, amount, day).entry_id)
        elif choice == 4:
            other = accounts[account == accounts[0]]
            service.record_transfer(player, account, other, amount, date=day)
        elif known:
            entry = service.get_entry(player, dice.choice(known))
            if entry.deleted:
                service.restore_entry(player, entry.id)
            elif choice == 5:
                service.delete_entry(player, entry.id)
            else:
                service.update_entry(player, entry.id, amount=amount, date=day, account_id=account)
        assert_replayed()


def test_a_change_touches_few_rows_however_long_the_history(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR")
    for number in range(60):
        service.record_balance(player, site, D(number), date(2025, 1, 1) + timedelta(days=number))
    with db.engine.connect() as connection:
        before = {row.id: row.change for row in connection.execute(select(Entry.__table__))}
    service.record_deposit(player, site, D(5), date(2025, 1, 10))
    with db.engine.connect() as connection:
        after = {row.id: row.change for row in connection.execute(select(Entry.__table__))}
    assert len([key for key, change in before.items() if after[key] != change]) == 1
    assert_replayed()


# -- time zones


def test_a_new_zone_moves_timed_entries_to_its_days(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    service.record_deposit(player, site, D(10), datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    PeopleService().update_settings(player, timezone="Europe/Berlin")
    (entry,) = entries(service, player, site)
    assert (entry.day, entry.at) == (march(9), datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    assert service.calculate_total_bankroll(player, on=march(8)) == 0
    assert_replayed()


def test_a_new_zone_keeps_the_day_of_entries_without_a_time(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(10), date=march(8))
    PeopleService().update_settings(player, timezone="America/New_York")
    (entry,) = entries(service, player, site)
    # 8 March 2026 is the day on which New York's clocks go forward: it ends at 04:00 of UTC.
    ends = datetime(2026, 3, 9, 4, tzinfo=UTC) - timedelta(microseconds=1)
    assert (entry.day, entry.at) == (march(8), ends)
    assert_replayed()


def test_an_account_that_a_new_zone_fills_leaves_the_archive(
    service: BankrollService, player: int
) -> None:
    PeopleService().update_settings(player, timezone="Europe/Berlin")
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(8))
    service.record_withdrawal(player, site, D(100), datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    service.archive_site(player, site)
    # In UTC the withdrawal precedes the balance of the 8th, which is what the account holds then.
    PeopleService().update_settings(player, timezone="UTC")
    assert [a.balance for a in service.list_accounts(player, archived=False)] == [100]
    assert [row.action for row in service.list_changes(player).rows][:2] == ["edited", "unarchived"]


def test_a_new_zone_may_change_what_comes_first(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(8))
    service.record_deposit(player, site, D(10), datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    # In UTC the deposit precedes the end of the 8th: the balance covers it.
    assert balance(service, player, site) == 100
    PeopleService().update_settings(player, timezone="Europe/Berlin")
    # In Berlin the 8th ends at 23:00 of UTC: the deposit comes after.
    assert balance(service, player, site) == 110
    assert changes(service, player, site) == [("balance", 100), ("deposit", 10)]
    PeopleService().update_settings(player, timezone="UTC")
    assert balance(service, player, site) == 100
    assert_replayed()


def test_deleted_entries_and_accounts_move_along(service: BankrollService, player: int) -> None:
    at = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
    site = service.add_site(player, "Stars", "EUR")
    gone = service.record_deposit(player, site, D(10), at).entry_id
    service.delete_entry(player, gone)
    other = service.add_site(player, "GG", "EUR")
    service.record_deposit(player, other, D(20), at)
    service.delete_site(player, other)
    PeopleService().update_settings(player, timezone="Europe/Berlin")
    service.restore_entry(player, gone)
    service.restore_site(player, other)
    assert {e.day for e in service.list_entries(player).rows} == {march(9)}
    assert_replayed()


def test_a_strangers_days_stay(service: BankrollService, player: int, other_player: int) -> None:
    theirs = service.add_site(other_player, "Stars", "EUR")
    service.record_deposit(other_player, theirs, D(10), datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    PeopleService().update_settings(player, timezone="Europe/Berlin")
    assert [e.day for e in entries(service, other_player, theirs)] == [march(8)]


def test_an_unknown_zone_is_refused(player: int) -> None:
    with pytest.raises(Invalid) as error:
        PeopleService().update_settings(player, timezone="Mars/Olympus")
    assert error.value.field == "timezone"


@pytest.mark.parametrize(("day", "hours"), [(date(2025, 3, 30), 23), (date(2025, 10, 26), 25)])
def test_every_hour_of_a_long_or_short_day_belongs_to_it(
    service: BankrollService, day: date, hours: int
) -> None:
    player = add_player("berlin@example.org", timezone="Europe/Berlin")
    site = service.add_site(player, "Stars", "EUR", D(100), date=day - timedelta(days=1))
    start = datetime.combine(day, datetime.min.time(), BERLIN).astimezone(UTC)
    for hour in range(-1, hours + 1):
        service.record_deposit(player, site, D(1), start + timedelta(hours=hour, minutes=30))
    on_the_day = [e for e in entries(service, player, site) if e.day == day]
    assert len(on_the_day) == hours
    # The opening covers the half hour before midnight; the last deposit is the next day's.
    assert service.calculate_total_bankroll(player, on=day) == 100 + hours
    assert service.calculate_total_bankroll(player) == 101 + hours
    assert_replayed()


def test_a_zone_in_which_an_account_would_hold_too_much_is_refused(
    service: BankrollService, player: int
) -> None:
    most = D("999999999999.99")
    site = service.add_site(player, "Stars", "EUR", D(0), date=march(8))
    for _ in range(11):
        service.record_deposit(player, site, most, datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    with pytest.raises(InvalidAmount):
        PeopleService().update_settings(player, timezone="Europe/Berlin")
    assert balance(service, player, site) == 0
