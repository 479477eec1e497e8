"""Charts are read with keys, a pointer and a finger: day and amount of what is pointed at."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.live import Live
from tests.browser.visitors import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("print")]

LINES, BARS = "/?range=all", "/reports?range=all"
CHARTS = ((LINES, "#history-chart"), (LINES, "#monthly-chart"), (BARS, "#ranking-chart"))
EVERY = pytest.mark.parametrize(("path", "drawing"), CHARTS)


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Somebody with a history."""
    live.add_rates()
    return live.add_demo("reader@example.org", entries=60)


@pytest.fixture
def reader(visit: Visit, player: int) -> Visitor:
    return visit(user=player, color_scheme="light")


def figure_of(reader: Visitor, path: str, drawing: str) -> tuple[Locator, Mapping[str, Any]]:
    """A chart's figure, and what is written for its reader."""
    reader.go(path)
    figure = reader.page.locator(f"[data-chart]:has({drawing})")
    return figure, json.loads(figure.get_attribute("data-chart") or "")


def says(figure: Locator, data: Mapping[str, Any], place: int) -> None:
    """Waits until the tip names a spot and each of its amounts, as the server wrote them."""
    tip = figure.locator(".tip")
    expect(tip.locator("b")).to_have_text(data["labels"][place])
    for series in data["series"]:
        text = series["text"][place]
        assert text is None or "€" in text
        expect(tip).to_contain_text(text or "")


@EVERY
def test_keys_move_the_tip_and_escape_puts_it_away(
    reader: Visitor, path: str, drawing: str
) -> None:
    figure, data = figure_of(reader, path, drawing)
    tip, last = figure.locator(".tip"), len(data["labels"]) - 1
    along, back = ("ArrowDown", "ArrowUp") if "spots" in data else ("ArrowRight", "ArrowLeft")
    expect(tip).to_be_hidden()
    for key, place in (("Home", 0), (along, 1), (back, 0), ("End", last), (back, last - 1)):
        figure.press(key)
        says(figure, data, place)
    expect(figure.locator("[aria-live]")).to_contain_text(f"{data['labels'][last - 1]}: ")
    figure.press("Escape")
    expect(tip).to_be_hidden()
    figure.press("Home")
    figure.blur()
    expect(tip).to_be_hidden()


@EVERY
def test_a_pointer_shows_what_it_is_over(reader: Visitor, path: str, drawing: str) -> None:
    figure, data = figure_of(reader, path, drawing)
    figure.locator(drawing).hover(position={"x": 0, "y": 2})
    says(figure, data, 0)
    reader.page.mouse.move(1, 1)
    expect(figure.locator(".tip")).to_be_hidden()


@EVERY
def test_a_finger_shows_what_it_touches(reader: Visitor, path: str, drawing: str) -> None:
    figure, data = figure_of(reader, path, drawing)
    figure.locator(drawing).dispatch_event("pointerdown", {"clientX": 0, "clientY": 0})
    says(figure, data, 0)


def test_the_ring_is_read_the_same_way(reader: Visitor) -> None:
    figure, data = figure_of(reader, LINES, "#allocation-chart")
    amounts, shares = (series["text"] for series in data["series"])
    assert all("€" in text for text in amounts)
    assert all("%" in text for text in shares)
    tip, last = figure.locator(".tip"), len(data["labels"]) - 1
    for key, place in (("Home", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("End", last)):
        figure.press(key)
        expect(tip).to_have_text(f"{data['labels'][place]}{amounts[place]}{shares[place]}")
    figure.press("Escape")
    expect(tip).to_be_hidden()
    width = figure.locator("svg").evaluate("it => it.clientWidth")
    figure.locator("svg").hover(position={"x": width * 0.53, "y": width * 0.1})
    expect(tip.locator("b")).to_have_text(data["labels"][0])
    figure.locator("svg").hover(position={"x": width * 0.48, "y": width * 0.1})
    expect(tip.locator("b")).to_have_text(data["labels"][last])
    reader.page.mouse.move(1, 1)
    expect(tip).to_be_hidden()
