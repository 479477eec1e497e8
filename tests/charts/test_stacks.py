"""Stacked areas: edges that add up, gaps that stay gaps, debts that take no room."""

import json
from dataclasses import replace
from decimal import Decimal

from tests.charts.reading import LABELS, Values, days, decimals, parsed
from total_bankroll.charts import Cell, Chart, Series, shares_of, stacked_chart, top_areas


def stack(*values: Values, whole: Decimal | None = None) -> Chart:
    series = [
        Series(name, decimals(one)) for name, one in zip("ABCDEFGHIJKL", values, strict=False)
    ]
    return stacked_chart(days(len(values[0])), series, LABELS, chart_id="x", title="T", whole=whole)


def areas(chart: Chart) -> list[str]:
    paths = parsed(str(chart.svg)).iter("path")
    return [path.attrib["d"] for path in paths if "area" in path.attrib["class"].split()]


def test_each_area_lies_on_those_below_and_the_highest_is_drawn_first() -> None:
    assert areas(stack([10, 10], [10, 30])) == [
        "M0 240L0 120L1000 0V240Z",
        "M0 240L0 180L1000 180V240Z",
    ]


def test_a_legend_has_the_order_of_the_stack_from_above() -> None:
    assert [key.name for key in stack([10, 10], [10, 30]).legend] == ["B", "A"]


def test_a_day_that_is_not_wholly_known_is_a_gap_in_every_area() -> None:
    chart = stack([1, 1, 1, 1, 1], [1, 1, None, 1, 1])
    assert all(area.count("Z") == 2 for area in areas(chart))
    first, second = json.loads(chart.data)["series"]
    assert first["y"][2] is None
    assert (first["text"][2], second["text"][2]) == ("1.00 zł", None)
    assert chart.rows[2].cells == (Cell(Decimal(1), "PLN", Decimal(1)), "–")


def test_a_day_alone_is_as_wide_as_can_be_seen() -> None:
    assert areas(stack([4], [0])) == ["M494 240L494 0L506 0V240Z"]
    assert areas(stack([4, None, 4, 4])) == ["M0 240L0 0L6 0V240ZM666.7 240L666.7 0L1000 0V240Z"]


def test_a_debt_takes_no_room_and_is_told_with_its_sign() -> None:
    chart = stack([10, 10], [-5, -5], [5, -5])
    assert [key.name for key in chart.legend] == ["C", "A"]
    assert chart.note == "Debts take no room here; the table has them: C, B."
    assert chart.head == ("Day", "A", "C", "B")
    assert json.loads(chart.data)["series"][2]["text"] == ["−5.00 zł", "−5.00 zł"]
    assert chart.rows[0].cells[2] == Cell(Decimal(-5), "PLN", Decimal(-5))


def test_nothing_but_debts_is_empty() -> None:
    assert stack([-5, -5]).empty


def test_shares_fill_the_whole_height_and_no_more() -> None:
    shares = shares_of([Series(name, decimals([1, 1])) for name in "ABC"])
    plain = replace(LABELS, currency="", smallest=Decimal(0))
    chart = stacked_chart(days(2), shares, plain, chart_id="x", title="T", whole=Decimal(1))
    top = [float(part.split(" ")[1]) for part in areas(chart)[0].split("V")[0].split("L")[1:]]
    assert all(0 <= y < 0.1 for y in top)
    assert chart.rows[0].cells == ("0.33 zł",) * 3


def test_shares_are_of_what_is_positive() -> None:
    shares = shares_of([Series("A", decimals([3, 0, 1])), Series("B", decimals([1, 0, None]))])
    debt = shares_of([Series("A", decimals([3])), Series("B", decimals([-9]))])
    assert [one.values for one in shares] == [
        [Decimal("0.75"), None, None],
        [Decimal("0.25"), None, None],
    ]
    assert [one.values for one in debt] == [[1], [0]]


def test_the_largest_over_the_whole_time_stand_alone() -> None:
    series = [Series(str(i), decimals([100 * i, 1])) for i in range(1, 12)]
    kept = top_areas(series)
    assert [one.name for one in kept] == ["11", "10", "9", "8", "7", "6", "5", "4", "Others"]
    assert kept[-1].values == [600, 3]
    assert kept[-1].rest


def test_a_debt_is_not_set_off_within_the_rest() -> None:
    series = [Series("big", decimals([9])), Series("a", decimals([3])), Series("b", decimals([-2]))]
    assert top_areas(series, limit=1)[-1].values == [3]
    assert top_areas(series, limit=3) == tuple(series)


def test_sums_are_exact_beyond_28_digits() -> None:
    tiny = Decimal("1E-20")
    huge = [Series("b", [Decimal("1E+14")]), Series("c", [tiny])]
    assert str(top_areas(huge, limit=0)[0].values[0]) == "100000000000000.00000000000000000001"


def test_long_histories_are_thinned() -> None:
    chart = stack([1] * 3000, [2] * 3000)
    assert len(json.loads(chart.data)["labels"]) <= 92
    assert len(chart.rows) <= 25
