"""Bars that lie: a waterfall from an opening to a closing value, and rankings around zero."""

import json
from decimal import Decimal

from tests.charts.reading import LABELS, bars, of_class, parsed, texts
from total_bankroll.charts import Cell, Chart, Ranked, Step, ranking_chart, waterfall_chart
from total_bankroll.charts.rows import fitted


def step(label: str, value: str, *, exact: str | None = None, moved: bool = False) -> Step:
    behind = None if exact is None else Decimal(exact)
    return Step(label, Decimal(value), behind, moved=moved)


def waterfall(opening: str, *steps: Step, closing: str) -> Chart:
    return waterfall_chart(
        step("Opening value", opening),
        steps,
        step("Closing value", closing),
        LABELS,
        chart_id="x",
        title="T",
    )


def test_bars_float_between_running_totals() -> None:
    chart = waterfall("100", step("In", "100"), step("Lost", "-50"), closing="150")
    assert bars(chart) == [(0, 50), (50, 100), (75, 100), (0, 75)]


def test_each_bar_is_tied_to_the_next_where_it_ends() -> None:
    chart = waterfall("100", step("In", "100"), step("Lost", "-50"), closing="150")
    ties = of_class(parsed(str(chart.svg)), "ties")[0]
    assert [line.attrib["x1"] for line in ties] == ["50.00%", "100.00%", "75.00%"]


def test_totals_may_cross_zero() -> None:
    chart = waterfall("-100", step("Won", "300"), step("Lost", "-250"), closing="-50")
    zero = of_class(parsed(str(chart.svg)), "zero")[0]
    assert zero.attrib["x1"] == "33.33%"
    assert bars(chart) == [(0, 33.33), (0, 100), (16.67, 100), (16.67, 33.34)]


def test_steps_of_zero_stand_in_the_table_only() -> None:
    chart = waterfall("100", step("Bonuses", "0"), step("Won", "5"), closing="105")
    assert texts(chart, "name") == ["Opening value", "Won", "Closing value"]
    assert [row.label for row in chart.rows] == ["Opening value", "Bonuses", "Won", "Closing value"]


def test_a_change_of_nothing_from_nothing_is_empty_but_not_one_that_cancels_out() -> None:
    assert waterfall("0", step("Won", "0"), closing="0").empty
    assert not waterfall("0", step("In", "5"), step("Out", "-5"), closing="0").empty


def test_an_opening_value_alone_is_a_chart() -> None:
    assert bars(waterfall("7", closing="7")) == [(0, 100), (0, 100)]


def test_gain_and_loss_have_a_sign_and_what_was_moved_is_neither() -> None:
    chart = waterfall(
        "10", step("Out", "-5", moved=True), step("Won", "2"), step("Fee", "-1"), closing="6"
    )
    groups = of_class(parsed(str(chart.svg)), "row-bar")
    assert [group.attrib["class"].split()[1] for group in groups] == [
        *("whole", "even", "gain", "loss", "whole"),
    ]
    assert texts(chart, "sum") == ["10.00 zł", "−5.00 zł", "+2.00 zł", "−1.00 zł", "6.00 zł"]


def test_a_table_shows_what_adds_up_and_keeps_what_is_exact() -> None:
    chart = waterfall("0", step("Won", "0.34", exact="0.335"), closing="0.34")
    assert chart.rows[1].cells == (Cell(Decimal("0.34"), "PLN", Decimal("0.335"), signed=True),)


def test_a_tooltip_says_what_a_step_makes() -> None:
    chart = waterfall("100", step("Won", "5"), closing="105")
    assert json.loads(chart.data)["series"][1]["text"] == [None, "makes 105.00 zł", None]


def test_running_totals_are_exact_beyond_28_digits() -> None:
    chart = waterfall("1E+14", step("Won", "1E-20"), closing="100000000000000.00000000000000000001")
    assert not chart.empty


def test_long_amounts_are_short_on_a_phone_and_full_on_a_desk() -> None:
    chart = waterfall("123456789", closing="123456789")
    assert texts(chart, "wide") == ["123456789.00 zł"] * 2
    assert texts(chart, "narrow") == ["123456789"] * 2


def ranking(*values: str | None, limit: int = 12, held: bool = False) -> Chart:
    ranks = [
        Ranked(f"N{i}", None if value is None else Decimal(value), href=f"/sites/{i}")
        for i, value in enumerate(values)
    ]
    return ranking_chart(ranks, LABELS, chart_id="x", title="T", limit=limit, held=held)


def test_a_ranking_goes_from_the_largest_gain_to_the_largest_loss_from_a_zero_line() -> None:
    chart = ranking("-50", "100", "0", "50")
    assert texts(chart, "name") == ["N1", "N3", "N2", "N0"]
    assert texts(chart, "sum") == ["+100.00 zł", "+50.00 zł", "0.00 zł", "−50.00 zł"]
    assert bars(chart) == [(33.33, 100), (33.33, 66.66), (33.33, 33.63), (0, 33.33)]


def test_what_is_not_known_stands_last_and_has_no_bar() -> None:
    chart = ranking(None, "5")
    assert texts(chart, "sum") == ["+5.00 zł", "–"]
    assert len(bars(chart)) == 1
    assert [row.href for row in chart.rows] == ["/sites/1", "/sites/0"]


def test_the_smallest_are_drawn_as_one_and_listed_each() -> None:
    chart = ranking("1", "-100", "2", "50", limit=2)
    assert texts(chart, "name") == ["N3", "N1", "Others (2)"]
    assert texts(chart, "sum") == ["+50.00 zł", "−100.00 zł", "+3.00 zł"]
    assert len(chart.rows) == 4


def test_others_are_not_known_where_one_of_them_is_not() -> None:
    assert texts(ranking("5", "1", None, limit=1), "sum") == ["+5.00 zł", "–"]


def test_what_is_held_was_not_won() -> None:
    chart = ranking("5", "-5", held=True)
    assert texts(chart, "sum") == ["5.00 zł", "−5.00 zł"]
    assert not of_class(parsed(str(chart.svg)), "gain")
    assert chart.rows[0].cells == (Cell(Decimal(5), "PLN", Decimal(5)),)


def test_what_is_shown_as_zero_has_no_sign() -> None:
    assert texts(ranking("0.001"), "sum") == ["0.00 zł"]


def test_all_zero_is_a_ranking_too() -> None:
    assert texts(ranking("0", "0"), "sum") == ["0.00 zł", "0.00 zł"]


def test_a_name_is_cut_by_its_width() -> None:
    assert fitted("PokerStars", 10) == "PokerStars"
    assert fitted("PokerStars (old)", 10) == "PokerStar…"
    assert fitted("银行账户储蓄存款", 10) == "银行账户…"
