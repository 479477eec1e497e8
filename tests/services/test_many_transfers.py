"""An account with hundreds of transfers goes and comes back as one with a few does."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.support.bankroll import D
from tests.support.rates import statements
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind, end_of_day
from total_bankroll.models import Account, Entry, Transfer
from total_bankroll.services.account_days import rebuild
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.day_totals import signed
from total_bankroll.services.ledger_checks import ledger
from total_bankroll.services.writing import write

pytestmark = pytest.mark.usefixtures("noon")

FIRST = date(2025, 1, 1)
UTC = ZoneInfo("UTC")


def a_busy_site(service: BankrollService, player: int, transfers: int) -> int:
    """A site with that many transfers from and to two assets; returns its id."""
    site = service.add_site(player, "Stars", "EUR", D(50), date=FIRST)
    assets = [service.add_asset(player, name, "EUR", D(900), date=FIRST) for name in ("A", "B")]
    with write(player) as session:
        rows = [Transfer(user_id=player) for _ in range(transfers)]
        session.add_all(rows)
        session.flush()
        for number, row in enumerate(rows):
            ends = [assets[number % 2], site]
            session.add_all(legs(player, row.id, ends if number % 3 else ends[::-1], number))
        for account in (site, *assets):
            rebuild(session, session.get_one(Account, account))
    service.record_deposit(player, assets[0], D(7), FIRST + timedelta(days=2))
    service.record_balance(player, assets[1], D(800), FIRST + timedelta(days=3))
    return site


def legs(player: int, transfer: int, ends: list[int], number: int) -> list[Entry]:
    """A transfer's two legs, from the first end to the second; three transfers fall on a day."""
    day = FIRST + timedelta(days=1 + number // 3)
    return [
        Entry(
            user_id=player,
            account_id=account,
            transfer_id=transfer,
            kind=kind,
            day=day,
            at=end_of_day(day, UTC),
            amount=100 + number,
            change=signed(kind, 100 + number),
        )
        for account, kind in zip(ends, (Kind.TRANSFER_OUT, Kind.TRANSFER_IN), strict=True)
    ]


def live_kinds(player: int) -> Counter[str]:
    """How many entries of each kind the player has."""
    found = Counter(
        db.session.scalars(
            select(Entry.kind).where(Entry.user_id == player, Entry.deleted_at.is_(None))
        )
    )
    db.session.rollback()
    return found


def test_more_transfers_take_no_more_statements(
    service: BankrollService, player: int, other_player: int
) -> None:
    few, many = a_busy_site(service, player, 10), a_busy_site(service, other_player, 300)
    assert statements(lambda: service.delete_site(other_player, many)) == statements(
        lambda: service.delete_site(player, few)
    )
    assert statements(lambda: service.restore_site(other_player, many)) == statements(
        lambda: service.restore_site(player, few)
    )


def test_each_of_them_is_a_flow_while_the_account_is_gone(
    service: BankrollService, player: int
) -> None:
    site = a_busy_site(service, player, 300)
    before = (live_kinds(player), service.get_bankroll_breakdown(player))
    service.delete_site(player, site)
    # A third of them came from the site; one deposit and three balances were typed.
    assert live_kinds(player) == {"deposit": 101, "withdrawal": 200, "balance": 3}
    assert list(ledger()) == []
    service.restore_site(player, site)
    assert (live_kinds(player), service.get_bankroll_breakdown(player)) == before
    assert list(ledger()) == []
