"""Tags of entries: words of a player's own, by which entries are found again."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from total_bankroll.models.base import USER_SCOPE, BigId, Model, key_string


class EntryTag(Model):
    """A tag as it was first typed; `name_key` is the form in which tags are compared."""

    __tablename__ = "entry_tags"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (UniqueConstraint("user_id", "name_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(key_string(120))


class EntryTagging(Model):
    """That an entry carries a tag; a deleted entry keeps its tags until it is brought back."""

    __tablename__ = "entry_taggings"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (Index(None, "tag_id", "entry_id"), Index(None, "user_id"))

    entry_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("entries.id"), primary_key=True, autoincrement=False
    )
    tag_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("entry_tags.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))

    tag: Mapped[EntryTag] = relationship(lazy="raise_on_sql")
