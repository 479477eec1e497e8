"""Invitations to register, where registration is not open."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from total_bankroll.models.base import NO_SCOPE, BigId, Instant, Model, key_string


class Invitation(Model):
    """One address that may register; the row goes when it does. Of its link, the hash is kept."""

    __tablename__ = "invitations"
    __scope__: ClassVar[str] = NO_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(key_string(255), unique=True)
    secret_hash: Mapped[str] = mapped_column(key_string(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
