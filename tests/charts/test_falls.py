"""Drawdown: the distance from the peak so far, and the deepest fall with its dates."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.charts.reading import FIRST, LABELS, Values, days, decimals, of_class, parsed
from total_bankroll.charts import Chart, Deepest, deepest_of, drawdown_chart, falls_of


def chart_of(values: Values) -> Chart:
    falls = falls_of(days(len(values)), decimals(values))
    return drawdown_chart(falls, LABELS, chart_id="x", title="T")


def deepest(values: Values) -> Deepest | None:
    return deepest_of(falls_of(days(len(values)), decimals(values)))


def test_a_fall_is_counted_from_the_peak_so_far() -> None:
    falls = falls_of(days(5), decimals([100, 80, 120, 90, 120]))
    assert [fall.depth for fall in falls] == [0, -20, 0, -30, 0]
    assert [fall.share for fall in falls] == [0, Decimal("-0.2"), 0, Decimal("-0.25"), 0]
    peaks = [(fall.peak - FIRST).days for fall in falls if fall.peak]
    assert peaks == [0, 0, 2, 2, 4]


def test_a_gap_is_no_peak_and_no_fall() -> None:
    falls = falls_of(days(3), decimals([100, None, 80]))
    assert [fall.depth for fall in falls] == [0, None, -20]
    assert falls[1].peak is None


def test_a_peak_that_is_not_positive_has_no_shares() -> None:
    assert [fall.share for fall in falls_of(days(2), decimals([0, -5]))] == [None, None]


def test_a_depth_is_exact_beyond_28_digits() -> None:
    values = [Decimal("1E+14"), Decimal("1E-20")]
    depth = falls_of(days(2), values)[1].depth
    assert str(depth) == "-99999999999999.99999999999999999999"


def test_the_deepest_fall_has_its_peak_its_low_and_the_day_that_made_it_up() -> None:
    found = deepest([100, 95, 100, 60, 80, 100, 90])
    day = [FIRST + timedelta(days=i) for i in range(7)]
    assert found == Deepest(Decimal(-40), Decimal("-0.4"), day[2], day[3], day[5], day[6])
    assert found.days == 3


def test_a_fall_that_is_not_made_up_lasts_until_the_last_day() -> None:
    found = deepest([100, 60, 80])
    assert found
    assert (found.end, found.days) == (None, 2)


def test_of_two_equal_falls_the_first_is_told() -> None:
    found = deepest([10, 5, 10, 5])
    assert found
    assert found.low == FIRST + timedelta(days=1)


def test_a_curve_that_never_fell_has_none_and_says_so() -> None:
    assert deepest([1, 1, 2]) is None
    chart = chart_of([1, 1, 2])
    assert chart.note == "Never below a peak in this time."
    assert not of_class(parsed(str(chart.svg)), "mark")


def test_the_area_hangs_from_zero() -> None:
    (area,) = of_class(parsed(str(chart_of([100, 0, 100]).svg)), "area")
    assert area.attrib["d"] == "M0 0L0 0L500 180L1000 0V0Z"


def test_gaps_interrupt_the_area() -> None:
    (area,) = of_class(parsed(str(chart_of([9, 5, None, 5, 9]).svg)), "area")
    assert area.attrib["d"].count("Z") == 2


@pytest.mark.parametrize(
    ("values", "anchor", "across"),
    [
        ([100, 100, 69, 100, 100], "middle", "0"),  # below the curve
        ([100, 100, 60, 100, 100], "start", "10"),  # which touches the bottom: beside it
        ([100, 100, 100, 100, 60], "end", "-10"),
    ],
)
def test_the_words_at_the_deepest_fall_stand_where_the_curve_does_not(
    values: Values, anchor: str, across: str
) -> None:
    (mark,) = of_class(parsed(str(chart_of(values).svg)), "mark")
    words = list(mark)[1].attrib
    assert (words["text-anchor"], words["dx"]) == (anchor, across)


def test_the_deepest_fall_is_marked_and_said() -> None:
    chart = chart_of([100, 60, 80, 100, 100])
    root = parsed(str(chart.svg))
    assert chart.note == (
        "Deepest fall: −40.00 zł (−40.0%), from the peak on 2026-01-01 to 2026-01-02, "
        "made up on 2026-01-04: 3 days."
    )
    (band,) = of_class(root, "band")
    assert (band.attrib["x"], band.attrib["width"]) == ("0%", "75%")
    assert "".join(of_class(root, "mark")[0].itertext()) == "2 Jan: −40"


def test_the_deepest_day_survives_thinning() -> None:
    values = [1000] * 2000
    values[1001] = 7
    chart = chart_of(values)
    data = json.loads(chart.data)
    assert len(data["labels"]) <= 369
    assert "−993.00 zł (−99.3%)" in data["series"][0]["text"]
    assert any(getattr(row.cells[0], "value", None) == -993 for row in chart.rows)
