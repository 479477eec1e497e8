"""Writes that go past the services: half done, half taken back, in bulk, by hand."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.machine import World
from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, Rate
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.writing import write, write_scope


def rename(session: Session, account: Account, name: str) -> None:
    account.name = name
    session.flush()


def half_done(world: World, user_id: int, account_id: int) -> None:
    """A write that fails after its rows were flushed, and read."""
    with write(user_id) as session:
        account = session.get_one(Account, account_id)
        rename(session, account, "Never was")
        account.balance += 12_345
        session.flush()
        BankrollService().get_bankroll_breakdown(user_id)
        raise InterruptedError


def with_savepoint(world: World, user_id: int, account_id: int) -> None:
    """A write whose second half is taken back, and whose first half stays."""
    with write(user_id) as session:
        account = session.get_one(Account, account_id)
        point = session.begin_nested()
        rename(session, account, "Never was")
        BankrollService().get_bankroll_breakdown(user_id)
        point.rollback()
        rename(session, account, f"Kept {world.now:%H%M}")


def in_bulk(world: World, user_id: int, account_id: int) -> None:
    """A change past the unit of work, by the one helper for it."""
    table: Any = Entry.__table__
    statement = update(table).where(table.c.account_id == account_id)
    with write(user_id) as session:
        ids = session.scalars(select(Entry.id).where(Entry.account_id == account_id)).all()
        bulk(session, statement.values(note=f"bulk {world.now:%H%M}"), of=ids)


def by_hand(world: World, user_id: int, account_id: int) -> None:
    """A change of a row without the protocol: the mapper's events renew the token."""
    account = db.session.get_one(Account, account_id)
    account.name = f"By hand {world.now:%H%M}"
    db.session.commit()


def rate_by_hand(world: World, user_id: int, account_id: int) -> None:
    """A published rate that is corrected, or taken away."""
    with write_scope("rates") as session:
        rate = session.query(Rate).order_by(Rate.day.desc()).first()
        if rate is not None and world.now.minute % 3:
            rate.rate = rate.rate * 2
        elif rate is not None:
            session.delete(rate)


PAST_THE_SERVICES: dict[str, Callable[[World, int, int], None]] = {
    f.__name__: f for f in (half_done, with_savepoint, in_bulk, by_hand, rate_by_hand)
}
