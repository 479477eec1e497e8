"""The articles' pages: public, paged, searchable, and unmoved by junk."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import add_player
from tests.support.articles import write_article
from tests.support.pages import CheckingClient, Page
from tests.support.snapshots import filled
from total_bankroll.services.article_service import PAGE_SIZE, ArticleService

CONTENT = Path(__file__).parents[2] / "content" / "articles"
JUNK = ["", " ", "0", "-1", "abc", "1.5", "１", "9" * 400, "1e3", "NaN", "'", "%", "<script>", "🂡"]


@pytest.fixture
def shelf(app: Flask) -> ArticleService:
    service = ArticleService()
    filled(app, "shelf", lambda: service.sync_articles(CONTENT))
    return service


@pytest.fixture
def many(app: Flask, tmp_path: Path) -> ArticleService:
    for number in range(PAGE_SIZE + 2):
        write_article(tmp_path, f"a-{number:02}", tags="[Odd]" if number % 2 else "[Even]")
    service = ArticleService()
    filled(app, "many articles", lambda: service.sync_articles(tmp_path))
    return service


def titles(page: Page) -> list[str]:
    return [tag.get_text() for tag in page.all(".article-card h2")]


def test_strangers_read_the_list(shelf: ArticleService, client: CheckingClient) -> None:
    page = client.get("/articles")
    assert page.status == 200
    assert len(titles(page)) == 6
    assert titles(page)[0] == "Tracking habits that survive a bad month"
    assert page.words(".article-card .byline").startswith("22 Nov 2026 ")


def test_players_read_it_in_their_own_format(
    app: Flask, shelf: ArticleService, client: CheckingClient
) -> None:
    client.sign_in(add_player("german@example.org", locale="de"))
    page = client.get("/articles")
    assert page.words(".article-card .byline").startswith("22.11.2026 ")


def test_the_cached_list_holds_nothing_of_its_first_reader(
    shelf: ArticleService, signed_in: CheckingClient, client: CheckingClient
) -> None:
    first = signed_in.get("/articles")
    assert "player@example.org" in first.text
    second = client.get("/articles")
    assert "player@example.org" not in second.text
    assert str(first.one(".article-list")) == str(second.one(".article-list"))


@pytest.mark.parametrize("slug", sorted(path.stem for path in CONTENT.glob("*.md")))
def test_every_article_has_its_page(
    shelf: ArticleService, client: CheckingClient, slug: str
) -> None:
    page = client.get(f"/articles/{slug}")
    assert page.status == 200
    anchors = [link["href"].removeprefix("#") for link in page.all("nav.contents a")]
    assert len(anchors) >= 6
    assert all(page.one(f'.prose [id="{anchor}"]') for anchor in anchors)
    assert page.all(".worked .result")
    assert "min read" in page.words(".byline")


def test_an_article_leads_to_its_neighbours(shelf: ArticleService, client: CheckingClient) -> None:
    page = client.get("/articles/risk-of-ruin")
    back, on = page.one("a[rel=prev]"), page.one("a[rel=next]")
    assert back["href"] == "/articles/variance-and-standard-deviation"
    assert on["href"] == "/articles/currencies-and-fx-risk"
    assert client.get(str(back["href"])).status == 200
    assert not client.get("/articles/bankroll-management").all("a[rel=prev]")
    assert not client.get("/articles/tracking-habits").all("a[rel=next]")


@pytest.mark.parametrize(
    "path",
    [
        "/articles/nothing",
        "/articles/tag/nothing",
        "/articles/RISK-OF-RUIN",
        "/articles/%F0%9F%82%A1",
    ],
)
def test_what_does_not_exist_has_no_page(
    shelf: ArticleService, client: CheckingClient, path: str
) -> None:
    assert client.get(path).status == 404


def test_a_tag_has_its_list(shelf: ArticleService, client: CheckingClient) -> None:
    page = client.get("/articles/tag/currencies")
    assert page.words("h1") == "Articles about Currencies"
    assert titles(page) == ["Currencies and FX risk: the game you did not sit down for"]
    assert page.one(".tag-row [aria-current]")["href"] == "/articles/tag/currencies"


def test_every_tag_of_the_list_leads_somewhere(
    shelf: ArticleService, client: CheckingClient
) -> None:
    links = {link["href"] for link in client.get("/articles").all("a.tag")}
    assert len(links) >= 8
    for href in links:
        assert titles(client.get(str(href)))


def test_a_search_shows_what_holds_every_word(
    shelf: ArticleService, client: CheckingClient
) -> None:
    page = client.get("/articles?q=Swiss+franc&sort=title")
    assert titles(page) == ["Currencies and FX risk: the game you did not sit down for"]
    assert page.words("#found") == "1 article holds “Swiss franc”."
    assert page.one("#q")["value"] == "Swiss franc"
    assert page.one("#sort option[selected]")["value"] == "title"


def test_a_search_without_a_find_says_what_to_do(
    shelf: ArticleService, client: CheckingClient
) -> None:
    page = client.get("/articles?q=quantum")
    assert page.words(".empty h2") == "Nothing found"
    assert page.one(".empty a")["href"] == "/articles"


def test_without_articles_the_page_says_how_they_come(app: Flask, client: CheckingClient) -> None:
    assert "flask articles sync" in client.get("/articles").words(".empty")


def test_pages_keep_order_tag_and_search(many: ArticleService, client: CheckingClient) -> None:
    page = client.get("/articles?sort=oldest")
    assert len(titles(page)) == PAGE_SIZE
    assert page.one("a[rel=next]")["href"] == "/articles?sort=oldest&page=2"
    last = client.get("/articles?sort=oldest&page=2")
    assert titles(last) == ["About a-10", "About a-11"]
    assert last.one("a[rel=prev]")["href"] == "/articles?sort=oldest"
    found = client.get("/articles?q=means&page=2")
    assert found.one("a[rel=prev]")["href"] == "/articles?q=means"


@pytest.mark.parametrize("path", ["/articles", "/articles/tag/even"])
@pytest.mark.parametrize("name", ["page", "sort"])
def test_junk_in_the_address_shows_the_usual_list(
    many: ArticleService, client: CheckingClient, path: str, name: str
) -> None:
    usual = titles(client.get(path))
    assert usual
    for value in JUNK:
        page = client.get(path, query_string={name: value})
        assert page.status == 200, value
        assert titles(page) == usual, value


@pytest.mark.parametrize("value", [*JUNK, "{{7*7}}", "\u202eabc", "=1+1", "a" * 10_000, "\ud7ff"])
def test_junk_in_the_search_is_text(
    many: ArticleService, client: CheckingClient, value: str
) -> None:
    page = client.get("/articles", query_string={"q": value})
    assert page.status == 200
    assert page.one("#q")["value"] == value[:100].strip()


def test_other_arguments_are_left_aside(many: ArticleService, client: CheckingClient) -> None:
    assert client.get("/articles?page=1&page=2&x[]=1&tag=nothing&;").status == 200
    assert client.get("/articles?q=%ED%A0%80%FF").status == 200


def test_a_warm_page_is_one_statement(shelf: ArticleService, client: CheckingClient) -> None:
    for path in ("/articles", "/articles/risk-of-ruin", "/articles/tag/risk?sort=title"):
        client.get(path)
        assert len(client.get(path).statements) == 1


def test_articles_are_read_not_written(shelf: ArticleService, client: CheckingClient) -> None:
    assert client.post("/articles").status == 405
    assert client.post("/articles/risk-of-ruin").status == 405


def test_the_command_says_what_it_changed(app: Flask, tmp_path: Path) -> None:
    write_article(tmp_path, "alpha")
    runner = app.test_cli_runner()
    result = runner.invoke(args=["articles", "sync", str(tmp_path)])
    assert (result.exit_code, result.output) == (
        0,
        "added    alpha\n1 added, 0 changed, 0 removed, 0 unchanged.\n",
    )
    again = runner.invoke(args=["articles", "sync", str(tmp_path)])
    assert again.output == "0 added, 0 changed, 0 removed, 1 unchanged.\n"


def test_the_command_names_file_and_line_of_what_is_wrong(app: Flask, tmp_path: Path) -> None:
    write_article(tmp_path, "alpha", date="never")
    result = app.test_cli_runner().invoke(args=["articles", "sync", str(tmp_path)])
    assert result.exit_code == 1
    assert "alpha.md, line 4: the field “date” must be a day" in result.output
    assert "Nothing was changed." in result.output
