"""Reading articles: the memoized lists and pages, and the search, which never is."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer, selectinload

from total_bankroll.cache_policy import ARTICLE_TIMEOUT, ARTICLES, cached
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Article, Tag, article_tags
from total_bankroll.services.article_views import (
    ArticleLink,
    ArticleSummary,
    ArticleTag,
    ArticleView,
    Heading,
    Shelf,
    TagCount,
)

PAGE_SIZE = 10
ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "newest": (Article.published_on.desc(), Article.slug.desc()),
    "oldest": (Article.published_on.asc(), Article.slug.asc()),
    "title": (func.lower(Article.title), Article.slug.asc()),
    "shortest": (Article.reading_minutes.asc(), Article.words.asc(), Article.slug.asc()),
}


@cached(ARTICLE_TIMEOUT, ARTICLES)
def shelf() -> Shelf:
    """How many articles there are, in all and by tag."""
    count = func.count(article_tags.c.article_id)
    counted = select(Tag.slug, Tag.label, count).join(article_tags).group_by(Tag.slug, Tag.label)
    rows = db.session.execute(counted.order_by(func.lower(Tag.label), Tag.slug)).all()
    articles = db.session.scalar(select(func.count()).select_from(Article)) or 0
    return Shelf(articles, tuple(TagCount(*row) for row in rows))


@cached(ARTICLE_TIMEOUT, ARTICLES)
def listing(page: int, sort: str, tag: str | None) -> tuple[ArticleSummary, ...]:
    """One page of all articles, or of those with a tag; the caller has checked the arguments."""
    return _summaries(_carrying(select(Article), tag), page, sort)


@cached(ARTICLE_TIMEOUT, ARTICLES)
def article(slug: str) -> ArticleView:
    """One article with its neighbours; raises NotFound."""
    query = select(Article).where(Article.slug == slug).options(selectinload(Article.tags))
    row = db.session.scalar(query)
    if row is None or row.slug != slug:  # MariaDB takes "ruin " for "ruin"
        raise NotFound("There is no such article.")
    return ArticleView(
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        author=row.author,
        published_on=row.published_on,
        html=row.html,
        contents=tuple(Heading(*heading) for heading in json.loads(row.contents_json)),
        words=row.words,
        reading_minutes=row.reading_minutes,
        tags=_tags(row.tags),
        previous=_neighbour(row, "newest"),
        next=_neighbour(row, "oldest"),
    )


def search(
    words: Sequence[str], page: int, sort: str, tag: str | None
) -> tuple[ArticleSummary, ...]:
    """A page of the articles that hold every one of `words`."""
    return _summaries(_holding(_carrying(select(Article), tag), words), page, sort)


def count_found(words: Sequence[str], tag: str | None) -> int:
    """How many articles hold every one of `words`."""
    query = _holding(_carrying(select(func.count()).select_from(Article), tag), words)
    return db.session.scalar(query) or 0


def _carrying(query: Select[Any], tag: str | None) -> Select[Any]:
    return query if tag is None else query.join(Article.tags).where(Tag.slug == tag)


def _holding(query: Select[Any], words: Sequence[str]) -> Select[Any]:
    columns = (Article.title, Article.summary, Article.source)
    found = [or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words]
    return query.where(*found)


def _summaries(query: Select[Any], page: int, sort: str) -> tuple[ArticleSummary, ...]:
    query = query.order_by(*ORDERS[sort]).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    texts = (defer(Article.source), defer(Article.html), defer(Article.contents_json))
    rows = db.session.scalars(query.options(selectinload(Article.tags), *texts)).all()
    return tuple(_summary(row) for row in rows)


def _summary(row: Article) -> ArticleSummary:
    return ArticleSummary(
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        author=row.author,
        published_on=row.published_on,
        reading_minutes=row.reading_minutes,
        tags=_tags(row.tags),
    )


def _tags(tags: Sequence[Tag]) -> tuple[ArticleTag, ...]:
    return tuple(ArticleTag(tag.slug, tag.label) for tag in tags)


def _neighbour(row: Article, direction: str) -> ArticleLink | None:
    """The first article that comes after `row` in that order."""
    day, slug = Article.published_on, Article.slug
    same_day = day == row.published_on
    if direction == "newest":
        beyond = or_(day < row.published_on, and_(same_day, slug < row.slug))
    else:
        beyond = or_(day > row.published_on, and_(same_day, slug > row.slug))
    query = select(Article.slug, Article.title).where(beyond).order_by(*ORDERS[direction]).limit(1)
    found = db.session.execute(query).first()
    return None if found is None else ArticleLink(*found)
