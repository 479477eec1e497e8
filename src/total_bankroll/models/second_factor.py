"""What a player signs in with besides the password: an app, and codes for its loss."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from total_bankroll.models.base import NO_SCOPE, BigId, Instant, Model, key_string


class SecondFactor(Model):
    """A player's authenticator app; no row, the password is enough.

    `totp_secret` is encrypted with the application's keys. `last_counter` is the number of the
    half minute whose code was taken last: that one and those before it count no more.
    """

    __tablename__ = "second_factors"
    __scope__: ClassVar[str] = NO_SCOPE

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    totp_secret: Mapped[str] = mapped_column(String(512))
    last_counter: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Instant)


class RecoveryCode(Model):
    """One code that takes the place of the app's, once: a code that was used has no row."""

    __tablename__ = "recovery_codes"
    __scope__: ClassVar[str] = NO_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(key_string(64), unique=True)
