"""Entries that are edited below their rows, and several that go at once."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Live
from tests.browser.pages import faults_of
from tests.browser.visitors import Visit
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

SERVICE = BankrollService()


@pytest.fixture
def deposits(live: Live, request: pytest.FixtureRequest) -> tuple[int, list[int]]:
    """A player with three deposits of 10, 20 and 30, newest last."""
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    player = live.add_player(f"{name}@example.org")
    with live.app.app_context():
        site = SERVICE.add_site(player, "Stars", "EUR")
        ids = [
            SERVICE.record_deposit(
                player, site, Decimal(10 * n), date(2026, 1, n), tags=["live"]
            ).entry_id
            for n in (1, 2, 3)
        ]
        db.session.remove()
    return player, ids


def row(page: Page, entry: int) -> Locator:
    return page.locator(f"tr[data-id='{entry}']")


def editor(page: Page, entry: int) -> Locator:
    return page.locator(f"tr.editor[data-editor='{entry}']")


def open_editor(page: Page, entry: int) -> Locator:
    row(page, entry).get_by_role("link", name="Edit").click()
    found = editor(page, entry)
    expect(found.get_by_role("group", name="Edit deposit")).to_be_visible()
    return found


def test_a_row_is_edited_in_place(visit: Visit, deposits: tuple[int, list[int]]) -> None:
    player, (one, two, _) = deposits
    visitor = visit(user=player)
    page = visitor.page
    visitor.go("/deposits")
    first, second = open_editor(page, one), open_editor(page, two)
    second.get_by_label("Note").fill("half typed")
    assert faults_of(page, [(1200, "light", False)]) == []  # with what was opened here
    first.get_by_label("Amount").fill("abc")
    with visitor.refusal(422):
        first.get_by_role("button", name="Save").click()
        expect(first.get_by_role("alert")).to_be_focused()
    expect(first.get_by_label("Amount")).to_have_value("abc")
    first.get_by_label("Amount").fill("15")
    first.get_by_role("button", name="Save").click()
    expect(page.locator("#total")).to_have_text("€65.00")
    expect(first).to_have_count(0)
    expect(row(page, one).get_by_role("link", name="Edit")).to_be_focused()
    expect(page.locator(".toast")).to_contain_text("Deposit changed.")
    expect(second.get_by_label("Note")).to_have_value("half typed")
    second.get_by_label("Note").press("Escape")
    expect(second).to_have_count(0)
    expect(row(page, two).get_by_role("link", name="Edit")).to_be_focused()
    assert page.url.endswith("/deposits")
    third = open_editor(page, two)
    third.get_by_role("link", name="Cancel").click()
    expect(third).to_have_count(0)
    third = open_editor(page, two)
    third.get_by_role("button", name="Delete").click()
    expect(row(page, two)).to_have_count(0)
    expect(page.locator("#total")).to_have_text("€45.00")


def test_ticked_rows_go_and_come_back(visit: Visit, deposits: tuple[int, list[int]]) -> None:
    player, (one, two, three) = deposits
    visitor = visit(user=player)
    page = visitor.page
    visitor.go("/entries?kind=deposit")
    for entry in (one, three):
        row(page, entry).get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete ticked").click()
    expect(row(page, one)).to_have_count(0)
    expect(row(page, two)).to_have_count(1)
    expect(page.locator(".lead")).to_have_text("1 deposit")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, one)).to_have_count(1)
    expect(row(page, three)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/entries\?kind=deposit$"))


def test_a_tag_is_suggested_behind_others(visit: Visit, deposits: tuple[int, list[int]]) -> None:
    visitor = visit(user=deposits[0])
    page = visitor.page
    visitor.go("/deposits/new")
    page.get_by_label("Tags").press_sequentially("series, l")
    expect(page.locator("#tags-offered option")).to_have_attribute("value", "series, live")


def test_what_is_swapped_in_brings_the_style_sheets_of_after_an_update(
    visit: Visit, deposits: tuple[int, list[int]]
) -> None:
    visitor = visit(user=deposits[0])
    page = visitor.page
    visitor.go("/")
    hrefs = "[...document.styleSheets].map(sheet => sheet.ownerNode.getAttribute('href'))"
    now = page.evaluate(hrefs)
    page.evaluate("document.querySelector('[href*=\"app.css\"]').href = '/static/app.css?v=former'")
    page.evaluate("document.querySelector('[data-region]').remove()")  # so that all of it comes
    page.locator("a[data-swap]:not([aria-current])").first.click()
    expect(page.locator("link[href*='=former']")).to_have_count(0)
    page.wait_for_function(f"JSON.stringify({hrefs}) === JSON.stringify({json.dumps(now)})")


def test_on_a_phone_two_versions_stand_under_their_heads(
    visit: Visit, live: Live, deposits: tuple[int, list[int]]
) -> None:
    player, (one, _, _) = deposits
    visitor = visit(user=player, width=390)
    visitor.go("/deposits")
    opened = open_editor(visitor.page, one)
    with live.app.app_context():
        SERVICE.update_entry(player, one, note="from elsewhere")
        db.session.remove()
    opened.get_by_label("Note").fill("from here")
    with visitor.refusal(422):
        opened.get_by_role("button", name="Save").click()
        expect(opened.get_by_role("alert")).to_be_focused()
    for head, text in (("Stored now", "from elsewhere"), ("What you typed", "from here")):
        above = opened.get_by_role("columnheader", name=head).bounding_box()
        below = opened.get_by_role("cell", name=text).bounding_box()
        assert above is not None
        assert below is not None
        assert (above["x"], above["width"]) == (below["x"], below["width"])
        assert above["y"] + above["height"] <= below["y"]
