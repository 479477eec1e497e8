"""Pages on paper: figures and drawings in black on white; nothing to press, type into or go to."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page

from tests.browser.live import Live
from tests.browser.visitors import Visit, Visitor
from total_bankroll.extensions import db
from total_bankroll.models import Account, User

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("print")]

PAPER = {"width": 703, "height": 1000}  # A4 between its margins, in CSS pixels
USELESS = "nav, button, .button, input, select, textarea, summary, p .why, .toasts, .skip, .tabs"
REPORTS = (
    "/reports",
    "/reports?range=all",
    "/reports?range=all&kind=site",
    *(f"/reports/{name}?range=all" for name in ("returns", "drawdown", "allocation")),
    "/reports/calendar",
)
PAGES = ("/", "/sites", "/assets", "/entries", "/deposits", "/balances", "/currencies", "/compare")

SHOWN = """selector => [...document.querySelectorAll(selector)]
  .filter(found => found.checkVisibility())
  .map(found => found.outerHTML.slice(0, 120))"""
STUCK = """() => [...document.querySelectorAll('body *')]
  .filter(found => found.checkVisibility())
  .filter(found => ['fixed', 'sticky'].includes(getComputedStyle(found).position))
  .map(found => found.outerHTML.slice(0, 120))"""
CUT_OFF = """width => [...document.querySelectorAll('main *')]
  .filter(found => found.checkVisibility({visibilityProperty: true}))
  .filter(found => !found.closest('.card:has(.report.wide)'))  // stands on a sheet of its own
  .filter(found => found.getBoundingClientRect().right > width + 0.5)
  .map(found => found.outerHTML.slice(0, 120))"""
STYLE = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Somebody with a history, who likes the dark."""
    live.add_rates()
    live.add_articles()
    user_id = live.add_demo("paper@example.org", entries=120)
    with live.app.app_context():
        db.session.get_one(User, user_id).theme = "dark"
        db.session.commit()
        db.session.remove()
    return user_id


@pytest.fixture
def paper(visit: Visit, player: int) -> Visitor:
    visitor = visit(user=player, color_scheme="dark")
    visitor.page.set_viewport_size(PAPER)  # type: ignore[arg-type]  # a size, as Playwright types it
    visitor.page.emulate_media(media="print")
    return visitor


def style(page: Page, selector: str, name: str) -> str:
    return str(page.evaluate(STYLE, [selector, name]))


def places(live: Live, player: int) -> Iterable[str]:
    with live.app.app_context():
        account = db.session.query(Account.id).filter_by(user_id=player, kind="site").first()
        db.session.remove()
    assert account is not None
    return (
        *PAGES,
        *REPORTS,
        f"/sites/{account[0]}",
        "/settings",
        "/articles",
        "/articles/risk-of-ruin",
    )


def test_nothing_on_paper_is_pressed_typed_into_or_stuck(
    paper: Visitor, live: Live, player: int
) -> None:
    found = {}
    for path in places(live, player):
        paper.go(path)
        found[path] = paper.page.evaluate(SHOWN, USELESS) + paper.page.evaluate(STUCK)
    assert {path: useless for path, useless in found.items() if useless} == {}


def test_paper_is_white_and_ink_is_dark_whatever_the_theme(
    paper: Visitor, live: Live, player: int
) -> None:
    for path in places(live, player):
        paper.go(path)
        assert style(paper.page, "html", "backgroundColor") == "rgb(255, 255, 255)", path
        assert style(paper.page, "body", "backgroundColor") == "rgb(255, 255, 255)", path
        assert style(paper.page, "h1", "color") == "rgb(0, 0, 0)", path
    paper.go("/")
    assert style(paper.page, ".card", "backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("currency", ["EUR", "SEK"])
def test_no_report_is_cut_off_at_the_edge(paper: Visitor, currency: str) -> None:
    found = {}
    for path in REPORTS:
        paper.go(f"{path}{'&' if '?' in path else '?'}currency={currency}")
        found[path] = paper.page.evaluate(CUT_OFF, PAPER["width"])
    assert {path: cut for path, cut in found.items() if cut} == {}


def test_charts_fit_the_paper_and_stay_whole(paper: Visitor) -> None:
    paper.go("/?by=site&range=all")
    charts = paper.page.locator("svg.chart, svg.donut, svg.spark").all()
    assert len(charts) > 3
    for chart in charts:
        box = chart.bounding_box()
        assert box is not None
        assert box["height"] > 0
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PAPER["width"]
        assert chart.evaluate("it => getComputedStyle(it).breakInside") == "avoid"


def test_a_table_keeps_its_rows_whole_and_repeats_its_head(paper: Visitor) -> None:
    for path in ("/", "/sites", "/entries", "/balances", "/currencies"):
        paper.go(path)
        assert style(paper.page, ".rows thead", "display") == "table-header-group", path
        assert style(paper.page, ".rows tbody tr", "display") == "table-row", path
        assert style(paper.page, ".rows tbody tr", "breakInside") == "avoid", path
        wide = "document.documentElement.scrollWidth"
        assert paper.page.evaluate(wide) <= PAPER["width"], path


def test_figures_are_still_there(paper: Visitor) -> None:
    paper.go("/")
    for figure in ("#total-bankroll", "#total-profit", "#accounts tr[data-id] .amount"):
        assert paper.page.locator(figure).first.is_visible()
