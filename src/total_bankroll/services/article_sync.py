"""Bringing the article files into the database: rendered once, here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from total_bankroll.models import Article, Tag
from total_bankroll.services.article_files import ArticleFile
from total_bankroll.services.article_views import SyncReport


def compare(session: Session, files: Sequence[ArticleFile]) -> SyncReport:
    """What synchronising would change."""
    rows = session.execute(select(Article.slug, Article.checksum))
    stored = {row.slug: row.checksum for row in rows}
    wanted = {file.slug: file.checksum for file in files}
    kept = stored.keys() & wanted.keys()
    changed = {slug for slug in kept if stored[slug] != wanted[slug]}
    return SyncReport(
        added=tuple(sorted(wanted.keys() - stored.keys())),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(stored.keys() - wanted.keys())),
        unchanged=len(kept - changed),
    )


def store(session: Session, files: Sequence[ArticleFile]) -> SyncReport:
    """Make the articles those of `files`; returns what that changed."""
    report = compare(session, files)
    query = select(Article).options(selectinload(Article.tags))
    rows = {row.slug: row for row in session.scalars(query)}
    tags = _store_tags(session, files)
    for file in files:
        if file.slug in report.added or file.slug in report.changed:
            row = rows.get(file.slug) or Article(slug=file.slug)
            _fill(row, file, tags)
            session.add(row)
    for slug in report.removed:
        session.delete(rows[slug])
    session.flush()
    _drop_unused_tags(session, files)
    return report


def _store_tags(session: Session, files: Sequence[ArticleFile]) -> Mapping[str, Tag]:
    """The tags of all files; where files write one differently, the first file decides."""
    labels = {slug: label for file in reversed(files) for slug, label in file.tags}
    tags = {tag.slug: tag for tag in session.scalars(select(Tag))}
    for slug, label in labels.items():
        tag = tags.setdefault(slug, Tag(slug=slug))
        tag.label = label
        session.add(tag)
    return tags


def _fill(row: Article, file: ArticleFile, tags: Mapping[str, Tag]) -> None:
    row.title = file.title
    row.summary = file.summary
    row.author = file.author
    row.published_on = file.published_on
    row.source = file.source
    row.html = file.rendered.html
    row.contents_json = json.dumps([astuple(heading) for heading in file.rendered.contents])
    row.words = file.rendered.words
    row.reading_minutes = file.rendered.reading_minutes
    row.checksum = file.checksum
    row.tags = [tags[slug] for slug, _label in file.tags]


def _drop_unused_tags(session: Session, files: Sequence[ArticleFile]) -> None:
    used = {slug for file in files for slug, _label in file.tags}
    for tag in session.scalars(select(Tag)):
        if tag.slug not in used:
            session.delete(tag)
