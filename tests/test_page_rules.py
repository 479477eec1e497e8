"""The look that every page of the tests gets sees each fault, on a page like another one too."""

import re

import html5lib
import pytest

from tests.support.page_rules import check_page, skeleton

HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
GOOD = """<!doctype html>
<html lang="en"><head><title>Sites – Total Bankroll</title><link rel="icon" href="/i.svg"></head>
<body><h1>Sites</h1>
<table><tbody><tr id="row-1"><td>Stars &amp; Co</td></tr></tbody></table>
<form method="post" action="/sites/new"><input type="hidden" name="csrf_token" value="a1">
<label for="name">Name</label><input id="name" name="name" value="">
<label>Sum <input name="sum"></label><select aria-label="Kind"><option>a</option></select></form>
<script type="application/json">{"a": "b", "c": 1}</script><script src="/a.js"></script>
</body></html>
"""

FAULTS = {
    "a tag that is not closed": ("</tbody></table>", "</tbody>"),
    "a tag that was never opened": ("<td>Stars", "<td></b>Stars"),
    "a paragraph in a table": ("<tbody><tr", "<tbody><p>x</p><tr"),
    "a hidden field in a table, shown": ("<tbody><tr", '<tbody><input type="text"><tr'),
    "a character that is none": ("&amp; Co", "&nothing; Co"),
    "a bare ampersand in a value": ('action="/sites/new"', 'action="/sites/new?a=1&copy=1"'),
    "a control character": ("Stars", "Sta\x01rs"),
    "a control character in a value": ('value="a1"', 'value="a\x01"'),
    "an attribute twice": ('id="name" name', 'id="name" id="other" name'),
    "a quote in a tag": ('value="a1"', 'value="a"1"'),
    "no doctype": ("<!doctype html>\n", ""),
    "two headings": ("<h1>Sites</h1>", "<h1>Sites</h1><h1>Assets</h1>"),
    "no heading": ("<h1>Sites</h1>", ""),
    "another title": ("<title>Sites", "<title>Assets"),
    "an id twice": ("<td>", '<td id="row-1">'),
    "no label": ('for="name"', 'for="names"'),
    "no label for a choice": (' aria-label="Kind"', ""),
    "no token": ("csrf_token", "token"),
    "a token in an address": ('method="post"', 'method="get"'),
    "a password in an address": (
        "<label>Sum <input",
        '</form><form><label>Sum <input type="password"',
    ),
    "a form that leaves": ('action="/', 'action="https://example.org/'),
    "a style": ("<td>", '<td style="color: red">'),
    "a style sheet": ("</head>", "<style>a {}</style></head>"),
    "a script": ('<script src="/a.js"></script>', "<script>alert()</script>"),
    "a handler": ("<td>", '<td onclick="alert()">'),
}


def test_a_good_page_is_good() -> None:
    check_page(GOOD, HEADERS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen_on_a_page_like_one_that_was_good(fault: str) -> None:
    good, bad = FAULTS[fault]
    assert good in GOOD
    check_page(GOOD, HEADERS)
    with pytest.raises(AssertionError):
        check_page(GOOD.replace(good, bad, 1), HEADERS)


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_missing_is_seen(name: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        check_page(GOOD, {key: value for key, value in HEADERS.items() if key != name})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stars", "PokerStars, München &lt; 1,234.50"),
        ('action="/sites/new"', 'action="/sites/1?a=b&amp;c=d"'),
        ('"b", "c": 1', '"d = e", "f": 2'),
        ("row-1", "row-2"),
    ],
)
def test_pages_that_differ_in_words_are_alike(one: str, other: str) -> None:
    assert one in GOOD
    assert skeleton(GOOD) == skeleton(GOOD.replace(one, other))


PIECES = (
    "<p>a</p>",
    "<p> </p>",
    "<b>",
    "</b>",
    " ",
    "a",
    "&lt;",
    "&x",
    "<tr>",
    '<a b="c">',
    "<a\x0b>",
)


@pytest.mark.parametrize("first", PIECES)
@pytest.mark.parametrize("second", PIECES)
@pytest.mark.parametrize("place", ["<td>", "<tbody>", "</table>", "</head>", "</body>"])
def test_pages_that_are_alike_have_the_same_faults(place: str, first: str, second: str) -> None:
    page = GOOD.replace(place, place + first + second, 1)
    other = re.sub(r"(?<=>)a(?=<)|(?<=\")c(?=\")", "longer words", page)
    assert skeleton(page) == skeleton(other)
    assert faults(page) == faults(other)


def faults(text: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    return [code for _, code, _ in parser.errors]
