"""Entries: the facts of the ledger, from which every balance follows."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from total_bankroll.clock import now
from total_bankroll.models.account import Account
from total_bankroll.models.base import (
    NEVER_AGAIN,
    USER_SCOPE,
    BigId,
    Count,
    Instant,
    LongText,
    Model,
    key_string,
)

_IS_LEG = text("transfer_id IS NOT NULL")
_LEGS = Index(
    None,
    *("transfer_id", "kind", "account_id", "day", "change", "deleted_at"),
    sqlite_where=_IS_LEG,
    postgresql_where=_IS_LEG,
)
"""All that a report reads of transfers: it need not look at their entries."""


class Transfer(Model):
    """What ties the two legs of a transfer together; each leg is an entry of its account."""

    __tablename__ = "transfers"
    __scope__: ClassVar[str] = USER_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Entry(Model):
    """One dated line on an account; `amount` and `change` count its currency's smallest unit.

    `timed` tells an instant that was meant from one that only stands for the end of the day.
    `change` (what the entry did to the balance) and `opening` are derived from the order.
    What keeps its `active_history` is told in the trail of changes.
    """

    __tablename__ = "entries"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (
        CheckConstraint(
            "kind IN ('balance', 'deposit', 'withdrawal', 'transfer_out', 'transfer_in',"
            " 'result', 'bonus', 'expense')",
            name="kind",
        ),
        Index(None, "account_id", "at", "id"),
        Index(None, "account_id", "day"),
        Index(None, "user_id", "at", "id"),
        Index(None, "user_id", "deleted_at"),
        _LEGS,
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("accounts.id"), active_history=True)
    transfer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("transfers.id"), active_history=True
    )
    kind: Mapped[str] = mapped_column(String(16), active_history=True)
    day: Mapped[date] = mapped_column(active_history=True)
    at: Mapped[datetime] = mapped_column(Instant, active_history=True)
    timed: Mapped[bool] = mapped_column(default=False, active_history=True)
    amount: Mapped[int] = mapped_column(Count, active_history=True)
    change: Mapped[int] = mapped_column(Count, default=0)
    opening: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="", active_history=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, active_history=True)

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class Submission(Model):
    """A form that was sent, and what came of it: sent again, it changes nothing.

    `content` tells whether the same was typed into it; none where that was not kept.
    """

    __tablename__ = "submissions"
    __scope__: ClassVar[str] = USER_SCOPE

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(key_string(64), primary_key=True)
    result: Mapped[str] = mapped_column(LongText)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    content: Mapped[str | None] = mapped_column(String(16))
