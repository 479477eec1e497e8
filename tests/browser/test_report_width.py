"""The table of periods: all of it is in sight on a desk, in a wide font too; a phone scrolls it."""

import pytest
from playwright.sync_api import Page

from tests.browser.live import Live
from tests.browser.visitors import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report-width")]

WIDE = "'DejaVu Sans', Verdana, sans-serif"
"""What browsers fall back to on many a Linux, and wider than most; where it is not, as it comes."""
DESKS = (1200, 1280, 1281, 1366, 1439, 1440, 1920)
SET_FONT = "font => document.documentElement.style.setProperty('--font', font)"
BEYOND = """() => {
  const place = document.querySelector('#periods .report-scroll');
  return place.scrollWidth - place.clientWidth;
}"""
HIDDEN = """() => [...document.querySelectorAll('#periods-table tr')].filter(row => {
  const [closing, profit] = [...row.cells].slice(-2).map(cell => cell.getBoundingClientRect());
  return closing.right > profit.left + 1;
}).length"""


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Two years, with amounts of five digits before the point."""
    live.add_rates()
    return live.add_demo("wide@example.org", entries=1500)


@pytest.fixture
def reader(visit: Visit, player: int) -> Visitor:
    return visit(user=player)


def seen(page: Page, width: int) -> tuple[int, int]:
    """How far the table goes beyond its place, and in how many rows one amount hides another."""
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate(BEYOND), page.evaluate(HIDDEN)


@pytest.mark.parametrize("by", ["year", "month", "whole"])
def test_all_of_it_is_in_sight_on_a_desk(reader: Visitor, by: str) -> None:
    reader.go(f"/reports?range=all&by={by}")
    reader.page.evaluate(SET_FONT, WIDE)
    found = {width: seen(reader.page, width) for width in DESKS}
    assert found == dict.fromkeys(DESKS, (0, 0))


def test_on_a_phone_it_is_as_large_as_other_tables_and_scrolls(reader: Visitor) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 800})
    reader.go("/reports?range=all&by=year")
    assert reader.page.evaluate(BEYOND) > 100
    sizes = "id => getComputedStyle(document.getElementById(id)).fontSize"
    periods, accounts = (
        reader.page.evaluate(sizes, f"{name}-table") for name in ("periods", "accounts")
    )
    assert periods == accounts
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 390
