"""Days read as a row a year: whole, in order, or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.support.bankroll import march
from total_bankroll.extensions import db
from total_bankroll.models import AccountYear
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.packed_days import AccountDays, pack_days, read_days
from total_bankroll.services.writing import write


@pytest.mark.usefixtures("noon")
def test_every_day_with_a_change_and_every_flow_is_read(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", Decimal("1.50"), date=march(1))
    bank = service.add_asset(player, "Bank", "EUR", Decimal(-3), date=march(1))
    service.record_balance(player, site, Decimal(2), march(2))
    service.record_deposit(player, site, Decimal(4), march(3))
    service.record_withdrawal(player, site, Decimal(1), march(3))
    service.record_transfer(player, site, bank, Decimal(2), None, march(4))
    assert read_days([site, bank]) == {
        site: AccountDays(
            [march(1), march(2), march(3), march(4)],
            [150, 50, 300, -200],
            [
                (march(1), 150, 0, 0, 0, 0, 0, 0, 0),
                (march(3), 0, 400, 100, 0, 0, 0, 0, 0),
                (march(4), 0, 0, 0, 0, 200, 0, 0, 0),
            ],
        ),
        bank: AccountDays(
            [march(1), march(4)],
            [-300, 200],
            [(march(1), -300, 0, 0, 0, 0, 0, 0, 0), (march(4), 0, 0, 0, 200, 0, 0, 0, 0)],
        ),
    }


def test_an_account_without_days_is_not_there(service: BankrollService, player: int) -> None:
    assert read_days([service.add_site(player, "Stars", "EUR")]) == {}
    assert read_days([]) == {}


@pytest.mark.parametrize("column", ["changes", "flows"])
@pytest.mark.parametrize("lost", [1, 8, 66])
def test_a_year_that_was_cut_off_is_refused(
    service: BankrollService, player: int, column: str, lost: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", Decimal(1), date=march(1))
    assert read_days([site])[site].days == [march(1)]
    with write(player) as session:
        year = session.scalars(select(AccountYear)).one()
        setattr(year, column, getattr(year, column)[:-lost])
    with pytest.raises(RuntimeError, match="cut off"):
        read_days([site])
    with write(player) as session:
        pack_days(session, site)
    assert read_days([site])[site].days == [march(1)]


def test_days_are_read_from_one_on(service: BankrollService, player: int) -> None:
    old, new = date(2024, 12, 31), date(2025, 6, 30)
    site = service.add_site(player, "Stars", "EUR", Decimal(1), date=old)
    gone = service.add_site(player, "Gone", "EUR", Decimal(9), date=old)
    service.record_deposit(player, site, Decimal(2), new)
    service.record_balance(player, site, Decimal(5), march(1))
    flow = (new, 0, 200, 0, 0, 0, 0, 0, 0)
    assert read_days([site, gone], new) == {site: AccountDays([new, march(1)], [200, 200], [flow])}
    assert read_days([site], march(1)) == {site: AccountDays([march(1)], [200], [])}
    assert read_days([site], march(2)) == {}
    assert set(read_days([site, gone], old)) == {site, gone}


def test_a_change_packs_its_years_again(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", Decimal(1), date=date(2024, 3, 1))
    entry = service.record_deposit(player, site, Decimal(2), date(2025, 3, 1)).entry_id
    service.update_entry(player, entry, date=date(2023, 3, 1))
    assert read_days([site])[site].days == [date(2023, 3, 1), date(2024, 3, 1)]
    years = select(AccountYear.year).order_by(AccountYear.year)
    assert list(db.session.scalars(years)) == [2023, 2024]  # a year without days is no row
    service.delete_site(player, site)
    assert read_days([site]) == {}
