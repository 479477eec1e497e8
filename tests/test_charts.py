"""Charts: what they draw from ordinary, empty and hostile figures."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from total_bankroll.charts import (
    Bar,
    Chart,
    Labels,
    Series,
    Slice,
    bar_chart,
    donut,
    line_chart,
    sparkline,
    top_and_rest,
)

LABELS = Labels(value=lambda v: f"{v:.2f} zł", tick=lambda v: f"{v:f}", day=date.isoformat)
FIRST = date(2026, 1, 1)
HOSTILE = "</svg><script>alert(1)</script>\"'&\x00\x0b\u202e{{7*7}}\ufffe"
Values = Sequence[int | None]


def decimals(values: Values) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=i) for i in range(count)]


def drawn(*values: Values, names: str = "ABCDEFGHIJKL", from_zero: bool = False) -> Chart:
    series = [Series(name, decimals(one)) for name, one in zip(names, values, strict=False)]
    return line_chart(
        days(len(values[0])), series, LABELS, chart_id="x", title="T", from_zero=from_zero
    )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


def paths(chart: Chart, kind: str) -> list[str]:
    root = parsed(str(chart.svg))
    return [p.attrib["d"] for p in root.iter("path") if kind in p.attrib["class"].split()]


def ticks(chart: Chart) -> list[str]:
    grid = next(g for g in parsed(str(chart.svg)).iter("g") if g.get("class") == "grid")
    return [text.text or "" for text in grid.iter("text")]


@pytest.mark.parametrize(
    "values",
    [[5], [5, 5, 5], [0, 0, 0], [-5, -7, -1], [-5, 5], [1, None, 3], [None, 2, None], [10**14, 1]],
)
def test_any_figures_make_valid_xml_inside_the_frame(values: Values) -> None:
    chart = drawn(values)
    for path in paths(chart, "line"):
        numbers = [
            part.split(" ") for part in path.replace("h0", "")[1:].replace("M", "L").split("L")
        ]
        assert all(0 <= float(x) <= 1000 and 0 <= float(y) <= 240 for x, y in numbers)
    assert len(ticks(chart)) >= 2


@pytest.mark.parametrize("values", [[], [None, None]])
def test_a_line_chart_without_a_figure_is_empty(values: Values) -> None:
    assert drawn(values).empty


def test_charts_without_figures_are_empty() -> None:
    assert bar_chart([], LABELS, chart_id="x", title="T").empty
    assert donut([Slice("a", Decimal(0))], LABELS, chart_id="x", title="T", center="0").empty
    assert sparkline([]) == sparkline([Decimal(1)]) == sparkline([None, None]) == ""


def test_a_gap_interrupts_the_line_and_is_neither_zero_nor_filled() -> None:
    chart = drawn([0, 10, None, None, 10, 0])
    assert paths(chart, "line")[0].count("M") == 2
    assert paths(chart, "area")[0].count("Z") == 2
    trace = json.loads(chart.data)["series"][0]
    assert trace["text"][2] is None
    assert trace["y"][2] is None
    assert chart.rows[3].cells == ("\u2013",)


def test_a_lone_day_between_gaps_is_a_dot() -> None:
    chart = drawn([100, 110, None, 105, None])
    assert paths(chart, "dot") == ["M750 120h0"]


def test_the_area_is_filled_only_from_zero() -> None:
    assert paths(drawn([0, 30, 60]), "area")
    assert not paths(drawn([1000, 1010, 1020]), "area")
    assert not paths(drawn([-10, 30]), "area")
    assert not paths(drawn([0, 30], [0, 60]), "area")


def test_zero_is_on_the_axis_where_it_is_near_or_asked_for() -> None:
    assert "0" in ticks(drawn([40, 100]))
    assert "0" not in ticks(drawn([80, 100]))
    assert "0" in ticks(drawn([80, 100], from_zero=True))


def test_an_axis_with_equal_short_labels_writes_them_in_full() -> None:
    labels = Labels(
        value=LABELS.value, tick=lambda v: "1k", day=LABELS.day, smallest=Decimal("0.01")
    )
    series = [Series("a", [Decimal("1000.01"), Decimal("1000.02")])]
    texts = ticks(line_chart(days(2), series, labels, chart_id="x", title="T"))
    assert texts == ["1000.01 zł", "1000.02 zł"]


def test_hostile_names_stay_text() -> None:
    series = [Series(HOSTILE, decimals([1, 2])), Series("b", decimals([3, 4]))]
    line = line_chart(days(2), series, LABELS, chart_id="x", title=HOSTILE, desc="")
    bars = bar_chart([Bar(HOSTILE, Decimal(1))], LABELS, chart_id="x", title=HOSTILE)
    ring = donut([Slice(HOSTILE, Decimal(1))], LABELS, chart_id="x", title="T", center=HOSTILE)
    for chart in (line, bars, ring):
        root = parsed(str(chart.svg))
        assert not list(root.iter("script"))
        assert any("<script>" in text for text in root.itertext())


def test_tooltips_are_written_in_the_charts_own_currency() -> None:
    data = json.loads(drawn([1, 2]).data)
    assert data["labels"] == ["2026-01-01", "2026-01-02"]
    assert data["x"] == [0, 1000]
    assert data["series"][0]["text"] == ["1.00 zł", "2.00 zł"]


def test_a_chart_says_itself_in_words() -> None:
    root = parsed(str(drawn([3, 1, 2]).svg))
    assert root.findtext("title") == "T"
    described = (
        "2026-01-01 to 2026-01-03: from 3.00 zł to 2.00 zł; lowest 1.00 zł, highest 3.00 zł."
    )
    assert root.findtext("desc") == described


def test_long_histories_keep_real_days_and_the_last_one() -> None:
    chart = drawn(list(range(3650)))
    data = json.loads(chart.data)
    assert len(data["labels"]) <= 366
    assert data["labels"][-1] == days(3650)[-1].isoformat()
    assert data["series"][0]["text"][-1] == "3649.00 zł"
    assert len(chart.rows) <= 31
    assert chart.rows[0].label == data["labels"][-1]


@pytest.mark.parametrize("span", [1, 2, 40, 90, 400, 2000, 30000])
def test_every_span_has_a_few_day_labels(span: int) -> None:
    chart = drawn([100, *[None] * (span - 1), 120])
    group = next(g for g in parsed(str(chart.svg)).iter("g") if g.get("class") == "days")
    assert len(list(group.iter("text"))) <= 8


def test_the_eight_largest_series_stand_alone_and_the_rest_is_summed() -> None:
    series = [Series(str(i), decimals([i, i])) for i in range(1, 12)]
    kept = top_and_rest(series)
    assert [one.name for one in kept] == ["11", "10", "9", "8", "7", "6", "5", "4", "Others"]
    assert kept[-1].values == [6, 6]


def test_the_rest_has_a_gap_where_one_of_its_parts_has_one() -> None:
    series = [
        Series("big", decimals([9, 9])),
        Series("a", decimals([1, None])),
        Series("b", decimals([1, 1])),
    ]
    assert top_and_rest(series, limit=1)[-1].values == [2, None]


def test_nine_lines_have_nine_classes() -> None:
    chart = line_chart(
        days(2),
        top_and_rest([Series(str(i), decimals([i, i])) for i in range(1, 12)]),
        LABELS,
        chart_id="x",
        title="T",
    )
    assert len({key.key for key in chart.legend}) == 9
    assert chart.legend[-1].key == "s9"


def test_bars_grow_from_zero_to_both_sides() -> None:
    bars = [
        Bar("Jan", Decimal(10)),
        Bar("Feb", Decimal(-10)),
        Bar("Mar", None),
        Bar("Apr", Decimal(0)),
    ]
    chart = bar_chart(bars, LABELS, chart_id="x", title="T")
    groups = [
        g for g in parsed(str(chart.svg)).iter("g") if (g.get("class") or "").startswith("bar ")
    ]
    assert [g.get("class") for g in groups] == ["bar gain", "bar loss", "bar even", "bar even"]
    up, down = (g.find("rect") for g in groups[:2])
    assert up is not None
    assert down is not None
    assert float(up.attrib["y"]) + float(up.attrib["height"]) == float(down.attrib["y"])
    assert groups[2].find("rect") is None


def test_a_lone_bar_is_no_wall() -> None:
    chart = bar_chart([Bar("Jan", Decimal(5))], LABELS, chart_id="x", title="T")
    (bar,) = parsed(str(chart.svg)).iter("rect")
    assert (bar.attrib["x"], bar.attrib["width"]) == ("44.00%", "12.00%")


def test_the_table_of_bars_leads_to_their_entries() -> None:
    chart = bar_chart(
        [Bar("Jan", Decimal(1), "/entries?from=x&to=y")], LABELS, chart_id="x", title="T"
    )
    assert chart.rows[0].href == "/entries?from=x&to=y"


def test_a_ring_shares_out_what_is_positive() -> None:
    slices = [Slice("a", Decimal(3)), Slice("debt", Decimal(-9)), Slice("b", Decimal(1))]
    chart = donut(slices, LABELS, chart_id="x", title="T", center="4")
    circles = list(parsed(str(chart.svg)).iter("circle"))[1:]
    offsets = [float(c.attrib["stroke-dashoffset"]) for c in circles]
    assert offsets == [0, -75]
    assert [key.name for key in chart.legend] == ["a", "b"]


def test_one_slice_closes_the_ring() -> None:
    chart = donut([Slice("a", Decimal(3))], LABELS, chart_id="x", title="T", center="3")
    assert 'stroke-dasharray="100.00 0.00"' in chart.svg


@pytest.mark.parametrize(
    ("center", "size"), [("€9.87k", ""), ("€31.43k", "long"), ("CHF 31.43k", "longer")]
)
def test_long_words_in_a_ring_are_small(center: str, size: str) -> None:
    chart = donut([Slice("a", Decimal(1))], LABELS, chart_id="x", title="T", center=center)
    (words, _) = parsed(str(chart.svg)).iter("text")
    assert words.attrib["class"].split() == ["centre-text", *size.split()]


@pytest.mark.parametrize(
    ("values", "tone"), [([1, 2], "gain"), ([2, 1], "loss"), ([1, 2, 1], "even"), ([3, 3], "even")]
)
def test_a_sparkline_has_the_tone_of_its_ends(values: Values, tone: str) -> None:
    assert parsed(str(sparkline(decimals(values)))).attrib["class"] == f"spark {tone}"


def test_a_sparkline_keeps_gaps_and_thins_long_series() -> None:
    path = parsed(str(sparkline(decimals([1, 2, None, 3, 4]))))[0].attrib["d"]
    assert path.count("M") == 2
    long = parsed(str(sparkline(decimals(list(range(1000))))))[0].attrib["d"]
    assert long.count("L") == 30


def test_drawings_hold_no_style_and_no_script() -> None:
    chart = drawn([1, 2, 3])
    assert " style=" not in chart.svg
    assert "<style" not in chart.svg
    assert " on" not in chart.svg.replace(" one", "")


def test_few_series_stay_as_they_are_but_ranked() -> None:
    small, large = Series("small", decimals([None, None])), Series("large", decimals([-5, -5]))
    assert top_and_rest([small, large]) == (large, small)
