"""E-mails as they are read: both parts say the same, whoever reads them and whatever they hold."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template

from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, as_page, browser, letters, link_in, register
from total_bankroll.routes.mail import in_words, lifetimes

TEMPLATES = Path(__file__).parents[2] / "src/total_bankroll/templates/security/email"
NAMES = sorted({path.stem for path in TEMPLATES.iterdir()} - {"base"})
HOSTILE = "\"><script>alert(1)</script>&'{{7*7}}@example.org"
TOKEN = "WyIx.a-b_c" * 12
RESET = f"https://bankroll.example/reset/{TOKEN}"
CONFIRM = f"https://bankroll.example/confirm/{TOKEN}"
CONFIRMING = {"confirmation_link": CONFIRM}
CASES = [(name, CONFIRMING) for name in NAMES]
CASES += [(name, {}) for name in NAMES if name != "confirmation_instructions"]
INVITE = f"https://bankroll.example/invitations/{TOKEN}"
INVITED = {"invitation_link": INVITE, "invited_within": "7 days"}
ADDRESS = f"https://bankroll.example/change-email/{TOKEN}"
CHANGING = {"link": ADDRESS, "new_email": "new@example.org"}
SEEN = {
    "device": "Firefox on Linux",
    "address": "192.0.2.7",
    "count": 2,
    "what": "Added.",
    "way": "with your password",
}
LASTING = {RESET: "1 hour", CONFIRM: "2 days", INVITE: "7 days", ADDRESS: "2 hours"}
FACTS: dict[str, Any] = {**INVITED, **CHANGING, **SEEN}
WITHOUT_LINK = "closed"
"""It goes to somebody who has nothing here any more."""
TO_A_STRANGER = "change_email_instructions"
"""It goes to an address that nobody has confirmed yet, and names no other one."""


def parts(app: Flask, name: str, links: dict[str, str]) -> tuple[str, BeautifulSoup]:
    context: dict[str, Any] = {"confirmation_link": "", "reset_link": RESET, **FACTS, **links}
    with app.test_request_context("/"):
        found = [
            render_template(
                f"security/email/{name}.{kind}",
                user=SimpleNamespace(email=HOSTILE, confirmed_at=None),
                **context,
                **lifetimes(),
            )
            for kind in ("txt", "html")
        ]
    return found[0], BeautifulSoup(found[1], "html.parser")


@pytest.mark.parametrize(("name", "links"), CASES)
def test_both_parts_say_who_writes_and_what_to_do_if_it_was_not_you(
    app: Flask, name: str, links: dict[str, str]
) -> None:
    text, page = parts(app, name, links)
    for words in (text, page.get_text()):
        assert "Total Bankroll" in words
        assert "It was not you? Then" in words
    title, heading = page.select_one("title"), page.select_one("h1")
    assert title is not None
    assert heading is not None
    assert title.get_text() == heading.get_text()


@pytest.mark.parametrize(("name", "links"), CASES)
def test_both_parts_hold_the_same_link_to_press_and_to_copy(
    app: Flask, name: str, links: dict[str, str]
) -> None:
    text, page = parts(app, name, links)
    if name == WITHOUT_LINK:
        assert "http" not in text
        assert not page.select("a")
        return
    (link,) = re.findall(r"^https?://\S+$", text, re.MULTILINE)
    assert [a["href"] for a in page.select("a")] == [link]
    assert link in page.get_text()
    for words in (text, page.get_text()):
        assert LASTING.get(link, "") in words


@pytest.mark.parametrize(("name", "links"), CASES)
def test_a_hostile_address_stays_text(app: Flask, name: str, links: dict[str, str]) -> None:
    text, page = parts(app, name, links)
    assert (HOSTILE in text) == (name != TO_A_STRANGER)
    assert (HOSTILE in page.get_text()) == (name != TO_A_STRANGER)
    assert not page.select("script, style, [style], img, table, link")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=5), "5 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(seconds=90), "1 minute"),
        (timedelta(seconds=5), "1 minute"),
    ],
)
def test_a_span_is_said_in_its_largest_exact_unit(span: timedelta, words: str) -> None:
    assert in_words(span) == words


def test_what_is_posted_has_both_parts_with_the_link_and_its_expiry(
    app: Flask, ada: int, outbox: None
) -> None:
    (letter,) = letters(app, as_page(browser(app).post("/reset", data={"email": EMAIL})))
    posted = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    kinds = {
        part.get_content_type(): part.get_content()
        for part in posted.walk()
        if part.get_content_maintype() == "text"
    }
    assert set(kinds) == {"text/plain", "text/html"}
    for content in kinds.values():
        assert link_in(letter) in content.replace("<wbr>", "")
        assert "1 hour" in content


def test_who_registers_is_told_how_long_the_link_works(make_app: Any) -> None:
    app = make_app(SECURITY_CONFIRMABLE=True, SECURITY_CONFIRM_EMAIL_WITHIN=timedelta(days=3))
    app.extensions["mailman"].outbox = []
    client: CheckingClient = browser(app)
    (letter,) = letters(app, register(client))
    ((html, _kind),) = [tuple(each) for each in letter.alternatives]
    assert "The link works for 3 days" in letter.body
    assert "The link works for 3 days" in html
