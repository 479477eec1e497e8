"""Anything at all in the address of a list or a report: what is not understood is left aside."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.routes.address_cases import add_own_currency, address, pages
from tests.routes.input_cases import NOW, Desk
from tests.routes.query_cases import (
    ASKED,
    RIGHT,
    WRONG,
    Asked,
    names_what_it_leaves,
    queries,
)
from tests.routes.report_cases import add_rates
from tests.support.articles import write_article
from tests.support.pages import CheckingClient, Page
from tests.support.tiers import IS_THOROUGH
from tests.support.walks import everything
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.bankroll_service import BankrollService

NOTE = re.compile(r"<p>Left aside, because it was not understood: (.*?)\.</p></div>", re.DOTALL)
NOTICE = re.compile(r'<div class="notice">(?:(?!</div>).)*Left aside, because.*?</div>', re.DOTALL)
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
FRESH = re.compile(r'(name="?(?:csrf_token|submission_id)"? value="?)[^">]*')
NUL = "\0"


@pytest.fixture
def desk(
    signed_in: CheckingClient, service: BankrollService, player: int, tmp_path: Path
) -> Iterator[Desk]:
    """A player with something on every page, whose client checks pages where there is time."""
    with time_machine.travel(NOW, tick=False):
        signed_in.checks, signed_in.sql_budget = IS_THOROUGH, 0
        found = Desk(signed_in, service, player)
        signed_in.sign_in(player)  # a sign-in of another time counts no more
        add_rates()
        add_own_currency(found)
        write_article(tmp_path, "ruin")
        ArticleService().sync_articles(tmp_path)
        yield found


def address_of(path: str, asked: list[Asked]) -> str:
    """The address with these arguments."""
    pairs = [(one.name, quote(one.text.encode(errors="surrogatepass"))) for one in asked]
    return f"{path}?{'&'.join(f'{name}={text}' for name, text in pairs)}"


def left_aside(page: Page) -> str:
    """What the page says that it has not understood."""
    found = NOTE.search(page.text)
    return BeautifulSoup(found[1], "html.parser").get_text() if found else ""


def shown(page: Page) -> str:
    """All that the page shows but for the note, or all that a file holds."""
    if page.mimetype != "text/html":
        return page.text
    found = MAIN.search(page.text)
    assert found is not None
    return FRESH.sub(r"\1", NOTICE.sub("", found[0]))


def understood(page: Page, asked: list[Asked], endpoint: str) -> list[Asked]:
    """The arguments that the page has taken, by its own words where it has any."""
    note, names_all = f"; {left_aside(page)}", names_what_it_leaves(endpoint)
    for one in asked if names_all else ():
        is_named = f"; {one.name}: " in note
        assert is_named or one.fate != WRONG or not one.text.strip(), (one, note)
        assert not is_named or one.fate != RIGHT, (one, note)
    taken = [one for one in asked if f"; {one.name}: " not in note]
    return [one for one in taken if names_all or one.fate != WRONG]


@settings(
    max_examples=600 if IS_THOROUGH else 25,
    derandomize=not IS_THOROUGH,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_anything_in_the_address_of_any_list(desk: Desk, app: Flask, data: Any) -> None:
    paths = {rule.endpoint: address(desk, rule) for rule in pages(app)}
    endpoint = data.draw(st.sampled_from(sorted(ASKED)), label="page")
    asked = data.draw(queries(desk, endpoint), label="query")
    before = everything()
    page = desk.client.get(address_of(paths[endpoint], asked))
    if any(NUL in one.text for one in asked):
        assert page.status == 400
    else:
        assert page.status == 200
        kept = understood(page, asked, endpoint)
        cleaned = desk.client.get(address_of(paths[endpoint], kept))
        assert left_aside(cleaned) == ""
        assert shown(cleaned) == shown(page)
    assert everything() == before
