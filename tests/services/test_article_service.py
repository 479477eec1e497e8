"""Articles as readers get them: synchronised, listed, searched and read."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.articles import write_article
from total_bankroll.errors import InvalidArticle, NotFound
from total_bankroll.extensions import cache, db
from total_bankroll.models import Article, CacheToken, Tag
from total_bankroll.services.article_service import PAGE_SIZE, ArticleService
from total_bankroll.services.article_views import ArticlePage, ArticleTag, Heading, TagCount

CONTENT = Path(__file__).parents[2] / "content" / "articles"


def slugs(page: ArticlePage) -> list[str]:
    return [row.slug for row in page.rows]


def articles_token() -> str:
    return db.session.scalars(select(CacheToken.token).filter_by(scope="articles")).one()


# -- synchronising


def test_the_articles_of_this_project_come_in(articles: ArticleService) -> None:
    report = articles.sync_articles(CONTENT)
    assert len(report.added) == 6
    assert articles.list_articles().count == 6
    assert articles.get_article("risk-of-ruin").reading_minutes >= 8


def test_a_first_synchronisation_adds(articles: ArticleService, tmp_path: Path) -> None:
    write_article(tmp_path, "b")
    write_article(tmp_path, "a")
    report = articles.sync_articles(str(tmp_path))
    assert (report.added, report.changed, report.removed, report.unchanged) == (
        ("a", "b"),
        (),
        (),
        0,
    )


def test_a_later_one_adds_changes_and_removes(three: ArticleService, tmp_path: Path) -> None:
    write_article(tmp_path, "alpha", "New words.")
    (tmp_path / "beta.md").unlink()
    write_article(tmp_path, "delta")
    report = three.sync_articles(tmp_path)
    assert (report.added, report.changed) == (("delta",), ("alpha",))
    assert (report.removed, report.unchanged) == (("beta",), 1)
    assert three.get_article("alpha").html == "<p>New words.</p>\n"
    with pytest.raises(NotFound):
        three.get_article("beta")


def test_a_changed_article_keeps_its_row(three: ArticleService, tmp_path: Path) -> None:
    before = db.session.scalars(select(Article.id).filter_by(slug="alpha")).one()
    db.session.rollback()
    write_article(tmp_path, "alpha", "New words.")
    three.sync_articles(tmp_path)
    assert db.session.scalars(select(Article.id).filter_by(slug="alpha")).one() == before


def test_nothing_new_writes_nothing(three: ArticleService, tmp_path: Path) -> None:
    before = articles_token()
    report = three.sync_articles(tmp_path)
    assert report.is_empty
    assert report.unchanged == 3
    assert articles_token() == before


def test_tags_that_nobody_carries_go(three: ArticleService, tmp_path: Path) -> None:
    write_article(tmp_path, "beta", tags="[Money]")
    (tmp_path / "alpha.md").unlink()
    three.sync_articles(tmp_path)
    assert three.list_tags() == (TagCount("money", "Money", 2),)
    assert db.session.scalars(select(Tag.slug)).all() == ["money"]


def test_an_empty_directory_empties_the_shelf(three: ArticleService, tmp_path: Path) -> None:
    for path in tmp_path.glob("*.md"):
        path.unlink()
    assert three.sync_articles(tmp_path).removed == ("alpha", "beta", "gamma")
    assert three.list_articles() == ArticlePage((), 1, 1, 0, "newest", None, "")
    assert three.list_tags() == ()


def test_the_first_file_decides_how_a_tag_is_written(
    articles: ArticleService, tmp_path: Path
) -> None:
    write_article(tmp_path, "a", tags="[FX Risk]")
    write_article(tmp_path, "b", tags="[fx risk]")
    articles.sync_articles(tmp_path)
    assert articles.list_tags() == (TagCount("fx-risk", "FX Risk", 2),)


def test_one_bad_file_and_nothing_changes(three: ArticleService, tmp_path: Path) -> None:
    before = three.list_articles(), articles_token()
    write_article(tmp_path, "alpha", "New words.")
    write_article(tmp_path, "zeta", date="never")
    with pytest.raises(InvalidArticle, match=r"zeta\.md, line 4: the field “date”"):
        three.sync_articles(tmp_path)
    assert (three.list_articles(), articles_token()) == before


def test_a_failure_half_way_leaves_everything_as_it_was(
    three: ArticleService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("disk full")

    write_article(tmp_path, "alpha", "New words.")
    (tmp_path / "gamma.md").unlink()
    monkeypatch.setattr("total_bankroll.services.article_sync._drop_unused_tags", fail)
    with pytest.raises(OSError, match="disk full"):
        three.sync_articles(tmp_path)
    assert slugs(three.list_articles()) == ["gamma", "beta", "alpha"]
    assert "New words" not in three.get_article("alpha").html


# -- lists


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", ["gamma", "beta", "alpha"]),
        ("oldest", ["alpha", "beta", "gamma"]),
        ("title", ["beta", "gamma", "alpha"]),
        ("shortest", ["gamma", "beta", "alpha"]),
        ("; DROP TABLE articles", ["gamma", "beta", "alpha"]),
    ],
)
def test_lists_come_in_the_order_asked_for(
    three: ArticleService, sort: str, order: list[str]
) -> None:
    assert slugs(three.list_articles(sort=sort)) == order


def test_a_summary_holds_what_a_list_shows(three: ArticleService) -> None:
    row = three.list_articles(tag="risk").rows[0]
    assert (row.slug, row.title, row.summary) == ("beta", "About beta", "What beta means.")
    assert (row.author, row.published_on, row.reading_minutes) == (
        "An Author",
        date(2026, 11, 2),
        2,
    )
    assert row.tags == (ArticleTag("money", "Money"), ArticleTag("risk", "Risk"))


def test_tags_are_counted_and_narrow_a_list_down(three: ArticleService) -> None:
    assert three.list_tags() == (TagCount("money", "Money", 2), TagCount("risk", "Risk", 2))
    found = three.list_articles(tag="money", sort="oldest")
    assert (slugs(found), found.count, found.tag) == (["beta", "gamma"], 2, "money")


def test_an_unknown_tag_does_not_exist(three: ArticleService) -> None:
    with pytest.raises(NotFound):
        three.list_articles(tag="nonsense")


def test_long_lists_have_pages(articles: ArticleService, tmp_path: Path) -> None:
    for number in range(2 * PAGE_SIZE + 1):
        write_article(tmp_path, f"a-{number:02}")
    articles.sync_articles(tmp_path)
    pages = [articles.list_articles(page=number, sort="oldest") for number in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
    assert [slug for page in pages for slug in slugs(page)] == [f"a-{n:02}" for n in range(21)]
    assert {(page.pages, page.count) for page in pages} == {(3, 21)}


@pytest.mark.parametrize(("page", "shown"), [(0, 1), (-5, 1), (2, 1), (10**30, 1)])
def test_a_page_that_is_none_gives_the_nearest(
    three: ArticleService, page: int, shown: int
) -> None:
    assert three.list_articles(page=page).page == shown


# -- search


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("zebra", ["alpha"]),
        ("ZEBRA", ["alpha"]),
        ("  zebra   alpha ", ["alpha"]),
        ("zebra gamma", []),
        ("means", ["gamma", "beta", "alpha"]),
        ("50%", ["gamma"]),
        ("%", ["gamma"]),
        ("_", []),
        ("\\", []),
        ("'; DROP TABLE articles; --", []),
        ("zebra\0", ["alpha"]),
        ("x" * 10_000, []),
    ],
)
def test_a_search_finds_every_word_in_title_summary_or_text(
    three: ArticleService, search: str, found: list[str]
) -> None:
    page = three.list_articles(search=search)
    assert slugs(page) == found
    assert page.count == len(found)


@pytest.mark.parametrize("search", [None, "", "   ", "\0"])
def test_a_blank_search_is_none(three: ArticleService, search: str | None) -> None:
    page = three.list_articles(search=search)
    assert (page.count, page.search) == (3, "")


def test_a_search_keeps_to_its_tag_and_order(three: ArticleService) -> None:
    found = three.list_articles(search="means", tag="risk", sort="oldest")
    assert slugs(found) == ["alpha", "beta"]


def test_a_search_is_never_kept(three: ArticleService) -> None:
    three.list_articles()
    keys = set(cache.cache._cache)
    page = three.list_articles(search="zebra")
    three.render_list(page, locale="en")
    assert set(cache.cache._cache) == keys


# -- one article


def test_an_article_has_its_contents_and_neighbours(three: ArticleService) -> None:
    article = three.get_article("gamma")
    assert (article.title, article.published_on) == ("About gamma", date(2026, 11, 3))
    assert article.next is None
    assert article.previous is not None
    assert article.previous.slug == "beta"
    middle = three.get_article("beta")
    assert middle.previous is not None
    assert middle.next is not None
    assert (middle.previous.slug, middle.next.slug) == ("alpha", "gamma")
    assert three.get_article("alpha").previous is None


def test_neighbours_of_one_day_follow_their_slugs(articles: ArticleService, tmp_path: Path) -> None:
    for slug in ("a", "b", "c"):
        write_article(tmp_path, slug, "## Part")
    articles.sync_articles(tmp_path)
    article = articles.get_article("b")
    assert article.previous is not None
    assert article.next is not None
    assert (article.previous.slug, article.next.slug) == ("a", "c")
    assert article.contents == (Heading(2, "s-part", "Part"),)


@pytest.mark.parametrize("slug", ["nothing", "", "ALPHA", "alpha ", "x" * 10_000, "alphá"])
def test_an_unknown_article_does_not_exist(three: ArticleService, slug: str) -> None:
    with pytest.raises(NotFound):
        three.get_article(slug)
