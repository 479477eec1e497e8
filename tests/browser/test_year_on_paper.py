"""A year's report on paper: one or two sheets of A4 that hold all of its tables."""

import re

import pytest

from tests.browser.live import Live
from tests.browser.visitors import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("print")]

PAPER = {"width": 703, "height": 1000}  # A4 between its margins, in CSS pixels
LANDSCAPE = {"width": 1032, "height": 680}
A4 = re.compile(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]")
A4_LANDSCAPE = re.compile(rb"/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]")
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth + 1;
  return [...document.querySelectorAll('main *')]
    .filter(found => found.checkVisibility() && !found.closest('.unseen'))
    .filter(found => found.getBoundingClientRect().right > width
      || (found.matches('.report-scroll') && found.scrollWidth > found.clientWidth + 1))
    .map(found => found.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Somebody with two years of entries on ten accounts."""
    live.add_rates()
    return live.add_demo("year@example.org", entries=400)


def test_a_year_prints_to_a_clean_a4(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    visitor.go("/reports")
    visitor.page.get_by_role("link", name="on paper").click()
    visitor.page.wait_for_url("**/reports/year/*")
    printed = visitor.page.pdf(format="A4")
    assert 1 <= len(A4.findall(printed)) <= 2
    visitor.page.emulate_media(media="print")
    visitor.page.set_viewport_size(PAPER)  # type: ignore[arg-type]  # a size, as Playwright types it
    assert visitor.page.evaluate(CUT_OFF) == []
    for part in ("#sentence", "#waterfall-chart", "#periods-table tfoot", "#accounts-table tfoot"):
        assert visitor.page.locator(part).is_visible(), part
    for useless in (".action-cell", ".button", ".screen-only", "nav"):
        assert not any(found.is_visible() for found in visitor.page.locator(useless).all()), useless


def test_long_figures_lie_on_landscape_sheets(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    visitor.go("/reports")
    year = visitor.page.get_by_role("link", name="on paper").get_attribute("href")
    visitor.go(f"{year}?currency=IDR")
    printed = visitor.page.pdf(format="A4")
    assert 1 <= len(A4_LANDSCAPE.findall(printed)) <= 3
    visitor.page.emulate_media(media="print")
    visitor.page.set_viewport_size(LANDSCAPE)  # type: ignore[arg-type]  # as above
    assert visitor.page.evaluate(CUT_OFF) == []
