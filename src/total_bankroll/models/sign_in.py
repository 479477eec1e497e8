"""The browsers in which players are signed in."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from total_bankroll.models.base import NO_SCOPE, BigId, Instant, Model, key_string


class SignIn(Model):
    """One browser in which a player is signed in; no row, not signed in.

    Its cookie holds a random secret, of which only the hash is kept here.
    """

    __tablename__ = "sign_ins"
    __scope__: ClassVar[str] = NO_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(key_string(64), unique=True)
    device: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
