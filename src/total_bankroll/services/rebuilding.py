"""Replaying everything of a player: what is stored of each account is worked out anew."""

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, User
from total_bankroll.services.account_days import Told, rebuild
from total_bankroll.services.credentials import normal_email
from total_bankroll.services.ledger_checks import stored_days
from total_bankroll.services.writing import write
from total_bankroll.values import value


@value
class Rebuilt:
    """One account that was replayed; `changed` where something else had been stored."""

    account_id: int
    name: str
    entries: int
    changed: bool


class RebuildService:
    """A repair that asks nothing: sound accounts are replayed too, and stay as they are."""

    def list_emails(self) -> tuple[str, ...]:
        """Every player's address."""
        return tuple(db.session.scalars(select(User.email).order_by(User.id)))

    def count_entries(self, email: str) -> int:
        """How many entries there are to replay; NotFound where there is no such player."""
        accounts = select(Account.id).where(
            Account.user_id == _player(email), Account.deleted_at.is_(None)
        )
        return db.session.scalar(_entries().where(Entry.account_id.in_(accounts))) or 0

    def rebuild(self, email: str, told: Told | None = None) -> Iterator[Rebuilt]:
        """Replay a player's accounts, each in a write transaction of its own.

        Stopped midway, those that were given are done and the others as they were. `told` is
        called with each thousand entries of an account, or fewer at its end.
        """
        user_id = _player(email)
        accounts = db.session.scalars(
            select(Account.id)
            .where(Account.user_id == user_id, Account.deleted_at.is_(None))
            .order_by(Account.id)
        ).all()
        for account_id in accounts:
            done = _rebuild(user_id, account_id, told)
            if done is not None:
                yield done


def _rebuild(user_id: int, account_id: int, told: Told | None) -> Rebuilt | None:
    """Replay one account; None where it was deleted since the list of them was made."""
    with write(user_id) as session:
        account = session.get(Account, account_id)
        if account is None or account.deleted_at is not None:
            return None
        count = session.scalar(_entries().where(Entry.account_id == account_id)) or 0
        before = _stored(account)
        rebuild(session, account, told)
        account = session.get_one(Account, account_id)
        return Rebuilt(account_id, account.name, count, before != _stored(account))


def _stored(account: Account) -> tuple[object, ...]:
    return account.balance, account.updated_on, stored_days(account.id)


def _entries() -> Select[int]:
    return select(func.count()).select_from(Entry).where(Entry.deleted_at.is_(None))


def _player(email: str) -> int:
    address = normal_email(email)
    found = db.session.scalar(select(User.id).where(User.email == address))
    if found is None:
        raise NotFound(f"There is no player with the address {address}.", "email")
    return found
