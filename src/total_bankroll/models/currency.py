"""Currencies, shared or a player's own, and their dated rates in units per euro."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from total_bankroll.clock import now
from total_bankroll.models.base import (
    NO_SCOPE,
    OWNER_SCOPE,
    RATES_SCOPE,
    USER_SCOPE,
    BigId,
    ExactDecimal,
    Instant,
    Model,
    key_string,
)


class Currency(Model):
    """A currency; `decimals` is fixed for good, since amounts are counts of its smallest unit.

    `owner` is the player's id, or 0 where everybody has it (a NULL would be unique every time).
    """

    __tablename__ = "currencies"
    __scope__: ClassVar[str] = OWNER_SCOPE
    __table_args__ = (
        UniqueConstraint("owner", "code"),
        CheckConstraint("decimals >= 0 AND decimals <= 8", name="decimals"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    owner: Mapped[int] = mapped_column(BigId, default=0)
    code: Mapped[str] = mapped_column(key_string(12))
    name: Mapped[str] = mapped_column(String(80))
    symbol: Mapped[str] = mapped_column(String(8))
    decimals: Mapped[int]


class Rate(Model):
    """A published rate of a shared currency on a day."""

    __tablename__ = "rates"
    __scope__: ClassVar[str] = RATES_SCOPE

    currency_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("currencies.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    rate: Mapped[Decimal] = mapped_column(ExactDecimal)


class HeldRate(Model):
    """A fetched rate that jumped too far to be believed: it waits for somebody's word."""

    __tablename__ = "held_rates"
    __scope__: ClassVar[str] = RATES_SCOPE

    currency_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("currencies.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal] = mapped_column(ExactDecimal)
    previous: Mapped[Decimal] = mapped_column(ExactDecimal)
    fetched_at: Mapped[datetime] = mapped_column(Instant, default=now)


class ManualRate(Model):
    """A rate that a player set; it is theirs alone."""

    __tablename__ = "manual_rates"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (UniqueConstraint("user_id", "currency_id", "day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    currency_id: Mapped[int] = mapped_column(BigId, ForeignKey("currencies.id"), index=True)
    day: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(ExactDecimal)


class JobRun(Model):
    """The last run of a job that must not run twice a day, whichever worker thinks of it."""

    __tablename__ = "job_runs"
    __scope__: ClassVar[str] = NO_SCOPE

    name: Mapped[str] = mapped_column(key_string(40), primary_key=True)
    day: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(500), default="")
