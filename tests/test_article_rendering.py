"""Articles' Markdown: what it becomes, and what never gets through."""

import html5lib
import pytest
from bs4 import BeautifulSoup

from total_bankroll.errors import InvalidArticle
from total_bankroll.services.article_checks import Check, parse_checks, written
from total_bankroll.services.article_rendering import ATTRIBUTES, TAGS, render, slugify
from total_bankroll.services.article_views import Heading

EVIL = "alert(document.domain)"
CORPUS = [
    f"[a](javascript:{EVIL})",
    f"[a](JaVaScRiPt:{EVIL})",
    f"[a](java\tscript:{EVIL})",
    f"[a](java&#x0A;script:{EVIL})",
    f"[a](&#106;avascript:{EVIL})",
    f"[a](&#x6A&#x61;vascript:{EVIL})",
    f"[a](javascript&colon;{EVIL})",
    f"[a]( javascript:{EVIL})",
    f"[a](<javascript:{EVIL}>)",
    f"[a](<\x01javascript:{EVIL}>)",
    f"[a](vbscript:{EVIL})",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](data:image/svg+xml,<svg onload=alert(1)>)",
    "[a](file:///etc/passwd)",
    f"[a][r]\n\n[r]: javascript:{EVIL}",
    f"<javascript:{EVIL}>",
    f"![x](javascript:{EVIL})",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=)",
    f'![x](x "onerror={EVIL}")',
    f'[a](https://example.org "onmouseover={EVIL}")',
    f'[a](https://example.org "\\" onmouseover=\\"{EVIL}")',
    f"[a](https://example.org/\"onmouseover='{EVIL}')",
    f"<script>{EVIL}</script>",
    f"<SCRIPT SRC=//evil.example/x.js></SCRIPT>{EVIL}",
    f"<scr<script>ipt>{EVIL}</scr</script>ipt>",
    f"<img src=x onerror={EVIL}>",
    f"<svg onload={EVIL}>",
    f"<svg><script>{EVIL}</script></svg>",
    f"<svg><animate onbegin={EVIL} attributeName=x dur=1s>",
    f"<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img onerror={EVIL}>'>",
    f"<iframe srcdoc='<script>{EVIL}</script>'></iframe>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    f"<a href=javascript:{EVIL}>x</a>",
    f"<body onload={EVIL}>",
    f"<details open ontoggle={EVIL}>",
    f"<input autofocus onfocus={EVIL}>",
    "<form action=https://evil.example><button>Sign in</button></form>",
    "<style>body{background:url(https://evil.example)}</style>",
    '<p style="position:fixed;inset:0">x</p>',
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    f"<!-- --><img src=x onerror={EVIL}><!-- -->",
    f"<![CDATA[<img src=x onerror={EVIL}>]]>",
    f"<?php {EVIL} ?>",
    f"`<img src=x onerror={EVIL}>`",
    f"```\n</code></pre><script>{EVIL}</script>\n```",
    f'```"><img src=x onerror={EVIL}>\nx\n```',
    f"    </code></pre><script>{EVIL}</script>",
    f"## <img src=x onerror={EVIL}>",
    f'## "><script>{EVIL}</script>',
    f"> <script>{EVIL}</script>\n> > <svg onload={EVIL}>",
    f"* <script>{EVIL}</script>\n  * [a](javascript:{EVIL})",
    f"| a |\n|---|\n| <img src=x onerror={EVIL}> |",
    f"| [a](javascript:{EVIL}) |\n|:-:|\n| **<svg onload={EVIL}>** |",
    f"[<img src=x onerror={EVIL}>](https://example.org)",
    f"[![x](javascript:{EVIL})](javascript:{EVIL})",
    f"**[a](javascript:{EVIL})** ~~<b onclick={EVIL}>x</b>~~",
    f"\\<script>{EVIL}\\</script>",
    f"&lt;script&gt;{EVIL}&lt;/script&gt;",
    f"&#60;script&#62;{EVIL}&#60;/script&#62;",
    f"<a\nhref=javascript:{EVIL}\n>x</a>",
    f"```check\n# <img src=x onerror={EVIL}>\n1 + 1 = 2\n```",
    f'```check\n# "></dt><script>{EVIL}</script>\n1 + 1 = 2\n```',
]


