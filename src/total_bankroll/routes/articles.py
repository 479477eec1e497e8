"""The articles, for everybody: lists with search, order and tags, and one article a page."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.routes.access import public
from total_bankroll.routes.context import formatter
from total_bankroll.services.article_service import LONGEST_SEARCH, ArticleService
from total_bankroll.services.article_views import DEFAULT_SORT, ArticlePage

bp = Blueprint("articles", __name__, url_prefix="/articles")

SORT_NAMES = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "By title",
    "shortest": "Shortest first",
}
LONGEST_PAGE = 6


@dataclass(frozen=True)
class Query:
    """What of a list's address can be understood; the rest is left aside."""

    page: int
    sort: str
    search: str

    def href(self, tag: str | None, *, q: str | None = None, page: int = 1) -> str:
        """The address of a list in the same order; defaults are left out of it."""
        wanted = {
            "q": (self.search if q is None else q) or None,
            "sort": None if self.sort == DEFAULT_SORT else self.sort,
            "page": None if page == 1 else str(page),
        }
        address = url_for("articles.index") if tag is None else url_for("articles.tagged", tag=tag)
        known = urlencode({name: value for name, value in wanted.items() if value is not None})
        return f"{address}?{known}" if known else address


def _read_query() -> Query:
    page = request.args.get("page", "")
    is_number = page.isascii() and page.isdigit() and len(page) <= LONGEST_PAGE
    sort = request.args.get("sort", DEFAULT_SORT)
    return Query(
        page=int(page) if is_number else 1,
        sort=sort if sort in SORT_NAMES else DEFAULT_SORT,
        search=request.args.get("q", "")[:LONGEST_SEARCH].strip(),
    )


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """All articles."""
    return _list_page(None)


@bp.get("/tag/<tag>")
@public
def tagged(tag: str) -> ResponseReturnValue:
    """The articles that carry a tag."""
    return _list_page(tag)


@bp.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """One article."""
    return render_template("articles/show.html", article=ArticleService().get_article(slug))


def _list_page(tag: str | None) -> str:
    query = _read_query()
    service = ArticleService()
    found = service.list_articles(
        page=query.page, sort=query.sort, tag=tag, search=query.search or None
    )
    return render_template(
        "articles/index.html",
        articles=found,
        rows=service.render_list(found, locale=formatter().locale),
        tags=service.list_tags(),
        query=query,
        page_href=partial(_page_href, query, tag),
        label=_label(service, found),
        sorts=SORT_NAMES,
    )


def _page_href(query: Query, tag: str | None, page: int) -> str:
    return query.href(tag, page=page)


def _label(service: ArticleService, found: ArticlePage) -> str | None:
    """The chosen tag as it is written."""
    return next((tag.label for tag in service.list_tags() if tag.slug == found.tag), None)
