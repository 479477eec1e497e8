"""A player: how they sign in, how they like to read, and the token of their cached reads."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from total_bankroll.clock import now
from total_bankroll.models.base import NO_SCOPE, USER_SCOPE, BigId, Instant, Model, key_string
from total_bankroll.models.cache_token import CacheToken, new_token
from total_bankroll.models.passkey import Passkey
from total_bankroll.models.second_factor import SecondFactor


def new_session_id() -> str:
    """What a player's sessions are signed for; a new one signs them out everywhere."""
    return uuid4().hex


roles_users = Table(
    "roles_users",
    Model.metadata,
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True),
    Column("role_id", BigId, ForeignKey("roles.id"), primary_key=True),
)


class Role(Model, RoleMixin):
    """A group of players, as Flask-Security wants it."""

    __tablename__ = "roles"
    __scope__: ClassVar[str] = NO_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(key_string(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class User(Model, UserMixin):
    """A player. `timezone` decides their days, `locale` their formats, never their figures.

    `created_at` of who has not confirmed an address is when they were last seen to be about to.
    """

    __tablename__ = "users"
    __scope__: ClassVar[str] = USER_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(key_string(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(key_string(64), unique=True, default=new_session_id)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    display_currency: Mapped[str] = mapped_column(key_string(12), default="EUR")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC", active_history=True)
    locale: Mapped[str] = mapped_column(String(16), default="en")
    theme: Mapped[str] = mapped_column(String(8), default="system")
    cache_token: Mapped[str] = mapped_column(key_string(24), default=new_token)

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # a list of our roles
        secondary=roles_users, lazy="raise_on_sql"
    )
    second_factor: Mapped[SecondFactor | None] = relationship(viewonly=True)
    passkeys: Mapped[list[Passkey]] = relationship(viewonly=True, order_by=Passkey.id)

    rates_token: Mapped[str] = column_property(
        select(CacheToken.token).where(CacheToken.scope == "rates").scalar_subquery()
    )
    articles_token: Mapped[str] = column_property(
        select(CacheToken.token).where(CacheToken.scope == "articles").scalar_subquery()
    )

    @property
    def tf_primary_method(self) -> str | None:  # type: ignore[override]  # is never set
        """Flask-Security's name for how a code is come by; whether it is says the secret."""
        return "authenticator"

    @property
    def tf_totp_secret(self) -> str | None:  # type: ignore[override]  # is never set
        """Flask-Security's name for the app's secret, which is encrypted."""
        return self.second_factor.totp_secret if self.second_factor else None

    @property
    def webauthn(self) -> list[Passkey]:  # type: ignore[override]  # none of their models
        """Flask-Security's name for the passkeys."""
        return self.passkeys
