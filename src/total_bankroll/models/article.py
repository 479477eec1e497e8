"""Strategy articles, rendered once when they are synchronised from their files."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from total_bankroll.models.base import ARTICLES_SCOPE, BigId, LongText, Model, key_string

article_tags = Table(
    "article_tags",
    Model.metadata,
    Column("article_id", BigId, ForeignKey("articles.id"), primary_key=True),
    Column("tag_id", BigId, ForeignKey("tags.id"), primary_key=True),
)


class Tag(Model):
    """A word that articles are found by."""

    __tablename__ = "tags"
    __scope__: ClassVar[str] = ARTICLES_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(key_string(80), unique=True)
    label: Mapped[str] = mapped_column(String(80))


class Article(Model):
    """One article: its Markdown source and the sanitised HTML made of it."""

    __tablename__ = "articles"
    __scope__: ClassVar[str] = ARTICLES_SCOPE

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(key_string(120), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(120))
    published_on: Mapped[date] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(LongText)
    html: Mapped[str] = mapped_column(LongText)
    contents_json: Mapped[str] = mapped_column(LongText)
    words: Mapped[int]
    reading_minutes: Mapped[int]
    checksum: Mapped[str] = mapped_column(key_string(64))

    tags: Mapped[list[Tag]] = relationship(
        secondary=article_tags, lazy="raise_on_sql", order_by=Tag.slug
    )
