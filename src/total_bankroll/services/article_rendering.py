"""Markdown in, safe HTML out: pure, so that every trick can be tried on it.

Two walls stand behind each other: the Markdown parser takes no raw HTML, and whatever comes out of
it passes an allow-list of elements, attributes, classes and URL schemes.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from total_bankroll.services.article_checks import checks_to_html, parse_checks
from total_bankroll.services.article_views import Heading

VERSION = "1"  # part of every checksum: raise it, and all articles are rendered again
WORDS_PER_MINUTE = 200
CHECK_FENCE = "check"

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "div", "span"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "em", "strong", "s", "code", "pre", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"role", "tabindex", "aria-label"},
}
CLASSES = {
    "div": {"table-scroll", "worked"},
    "p": {"worked-title"},
    "span": {"sum", "result"},
    "th": {"right", "center"},
    "td": {"right", "center"},
}
SCHEMES = {"https", "http", "mailto"}
LINKS = ("https://", "http://", "mailto:", "/", "#")

_ALIGNMENT = re.compile(r"text-align:(right|center)")
_WORD = re.compile(r"\w+(?:['\u2019.,-]\w+)*")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's text, ready for a page."""

    html: str
    contents: tuple[Heading, ...]
    words: int
    reading_minutes: int


def render(source: str) -> Rendered:
    """Safe HTML of Markdown; raises InvalidArticle for a malformed `check` block."""
    markdown = _markdown()
    tokens = markdown.parse(source)
    contents = tuple(_name_headings(tokens))
    _align_cells(tokens)
    words = count_words(tokens)
    html = _clean(markdown.renderer.render(tokens, markdown.options, {}))
    return Rendered(html, contents, words, max(1, ceil(words / WORDS_PER_MINUTE)))


def plain_text(tokens: Sequence[Token]) -> str:
    """The text that a reader sees of inline tokens."""
    seen = {"text": None, "code_inline": None, "softbreak": " ", "hardbreak": " "}
    return "".join(seen[token.type] or token.content for token in tokens if token.type in seen)


def count_words(tokens: Sequence[Token]) -> int:
    """The words that are read: running text, headings, tables, and the names of calculations."""
    return sum(len(_WORD.findall(text)) for token in tokens for text in _read_texts(token))


def _read_texts(token: Token) -> list[str]:
    if token.type == "fence":
        return [line for line in token.content.splitlines() if line.startswith("#")]
    return [plain_text(token.children)] if token.children else []


def slugify(text: str) -> str:
    """`text` in lower-case ASCII letters and digits, joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True})
    markdown.enable(["table", "strikethrough", "smartquotes"])
    markdown.disable("image")  # pictures would be fetched from elsewhere
    for name, rule in (("fence", _fence), ("table_open", _table), ("table_close", _table_end)):
        markdown.add_render_rule(name, rule)
    return markdown


def _name_headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Give sections an anchor; a title in the text becomes a section: the page has one h1."""
    taken: dict[str, int] = {}
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        opening.tag = closing.tag = "h2" if opening.tag == "h1" else opening.tag
        level, text = int(opening.tag[1]), plain_text(inline.children or ())
        if level <= 3:
            anchor = _anchor(text, taken)
            opening.attrSet("id", anchor)
            yield Heading(level, anchor, text)


def _anchor(text: str, taken: dict[str, int]) -> str:
    """A prefix keeps anchors off the ids that the page itself uses."""
    name = f"s-{slugify(text) or 'section'}"
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else _anchor(f"{text} {taken[name]}", taken)


def _align_cells(tokens: Sequence[Token]) -> None:
    """Alignment as a class: a style attribute would break the content policy."""
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        style = token.attrs.pop("style", None)
        found = _ALIGNMENT.fullmatch(str(style))
        if found:
            token.attrSet("class", found[1])


def _fence(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: EnvType,
) -> str:
    token = tokens[index]
    if token.info.strip() != CHECK_FENCE:
        return f"<pre><code>{escape(token.content)}</code></pre>\n"
    first_line = token.map[0] + 2 if token.map else 1
    return checks_to_html(parse_checks(token.content, first_line))


def _table(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    """A wide table scrolls in a box of its own, which the keyboard reaches."""
    label = f"Table {sum(token.type == 'table_open' for token in tokens[: index + 1])}"
    return f'<div class="table-scroll" role="group" tabindex="0" aria-label="{label}"><table>\n'


def _table_end(*_arguments: object) -> str:
    return "</table></div>\n"


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        attribute_filter=_checked,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def _checked(_tag: str, attribute: str, value: str) -> str | None:
    """A link without a scheme must be a path: no browser then takes it for a disguised scheme."""
    return None if attribute == "href" and not value.startswith(LINKS) else value
