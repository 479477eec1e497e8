"""The list of articles as HTML, kept for an hour: it holds nothing of whoever reads it."""

from collections.abc import Sequence

from flask import current_app

from total_bankroll.cache_policy import ARTICLE_TIMEOUT, ARTICLES, cached
from total_bankroll.formatting import Formatter
from total_bankroll.services.article_reads import listing
from total_bankroll.services.article_views import ArticleSummary

TEMPLATE = "articles/list.html"


@cached(ARTICLE_TIMEOUT, ARTICLES)
def list_fragment(page: int, sort: str, tag: str | None, locale: str) -> str:
    """One page of a list; the caller has checked the arguments, which are few in all."""
    return render_rows(listing(page, sort, tag), locale)


def render_rows(rows: Sequence[ArticleSummary], locale: str) -> str:
    """The rows of a list, with days as that locale writes them."""
    # Not flask.render_template: the template gets these two, and nothing of the request.
    template = current_app.jinja_env.get_template(TEMPLATE)
    return template.render(rows=rows, format_day=Formatter(locale, "UTC", {}).day)