def soup(source: str) -> BeautifulSoup:
    return BeautifulSoup(render(source).html, "html5lib")


@pytest.mark.parametrize("source", CORPUS)
def test_nothing_active_gets_through(source: str) -> None:
    html = render(f"Before.\n\n{source}\n\nAfter.").html
    for element in BeautifulSoup(f"<main>{html}</main>", "html5lib").main.find_all(True):
        assert element.name in TAGS, element
        allowed = ATTRIBUTES.get(element.name, set()) | {"class", "rel"}
        assert set(element.attrs) <= allowed, element
        href = element.get("href", "https://")
        assert href.startswith(("https://", "http://", "mailto:", "/", "#")), element


@pytest.mark.parametrize("source", CORPUS)
def test_what_is_refused_leaves_the_text_around_it(source: str) -> None:
    text = BeautifulSoup(render(f"Before.\n\n{source}\n\nAfter.").html, "html5lib").get_text()
    assert "Before." in text
    assert "After." in text


@pytest.mark.parametrize(
    "source",
    [
        "[a](https://example.org/x?y=1#z)",
        "[a](/articles/risk-of-ruin)",
        "[a](#s-part)",
        "<mailto:a@example.org>",
    ],
)
def test_honest_links_stay(source: str) -> None:
    link = soup(source).a
    assert link is not None
    assert link["rel"] == ["noopener", "noreferrer"]


def test_the_output_is_valid_html() -> None:
    source = (
        "# T\n\ntext *a* `b`\n\n| a | b |\n|--|-:|\n| 1 | 2 |\n\n```check\n1 + 1 = 2\n```\n\n1. x\n"
    )
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>t</title>{render(source).html}")


def test_headings_make_the_contents_and_their_anchors() -> None:
    rendered = render("## First part\n\n### A *detail* of `it`\n\n## First part\n\n#### Not listed")
    assert rendered.contents == (
        Heading(2, "s-first-part", "First part"),
        Heading(3, "s-a-detail-of-it", "A detail of it"),
        Heading(2, "s-first-part-2", "First part"),
    )
    ids = [tag["id"] for tag in BeautifulSoup(rendered.html, "html5lib").select("[id]")]
    assert ids == [heading.anchor for heading in rendered.contents]


def test_anchors_never_meet_even_where_headings_are_made_to() -> None:
    rendered = render("## a\n\n## a\n\n## a 2\n\n## a 2\n\n## !!!\n\n## ???")
    anchors = [heading.anchor for heading in rendered.contents]
    assert len(set(anchors)) == 6
    assert all(anchor.startswith("s-") for anchor in anchors)


def test_a_title_in_the_text_becomes_a_section() -> None:
    assert soup("# Title").h1 is None
    assert soup("# Title").h2.get_text() == "Title"


def test_cells_are_aligned_by_class_and_tables_scroll_in_a_named_box() -> None:
    found = soup("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n\n| x |\n|---|\n| y |")
    assert [cell.get("class") for cell in found.select("td")[:3]] == [None, ["center"], ["right"]]
    assert all(cell["scope"] == "col" for cell in found.select("th"))
    boxes = found.select("div.table-scroll[tabindex='0'][role=group]")
    assert [box["aria-label"] for box in boxes] == ["Table 1", "Table 2"]


def test_a_check_block_becomes_a_list_of_calculations() -> None:
    found = soup("```check\n# Ruin, in per cent\n100 * exp(-2 * 5 * 2000 / 100**2) = 13.53\n```")
    assert found.select_one(".worked dt").get_text() == "Ruin, in per cent"
    assert found.select_one(".sum sup").get_text() == "2"
    assert found.select_one(".result").get_text() == "= 13.53"
    assert found.select_one("pre") is None


def test_calculations_without_a_name_follow_the_one_before() -> None:
    found = soup("```check\n1 + 1 = 2\n# Both\n1 + 2 = 3\n2 + 1 = 3\n```")
    groups = found.select(".worked dl > div")
    assert [group.dt.get_text() for group in groups] == ["Result", "Both"]
    assert [len(group.select("dd")) for group in groups] == [1, 2]


