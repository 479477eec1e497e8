"""Articles: lists, single ones, and bringing their files into the database."""

import re
from pathlib import Path

from total_bankroll.cache_policy import ARTICLES
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.services import article_reads
from total_bankroll.services.article_fragments import list_fragment, render_rows
from total_bankroll.services.article_reads import PAGE_SIZE
from total_bankroll.services.article_views import (
    DEFAULT_SORT,
    SORTS,
    ArticlePage,
    ArticleView,
    SyncReport,
    TagCount,
)
from total_bankroll.services.writing import write_scope

LONGEST_SEARCH = 100
MOST_WORDS = 8

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f]")


class ArticleService:
    """Articles are public: nothing here depends on who reads."""

    def list_tags(self) -> tuple[TagCount, ...]:
        """Every tag and how many articles carry it, by label."""
        return article_reads.shelf().tags

    def list_articles(
        self,
        *,
        page: int = 1,
        sort: str = DEFAULT_SORT,
        tag: str | None = None,
        search: str | None = None,
    ) -> ArticlePage:
        """One page; NotFound for an unknown tag. A page or order that is none gives the nearest.

        A search is never memoized: there is no end to what can be searched for.
        """
        sort = sort if sort in SORTS else DEFAULT_SORT
        count = self._count(tag)
        text = _cleaned(search)
        words = text.split()[:MOST_WORDS]
        if words:
            count = article_reads.count_found(words, tag)
        pages = max(1, -(-count // PAGE_SIZE))
        page = min(max(page, 1), pages)
        rows = (
            article_reads.search(words, page, sort, tag)
            if words
            else article_reads.listing(page, sort, tag)
        )
        return ArticlePage(rows, page, pages, count, sort, tag, text)

    def render_list(self, articles: ArticlePage, *, locale: str) -> str:
        """The rows of a page as HTML; memoized unless they were searched for."""
        if articles.search:
            return render_rows(articles.rows, locale)
        return list_fragment(articles.page, articles.sort, articles.tag, locale)

    def get_article(self, slug: str) -> ArticleView:
        """One article with its contents and neighbours; raises NotFound."""
        return article_reads.article(slug)

    def sync_articles(self, directory: Path | str) -> SyncReport:
        """Make the articles those of a directory's `*.md` files: add, change, remove.

        Raises InvalidArticle, which names file and line, and then nothing has changed.
        """
        from total_bankroll.services import (  # noqa: PLC0415 - ADR 14
            article_files,
            article_sync,
        )

        files = article_files.read_directory(Path(directory))
        report = article_sync.compare(db.session(), files)
        if report.is_empty:  # nobody's cached pages go stale for nothing
            return report
        with write_scope(ARTICLES) as session:
            return article_sync.store(session, files)

    def _count(self, tag: str | None) -> int:
        shelf = article_reads.shelf()
        if tag is None:
            return shelf.articles
        for found in shelf.tags:
            if found.slug == tag:
                return found.articles
        raise NotFound("There is no such tag.")


def _cleaned(search: str | None) -> str:
    return " ".join(_INVISIBLE.sub(" ", search or "")[:LONGEST_SEARCH].split())
