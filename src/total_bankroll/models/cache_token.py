"""The tokens of the scopes that all players share: `rates` and `articles`."""

from secrets import token_hex
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from total_bankroll.models.base import NO_SCOPE, Model, key_string


def new_token() -> str:
    """A token that was never there before: random, so that no restored backup repeats one."""
    return token_hex(12)


class CacheToken(Model):
    """One shared scope and its current token."""

    __tablename__ = "cache_tokens"
    __scope__: ClassVar[str] = NO_SCOPE

    scope: Mapped[str] = mapped_column(key_string(16), primary_key=True)
    token: Mapped[str] = mapped_column(key_string(24), default=new_token)
