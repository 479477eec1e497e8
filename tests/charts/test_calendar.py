"""The calendar of results: each day in its place, by weeks and by months."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.charts.reading import LABELS, Values, days, decimals, of_class, parsed
from total_bankroll.charts import Cell, Chart, calendar_chart
from total_bankroll.charts.calendar import by_months, by_weeks


def calendar(values: Values, first: date = date(2026, 1, 1)) -> Chart:
    return calendar_chart(
        days(len(values), first),
        decimals(values),
        LABELS,
        chart_id="x",
        title="T",
        href=lambda day: f"/entries?from={day}&to={day}",
    )


def tones(svg: str) -> dict[str, int]:
    """How many cells of each tone there are."""
    cells = of_class(parsed(svg), "cell")
    return {cell.attrib["class"].split()[1]: cell.attrib["d"].count("M") for cell in cells}


@pytest.mark.parametrize(
    ("starts", "spots"), [(0, [(0, 3), (0, 6), (1, 0)]), (6, [(0, 4), (1, 0), (1, 1)])]
)
def test_a_column_is_a_week_of_the_reader(starts: int, spots: list[tuple[int, int]]) -> None:
    some = [date(2026, 1, 1), date(2026, 1, 4), date(2026, 1, 5)]  # Thursday, Sunday, Monday
    assert by_weeks(some, replace(LABELS, week_starts=starts)).spots == spots


def test_a_row_is_a_month_on_a_phone_over_the_turn_of_a_year() -> None:
    layout = by_months([date(2025, 12, 31), date(2026, 1, 1)], LABELS)
    assert layout.spots == [(30, 0), (0, 1)]
    assert layout.left == [(0, "Dec 2025"), (1, "Jan 2026")]


def test_names_of_months_do_not_touch() -> None:
    top = by_weeks(days(365, date(2026, 1, 30)), LABELS).top
    assert [text for _, text in top][:3] == ["Feb", "Mar", "Apr"]
    assert all(later[0] - earlier[0] >= 3 for earlier, later in pairwise(top))


def test_a_day_without_data_is_not_a_day_without_a_result() -> None:
    chart = calendar([None, 0, 5, -5])
    for svg in (chart.svg, chart.narrow):
        assert tones(str(svg)) == {"none": 1, "even": 1, "gain3": 1, "loss3": 1}
    assert chart.note == "1 day without a result, 1 day not known."
    assert json.loads(chart.data)["series"][0]["text"] == [None, "0.00 zł", "+5.00 zł", "−5.00 zł"]


def test_a_loss_has_a_minus_besides_its_colour() -> None:
    root = parsed(str(calendar([5, -5, -1, 3]).svg))
    assert sum(path.attrib["d"].count("M") for path in of_class(root, "minus")) == 2


def test_shades_are_thirds_of_all_results() -> None:
    chart = calendar([1, -2, 3, -4, 5, -600])
    assert tones(str(chart.svg)) == {
        **{"gain1": 1, "gain2": 1, "gain3": 1},
        **{"loss1": 1, "loss2": 1, "loss3": 1},
    }
    assert chart.legend[0].name == "Gain, stronger from 3.00 zł, strongest from 5.00 zł"


def test_a_legend_explains_only_what_is_there() -> None:
    assert [key.key for key in calendar([0, None]).legend] == ["even", "none"]
    assert [key.key for key in calendar([5]).legend] == ["gain2"]


def test_the_table_has_the_days_with_a_result_the_newest_first_and_leads_to_them() -> None:
    rows = calendar([5, 0, None, -5]).rows
    assert [row.label for row in rows] == ["2026-01-04", "2026-01-01"]
    assert rows[0].cells == (Cell(Decimal(-5), "PLN", Decimal(-5), signed=True),)
    assert rows[0].href == "/entries?from=2026-01-04&to=2026-01-04"


def test_the_best_and_the_worst_day_are_said() -> None:
    said = parsed(str(calendar([5, -7, 0, 2]).svg)).findtext("desc")
    assert said == (
        "2026-01-01 to 2026-01-04: 2 gains, 1 loss; best +5.00 zł on 2026-01-01, "
        "worst −7.00 zł on 2026-01-02."
    )


def test_more_than_a_year_is_drawn_as_months_on_a_desk_too() -> None:
    year, two = calendar([1] * 366), calendar([1] * 731)
    assert json.loads(year.data)["spots"] != json.loads(year.data)["narrow"]
    assert json.loads(two.data)["spots"] == json.loads(two.data)["narrow"]


def test_the_two_drawings_have_names_of_their_own() -> None:
    chart = calendar([1])
    assert parsed(str(chart.svg)).attrib["id"] == "x"
    assert parsed(str(chart.narrow)).attrib["id"] == "x-narrow"


def test_of_a_year_of_daily_play_the_table_has_the_newest_and_says_so() -> None:
    chart = calendar(range(1, 366))
    assert (len(chart.rows), chart.rows[0].label) == (240, "2026-12-31")
    assert chart.note == "The table has the newest 240 results."
    assert len(calendar([1] * 240).rows) == 240
    assert calendar([1] * 240).note == ""
