"""A player's passkeys: what a device or a password manager signs in with."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from webauthn import base64url_to_bytes

from total_bankroll.models.base import NO_SCOPE, BigId, Instant, Model, key_string


class Passkey(Model):
    """One passkey; what is bytes is kept as base64url.

    `user_handle` is the random name by which authenticators know the player, the same for all of
    theirs. `last_challenge` is when the challenge was given that was taken last, in microseconds:
    that one and those before it count no more.
    """

    __tablename__ = "passkeys"
    __scope__: ClassVar[str] = NO_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[str] = mapped_column(String(1400))
    credential_hash: Mapped[str] = mapped_column(key_string(64), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    user_handle: Mapped[str] = mapped_column(String(64))
    carriers: Mapped[str] = mapped_column(String(80))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    last_challenge: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    usage: ClassVar[str] = "secondary"
    """Flask-Security's name for what a passkey may be asked for by name: the second step."""

    @property
    def credential_id(self) -> bytes:
        """Flask-Security's name for what a browser calls the passkey by."""
        return base64url_to_bytes(self.credential)

    @property
    def transports(self) -> list[str]:
        """Flask-Security's name for the ways in which the passkey's device is reached."""
        return self.carriers.split()