def test_quotation_marks_become_typographic() -> None:
    assert soup("He said \"it's `'fine'`\".").p.get_text() == "He said “it\u2019s 'fine'”."


def test_other_blocks_of_code_stay_code() -> None:
    found = soup("```python\nprint(1 < 2)\n```")
    assert found.select_one("pre code").get_text() == "print(1 < 2)\n"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("-90**2 * ln(0.05) / (2 * 5)", "−90<sup>2</sup> × ln(0.05) / (2 × 5)"),
        ("3-4", "3 − 4"),
        ("2*-4", "2 × −4"),
        ("(-4)", "(−4)"),
        ("sqrt(3826.67)+Phi(1)", "√(3,826.67) + Φ(1)"),
        ("100000 / 7", "100,000 / 7"),
        ("2**(1/2)", "2 ^ (1 / 2)"),
        ("-0.12", "−0.12"),
    ],
)
def test_calculations_are_written_as_people_write_them(expression: str, shown: str) -> None:
    assert written(expression) == shown


def test_a_check_block_holds_expressions_values_and_names() -> None:
    block = "# Half\n1 / 2 = 0.5\n\n3 - 4 = -1\n"
    assert parse_checks(block) == (Check("Half", "1 / 2", "0.5"), Check("", "3 - 4", "-1"))


@pytest.mark.parametrize(
    ("block", "line", "problem"),
    [
        ("", 1, "holds no calculation"),
        ("# only a name", 1, "ends with a label"),
        ("1 + 1", 1, "not “expression = value”"),
        ("1 + 1 = 2\n1 + 1 = two", 2, "not “expression = value”"),
        ("1 + 1 = 2,000", 1, "not “expression = value”"),
        ("1 + 1 = 13.5 %", 1, "not “expression = value”"),
        ("= 2", 1, "not a calculation"),
        ("1 = 1 = 1", 1, "not a calculation"),
        ("1 + = 2", 1, "not a calculation"),
        ("(1 + 1 = 2", 1, "not a calculation"),
        ("x + 1 = 2", 1, "not a calculation"),
        ("exp = 2", 1, "not a calculation"),
        ("eval(1) = 2", 1, "not a calculation"),
        ("exp(1)(2) = 2", 1, "not a calculation"),
        ("1 // 2 = 0", 1, "not a calculation"),
        ("1 if 1 else 2 = 1", 1, "not a calculation"),
        ("__import__('os') = 1", 1, "not a calculation"),
        ("1 < 2 = 1", 1, "not a calculation"),
        ("1" + " + 1" * 300 + " = 301", 1, "not a calculation"),
        ("\n\n1 +* 1 = 2", 3, "not a calculation"),
    ],
)
def test_a_malformed_check_block_is_refused_with_its_line(
    block: str, line: int, problem: str
) -> None:
    with pytest.raises(InvalidArticle, match=problem) as refused:
        parse_checks(block)
    assert refused.value.line == line


def test_the_line_of_a_bad_calculation_counts_from_the_top_of_the_text() -> None:
    with pytest.raises(InvalidArticle) as refused:
        render("One.\n\n```check\n1 + 1 = 2\n1 + = 2\n```\n")
    assert refused.value.line == 5


def test_words_are_those_that_are_read() -> None:
    rendered = render("Two words, *and* three more.\n\n```check\n# Named so\n1 + 1 = 2\n```")
    assert rendered.words == 7
    assert rendered.reading_minutes == 1


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (2000, 10)])
def test_reading_takes_a_minute_per_two_hundred_words(words: int, minutes: int) -> None:
    assert render(" ".join(["word"] * words)).reading_minutes == minutes


@pytest.mark.parametrize(
    ("text", "slug"),
    [("FX risk", "fx-risk"), ("Café – déjà vu!", "cafe-deja-vu"), ("…", ""), ("50 %", "50")],
)
def test_slugs_are_plain(text: str, slug: str) -> None:
    assert slugify(text) == slug
