"""Articles are read from the cache, and right at once after a change."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from tests.conftest import MakeApp
from tests.support.articles import write_article
from total_bankroll.extensions import db
from total_bankroll.services import article_fragments, article_reads
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.article_views import ArticlePage, TagCount


@contextmanager
def queries() -> Iterator[list[str]]:
    """The queries that the block sends to the database."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def read_everything(service: ArticleService) -> tuple[object, ...]:
    page = service.list_articles(tag="risk")
    return (
        service.list_tags(),
        page,
        service.render_list(page, locale="en"),
        service.get_article("alpha"),
    )


def test_a_warm_read_asks_the_database_only_for_the_token(three: ArticleService) -> None:
    cold = read_everything(three)
    db.session.remove()
    with queries() as found:
        assert read_everything(three) == cold
    assert len(found) == 1
    assert "cache_tokens" in found[0]


def test_a_change_shows_at_once_everywhere(three: ArticleService, tmp_path: Path) -> None:
    read_everything(three)
    write_article(tmp_path, "alpha", "Fresh words.", title="Fresh title", tags="[Risk, Fresh]")
    three.sync_articles(tmp_path)
    tags, page, html, article = read_everything(three)
    assert TagCount("fresh", "Fresh", 1) in tags  # type: ignore[operator]  # a tuple of them
    assert isinstance(page, ArticlePage)
    assert "Fresh title" in [row.title for row in page.rows]
    assert "Fresh title" in str(html)
    assert "Fresh words." in article.html  # type: ignore[attr-defined]  # a page


def test_a_neighbour_s_new_title_shows_too(three: ArticleService, tmp_path: Path) -> None:
    three.get_article("alpha")
    write_article(tmp_path, "beta", title="Renamed", date="2026-11-02")
    three.sync_articles(tmp_path)
    following = three.get_article("alpha").next
    assert following is not None
    assert following.title == "Renamed"


def test_another_process_sees_the_change(make_app: MakeApp, tmp_path: Path) -> None:
    first = make_app()
    second = make_app(DATABASE_URL=first.config["SQLALCHEMY_DATABASE_URI"])
    directory = tmp_path / "articles"
    directory.mkdir()
    service = ArticleService()
    write_article(directory, "alpha", "Old words.")
    with first.app_context():
        service.sync_articles(directory)
    with second.app_context():
        assert "Old words" in service.get_article("alpha").html
    write_article(directory, "alpha", "New words.")
    with first.app_context():
        service.sync_articles(directory)
    with second.app_context():
        assert "New words" in service.get_article("alpha").html


def test_fragments_differ_by_page_order_tag_and_locale_only(three: ArticleService) -> None:
    page = three.list_articles()
    english = three.render_list(page, locale="en")
    german = three.render_list(page, locale="de")
    assert "1 Nov 2026" in english
    assert "01.11.2026" in german
    assert three.render_list(three.list_articles(sort="oldest"), locale="en") != english
    assert three.render_list(three.list_articles(tag="risk"), locale="en") != english


def test_what_was_searched_for_looks_like_any_list(three: ArticleService) -> None:
    found = three.render_list(three.list_articles(search="means"), locale="en")
    assert found == three.render_list(three.list_articles(), locale="en")


def test_a_title_is_escaped_in_the_list(articles: ArticleService, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    write_article(tmp_path, "a", title=f"'{evil}'", summary=f"'{evil}'", tags=f"['{evil}']")
    articles.sync_articles(tmp_path)
    assert "<script>" not in articles.render_list(articles.list_articles(), locale="en")


def test_lists_and_fragments_are_kept_for_an_hour(three: ArticleService) -> None:
    assert article_reads.ARTICLE_TIMEOUT == article_fragments.ARTICLE_TIMEOUT == 3600
