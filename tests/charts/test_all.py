"""What holds for every chart of the reports: sound XML, hostile names, words, no figure too odd."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.charts.reading import HOSTILE, LABELS, Values, days, decimals, drawings
from total_bankroll.charts import (
    Chart,
    Ranked,
    Series,
    Step,
    calendar_chart,
    drawdown_chart,
    falls_of,
    ranking_chart,
    stacked_chart,
    waterfall_chart,
)

Draw = Callable[[Values, str], Chart]


def waterfall(values: Values, name: str) -> Chart:
    steps = [Step(name, value) for value in decimals(values) if value is not None]
    closing = sum((step.value for step in steps), Decimal(0))
    ends = Step(name, Decimal(0)), Step(name, closing)
    return waterfall_chart(ends[0], steps, ends[1], LABELS, chart_id="x", title=name)


def stack(values: Values, name: str) -> Chart:
    series = [Series(name, decimals(values)), Series("b", decimals(values))]
    return stacked_chart(days(len(values)), series, LABELS, chart_id="x", title=name)


def fall(values: Values, name: str) -> Chart:
    falls = falls_of(days(len(values)), decimals(values))
    labels = replace(LABELS, short_day=lambda day: name)
    return drawdown_chart(falls, labels, chart_id="x", title=name)


def calendar(values: Values, name: str) -> Chart:
    labels = replace(LABELS, month=lambda day: name, weekday=lambda day: name)
    return calendar_chart(days(len(values)), decimals(values), labels, chart_id="x", title=name)


def ranking(values: Values, name: str) -> Chart:
    ranks = [Ranked(name, value) for value in decimals(values)]
    return ranking_chart(ranks, LABELS, chart_id="x", title=name)


CHARTS = [waterfall, stack, fall, calendar, ranking]
FIGURES = [
    [5],
    [-5],
    [5, 5, 5],
    [1, 0, 2],
    [-5, -7, -1],
    [-5, 5],
    [1, None, 3],
    [None, 2, None],
    [10**14, 1, -(10**14)],
]


@pytest.mark.parametrize("draw", CHARTS)
@pytest.mark.parametrize("values", FIGURES, ids=str)
def test_any_figures_make_sound_xml_within_the_frame(draw: Draw, values: Values) -> None:
    chart = draw(values, "A")
    if draw is stack and not any(value and value > 0 for value in values):
        assert chart.empty
        return
    for root in drawings(chart):
        for element in root.iter():
            for place in ("x", "cx", "x1", "x2"):
                if (at := element.get(place, "")).endswith("%"):
                    assert 0 <= float(at[:-1]) <= 100
            width = element.get("width", "")
            if element.tag == "rect" and width.endswith("%"):
                assert float(element.attrib["x"][:-1]) + float(width[:-1]) <= 100.02
        assert "nan" not in str(chart.svg).lower()


@pytest.mark.parametrize("draw", CHARTS)
def test_a_tiny_figure_is_drawn_beside_a_huge_one(draw: Draw) -> None:
    assert not draw([10**14, 1, 10**14], "A").empty


@pytest.mark.parametrize("draw", CHARTS)
@pytest.mark.parametrize("values", [[], [None, None]], ids=str)
def test_without_a_figure_a_chart_is_empty(draw: Draw, values: Values) -> None:
    assert draw(values, "A").empty


@pytest.mark.parametrize("draw", CHARTS)
def test_hostile_names_stay_text(draw: Draw) -> None:
    for root in drawings(draw([1, -2, 3], HOSTILE)):
        assert not list(root.iter("script"))
        assert any("<script>" in text for text in root.itertext())


@pytest.mark.parametrize("draw", CHARTS)
def test_a_drawing_holds_no_style_and_no_script(draw: Draw) -> None:
    chart = draw([1, -2, 3], "A")
    assert not re.search(r"<style| style=| on\w+=|href=", chart.svg + chart.narrow)


@pytest.mark.parametrize("draw", CHARTS)
def test_a_drawing_says_itself_in_words(draw: Draw) -> None:
    for root in drawings(draw([1, 2, 1], "A")):
        assert root.attrib["role"] == "img"
        named = [root.findtext("title"), root.findtext("desc")]
        assert named[0] == "A"
        assert "zł" in str(named[1])
        ids = [child.attrib["id"] for child in root if child.tag in {"title", "desc"}]
        assert root.attrib["aria-labelledby"].split() == ids


@pytest.mark.parametrize("draw", CHARTS)
def test_what_a_pointer_reads_is_written_in_the_charts_currency(draw: Draw) -> None:
    data = json.loads(draw([3, 1, 2], "A").data)
    spoken = [text for line in data["series"] for text in line["text"] if text]
    assert spoken
    assert all("zł" in text for text in spoken)
    for line in data["series"]:
        assert len(line["text"]) == len(data["labels"])
    for places in (data.get("spots"), data.get("narrow")):
        if places:
            assert len(places["x"]) == len(places["y"]) == len(data["labels"])


@pytest.mark.parametrize("draw", CHARTS)
def test_a_table_has_a_cell_for_each_column(draw: Draw) -> None:
    chart = draw([3, 1, 2], "A")
    assert chart.rows
    assert all(len(row.cells) == len(chart.head) - 1 for row in chart.rows)
