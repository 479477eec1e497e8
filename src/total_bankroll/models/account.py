"""Accounts: a site and an asset are one thing, told apart by `kind`."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from total_bankroll.clock import now
from total_bankroll.models.base import (
    NEVER_AGAIN,
    USER_SCOPE,
    BigId,
    Count,
    Instant,
    Model,
    key_string,
)
from total_bankroll.models.currency import Currency


class Account(Model):
    """One place with one currency. `balance` follows from its entries; nobody sets it alone.

    `name_key` is the name as it is compared; it is empty once the account is deleted, which
    frees the name. `updated_on` is the day of the newest entry.
    """

    __tablename__ = "accounts"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (
        UniqueConstraint("user_id", "name_key"),
        CheckConstraint("kind IN ('site', 'asset')", name="kind"),
        Index(None, "user_id", "kind", "position"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(255), active_history=True)
    name_key: Mapped[str | None] = mapped_column(key_string(600))
    currency_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("currencies.id"), index=True, active_history=True
    )
    position: Mapped[int] = mapped_column(active_history=True)
    balance: Mapped[int] = mapped_column(Count, default=0)
    updated_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    archived_at: Mapped[datetime | None] = mapped_column(Instant, active_history=True)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, active_history=True)

    currency: Mapped[Currency] = relationship(lazy="raise_on_sql")


class AccountDay(Model):
    """What changed on an account on one day, in counts of its currency; derived from entries.

    change = opening + deposits − withdrawals + results + bonuses − expenses + moved_in − moved_out
    """

    __tablename__ = "account_days"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (Index(None, "user_id", "day"),)

    account_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("accounts.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    change: Mapped[int] = mapped_column(Count)
    opening: Mapped[int] = mapped_column(Count, default=0)
    deposits: Mapped[int] = mapped_column(Count, default=0)
    withdrawals: Mapped[int] = mapped_column(Count, default=0)
    results: Mapped[int] = mapped_column(Count, default=0)
    bonuses: Mapped[int] = mapped_column(Count, default=0)
    expenses: Mapped[int] = mapped_column(Count, default=0)
    moved_in: Mapped[int] = mapped_column(Count, default=0)
    moved_out: Mapped[int] = mapped_column(Count, default=0)


class AccountYear(Model):
    """All days of an account in a year, as `packed_years.py` lays them out; derived too.

    `changes` holds a number for every day of the year, and `flows` the parts of the change on
    `flow_days` of them.
    """

    __tablename__ = "account_years"
    __scope__: ClassVar[str] = USER_SCOPE

    account_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("accounts.id"), primary_key=True, autoincrement=False
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    changes: Mapped[bytes] = mapped_column(LargeBinary)
    flow_days: Mapped[int]
    flows: Mapped[bytes] = mapped_column(LargeBinary)
