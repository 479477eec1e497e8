"""Article files: what front matter must hold, and what is said where it does not."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.articles import article_text, write_article
from total_bankroll.errors import InvalidArticle
from total_bankroll.services import article_rendering
from total_bankroll.services.article_files import MOST_BYTES, parse, read_directory, read_file


def test_a_file_is_read_whole() -> None:
    article = parse(article_text("risk", "\nOne.\n\nTwo.", tags='["FX risk", Bankroll]'))
    assert (article.slug, article.title, article.author) == ("risk", "About risk", "An Author")
    assert article.published_on == date(2026, 11, 1)
    assert article.tags == (("bankroll", "Bankroll"), ("fx-risk", "FX risk"))
    assert article.source == "One.\n\nTwo.\n"
    assert article.rendered.html == "<p>One.</p>\n<p>Two.</p>\n"


def test_text_that_is_folded_in_yaml_becomes_one_line() -> None:
    assert parse(article_text("a", summary=">\n  one\n  two")).summary == "one two"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "front matter is missing"),
        ("# Title\n", 1, "front matter is missing"),
        ("---\ntitle: x\n", 1, "front matter has no end"),
        ("---\n---\n", 2, "must hold lines like"),
        ("---\n- a\n---\n", 2, "must hold lines like"),
        ("---\n? [a]\n: b\n---\n", 2, "must hold lines like"),
        ("---\ntitle: [x\nslug: y\n---\n", 3, "not YAML"),
        ("---\ntitle: a: b\n---\n", 2, "not YAML"),
        ("---\ntitle: !!python/name:os.system x\n---\n", 2, "not YAML"),
        ("---\na: *b\n---\n", 2, "not YAML"),
        (article_text("a", titel="x"), 8, "unknown field “titel”"),
        (article_text("a", author="x\nauthor: y"), 8, "the field “author” stands there twice"),
        (article_text("a", author=""), 1, "the field “author” is missing"),
        (article_text("a", title="12"), 2, "the field “title” must be text"),
        (article_text("a", title="!!bool x"), 2, "not what its “!!” says"),
        (article_text("a", title="!!timestamp x"), 2, "not what its “!!” says"),
        (article_text("a", title="[" * 20_000), 2, "nested too deeply"),
        (article_text("a", title="'  '"), 2, "the field “title” must be text"),
        (article_text("a", title="x" * 201), 2, "longer than 200 characters"),
        (article_text("a", summary="x" * 501), 6, "longer than 500 characters"),
        (article_text("a", slug="Not A Slug"), 3, "must be like “risk-of-ruin”"),
        (article_text("a", slug="a--b"), 3, "must be like “risk-of-ruin”"),
        (article_text("a", slug="../x"), 3, "must be like “risk-of-ruin”"),
        (article_text("a", slug="x" * 121), 3, "longer than 120 characters"),
        (article_text("a", date="soon"), 4, "must be a day like 2026-11-22"),
        (article_text("a", date="2026-11-22 10:00:00"), 4, "must be a day like 2026-11-22"),
        (article_text("a", date="2026-02-30"), 4, "day is out of range"),
        (article_text("a", tags="risk"), 5, "must be a list"),
        (article_text("a", tags="[]"), 5, "must be a list"),
        (article_text("a", tags="[12]"), 5, "must be words"),
        (article_text("a", tags="['…']"), 5, "must be words"),
        (article_text("a", tags=f"[{'x' * 81}]"), 5, "must be words"),
        (article_text("a", "One.\n\n```check\n1 + = 2\n```"), 13, "not a calculation"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(InvalidArticle, match=problem) as refused:
        parse(text)
    assert refused.value.line == line


def test_the_message_names_the_file_and_the_line(tmp_path: Path) -> None:
    path = write_article(tmp_path, "risk", title="12")
    with pytest.raises(InvalidArticle) as refused:
        read_file(path)
    assert refused.value.message == "risk.md, line 2: the field “title” must be text"


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        (b"---\ntitle: \xff\n---\n", 2, "not UTF-8"),
        (b"---\ntitle: a\x00b\n---\n", 2, "invisible control character"),
        ("---\n---\n\n\u202eabc".encode(), 4, "invisible control character"),
        (b"x" * (MOST_BYTES + 1), 1, "longer than 1,000,000 bytes"),
    ],
)
def test_bytes_that_are_no_text_are_refused(
    tmp_path: Path, data: bytes, line: int, problem: str
) -> None:
    path = tmp_path / "bad.md"
    path.write_bytes(data)
    with pytest.raises(InvalidArticle, match=problem) as refused:
        read_file(path)
    assert refused.value.line == line


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf" + article_text("a").replace("\n", "\r\n").encode())
    assert read_file(path).slug == "a"


def test_a_directory_gives_its_markdown_files(tmp_path: Path) -> None:
    write_article(tmp_path, "b")
    write_article(tmp_path, "a")
    (tmp_path / "notes.txt").write_text("not an article")
    assert [article.slug for article in read_directory(tmp_path)] == ["a", "b"]


def test_two_files_may_not_share_a_slug(tmp_path: Path) -> None:
    write_article(tmp_path, "a")
    write_article(tmp_path, "b", slug="a")
    with pytest.raises(InvalidArticle, match=r"b\.md, line 1: the slug “a” is that of a\.md too"):
        read_directory(tmp_path)


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidArticle, match="nowhere, line 1: there is no such directory"):
        read_directory(tmp_path / "nowhere")


def test_the_checksum_follows_the_text_and_the_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = parse(article_text("a")).checksum
    assert parse(article_text("a")).checksum == before
    assert parse(article_text("a", "Other.")).checksum != before
    monkeypatch.setattr(article_rendering, "VERSION", "next")
    assert parse(article_text("a")).checksum != before
