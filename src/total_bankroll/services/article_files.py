"""Article files: YAML front matter between two lines of `---`, and Markdown beneath it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import yaml

from total_bankroll.errors import InvalidArticle
from total_bankroll.services import article_rendering
from total_bankroll.services.article_rendering import Rendered, slugify

FENCE = "---"
LENGTHS = {"title": 200, "slug": 120, "summary": 500, "author": 120}
FIELDS = (*LENGTHS, "date", "tags")
TAG_LENGTH = 80
MOST_BYTES = 1_000_000

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One file, checked and rendered. Tags are pairs of slug and label, in order of slug."""

    slug: str
    title: str
    summary: str
    author: str
    published_on: date
    tags: tuple[tuple[str, str], ...]
    source: str
    rendered: Rendered
    checksum: str


def read_directory(directory: Path) -> tuple[ArticleFile, ...]:
    """Every `*.md` of a directory; InvalidArticle names the file and line of the first bad one."""
    if not directory.is_dir():
        raise InvalidArticle("there is no such directory", file=str(directory))
    files: dict[str, tuple[str, ArticleFile]] = {}
    for path in sorted(directory.glob("*.md")):
        article = read_file(path)
        if article.slug in files:
            problem = f"the slug “{article.slug}” is that of {files[article.slug][0]} too"
            raise InvalidArticle(problem, file=path.name)
        files[article.slug] = path.name, article
    return tuple(article for _name, article in files.values())


def read_file(path: Path) -> ArticleFile:
    """One file; InvalidArticle names it and the line of what is wrong."""
    try:
        return parse(_text(path))
    except InvalidArticle as error:
        raise InvalidArticle(error.problem, line=error.line, file=path.name) from error


def parse(text: str) -> ArticleFile:
    """The article that `text` holds; InvalidArticle names the line of what is wrong."""
    lines = text.split("\n")
    end = _end_of_front_matter(lines)
    fields = _Fields("\n".join(lines[1:end]))
    source = "\n".join(lines[end + 1 :]).strip("\n") + "\n"
    blank = next((n for n, line in enumerate(lines[end + 1 :]) if line.strip()), 0)
    return ArticleFile(
        slug=fields.slug(),
        title=fields.text("title"),
        summary=fields.text("summary"),
        author=fields.text("author"),
        published_on=fields.day("date"),
        tags=fields.tags(),
        source=source,
        rendered=_render(source, end + 1 + blank),
        checksum=sha256(f"{article_rendering.VERSION}\n{text}".encode()).hexdigest(),
    )


def _text(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise InvalidArticle(f"longer than {MOST_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidArticle("not UTF-8", line=line) from error
    hidden = _CONTROL.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        raise InvalidArticle("holds an invisible control character", line=line)
    return text


def _end_of_front_matter(lines: list[str]) -> int:
    if lines[0].rstrip() != FENCE:
        raise InvalidArticle("front matter is missing: the first line must be “---”")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return number
    raise InvalidArticle("front matter has no end: a line “---” must close it")


def _render(source: str, lines_before: int) -> Rendered:
    try:
        return article_rendering.render(source)
    except InvalidArticle as error:
        raise InvalidArticle(error.problem, line=error.line + lines_before) from error


class _Fields:
    """Front matter, with the line of each field for the message where one is wrong."""

    def __init__(self, text: str) -> None:
        self._values: Mapping[object, object] = {}
        self._lines: dict[object, int] = {}
        try:
            self._read(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it cannot be read"
            line = 1 if mark is None else mark.line + 2
            raise InvalidArticle(f"front matter is not YAML: {problem}", line=line) from error
        except RecursionError as error:
            raise InvalidArticle("front matter is nested too deeply", line=2) from error

    def _read(self, text: str) -> None:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise InvalidArticle("front matter must hold lines like “title: …”", line=2)
        for key, _value in node.value:
            line = key.start_mark.line + 2
            if not isinstance(key, yaml.ScalarNode):
                raise InvalidArticle("front matter must hold lines like “title: …”", line=line)
            if key.value in self._lines:
                raise InvalidArticle(f"the field “{key.value}” stands there twice", line=line)
            self._lines[key.value] = line
        try:
            self._values = yaml.safe_load(text)
        except ValueError as error:  # a day like 2026-02-30
            raise InvalidArticle(str(error), line=self._lines.get("date", 2)) from error
        except (LookupError, AttributeError) as error:  # as `!!bool x`
            raise InvalidArticle("a value is not what its “!!” says", line=2) from error
        self._check_names()

    def _check_names(self) -> None:
        for name, line in self._lines.items():
            if name not in FIELDS:
                raise InvalidArticle(f"unknown field “{name}”", line=line)
        for name in FIELDS:
            if name not in self._lines:
                raise InvalidArticle(f"the field “{name}” is missing")

    def text(self, name: str) -> str:
        value = self._values[name]
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(name, "must be text")
        words = " ".join(value.split())
        if len(words) > LENGTHS[name]:
            raise self._wrong(name, f"is longer than {LENGTHS[name]} characters")
        return words

    def slug(self) -> str:
        slug = self.text("slug")
        if not _SLUG.fullmatch(slug):
            raise self._wrong("slug", "must be like “risk-of-ruin”")
        return slug

    def day(self, name: str) -> date:
        value = self._values[name]
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._wrong(name, "must be a day like 2026-11-22")
        return value

    def tags(self) -> tuple[tuple[str, str], ...]:
        labels = self._values["tags"]
        if not isinstance(labels, list) or not labels:
            raise self._wrong("tags", "must be a list like [bankroll, risk]")
        return tuple(sorted(dict(self._tags(labels)).items()))

    def _tags(self, labels: Iterable[object]) -> Iterable[tuple[str, str]]:
        for label in labels:
            text = " ".join(label.split()) if isinstance(label, str) else ""
            if not slugify(text) or len(text) > TAG_LENGTH:
                raise self._wrong("tags", "must be words of letters and digits")
            yield slugify(text), text

    def _wrong(self, name: str, problem: str) -> InvalidArticle:
        return InvalidArticle(f"the field “{name}” {problem}", line=self._lines[name])
