"""What every page must be: valid, labelled, and without inline script or style."""

import re
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
from lxml import html

# Whatever of these a text or a value is made of, HTML is as good or as bad.
PLAIN = r"[\t\n\r !#-%'-;=?-~\u00a0-\ud7ff]|&(?:amp|lt|gt|quot|#34|#39);"
VALUE = re.compile(rf'(?<!type)="(?:{PLAIN})*+"')
TEXT = re.compile(rf'>(?:{PLAIN}|")*+(?=<)')
RULES = (TEXT.pattern, VALUE.pattern, version("html5lib"))
SECRETS = ".//input[@type='password' or @name='csrf_token']"
HANDLERS = "//*[@*[starts-with(name(), 'on')]]"
CONTROLS = "//input[not(@type='hidden')] | //select | //textarea"

VALID = Path(__file__).parents[2] / ".cache" / "valid-pages"
"""The skeletons of good pages: a file without content for each, named by all that it depends on."""


def check_page(text: str, headers: Any) -> None:
    """Raises AssertionError with what is wrong with a page."""
    _check_markup(text)
    page = html.document_fromstring(text)
    _check_structure(page)
    _check_controls(page)
    _check_forms(page)
    _check_policy(page)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers


def skeleton(text: str) -> str:
    """A page without its words: two pages with the same skeleton are both valid, or neither is.

    A parser of HTML asks of text only whether it is blank, and of most values nothing at all.
    """
    return TEXT.sub(lambda found: ">x" if found[0][1:].strip() else "> ", VALUE.sub('="x"', text))


def _check_markup(text: str) -> None:
    """Parsing as a browser does is slow: each skeleton is looked at once in a checkout."""
    known = VALID / sha256(f"{RULES}{skeleton(text)}".encode(errors="replace")).hexdigest()
    if known.exists():
        return
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    errors = [(place, code) for place, code, _ in parser.errors]
    assert not errors, (errors[:5], [text.splitlines()[e[0][0] - 1][:200] for e in errors[:3]])
    VALID.mkdir(parents=True, exist_ok=True)
    known.touch()


def _shown(element: html.HtmlElement) -> str:
    found: str = html.tostring(element, encoding="unicode", with_tail=False)
    return found[:300]


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _check_structure(page: html.HtmlElement) -> None:
    headings = page.findall(".//h1")
    assert len(headings) == 1, "a page has one h1"
    title = page.find(".//title")
    assert title is not None, "no title"
    assert _words(title).startswith(_words(headings[0])), "the title starts with the h1"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]


def _check_controls(page: html.HtmlElement) -> None:
    labelled = set(page.xpath("//label/@for"))
    for control in page.xpath(CONTROLS):
        named = control.get("aria-label") or control.get("aria-labelledby")
        inside = next(control.iterancestors("label"), None) is not None
        assert named or inside or control.get("id") in labelled, f"no label: {_shown(control)}"


def _check_forms(page: html.HtmlElement) -> None:
    for form in page.iterfind(".//form"):
        if form.get("method", "get").lower() == "post":
            token = form.xpath(".//input[@name='csrf_token']")
            assert token, f"no CSRF token: {_shown(form)}"
            assert not urlsplit(form.get("action", "")).netloc, "a form stays on its site"
        else:
            assert not form.xpath(SECRETS), f"a secret in an address: {_shown(form)}"


def _check_policy(page: html.HtmlElement) -> None:
    assert not page.xpath("//style | //*[@style]"), "no inline style"
    for script in page.iterfind(".//script"):
        assert script.get("src") or script.get("type") == "application/json", "no inline script"
    assert not page.xpath(HANDLERS), f"inline handlers: {_shown(page.xpath(HANDLERS)[0])}"
