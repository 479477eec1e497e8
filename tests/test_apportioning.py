"""Shown tables: every row adds up, every figure is near its exact one, zeros stay zeros."""

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from total_bankroll.apportioning import Line, fitted, shown_lines, total_line
from total_bankroll.money import exact, round_half_up

D = Decimal
MONEY = st.one_of(
    st.just(D(0)),
    st.integers(-10_000, 10_000).map(lambda n: D(n).scaleb(-2)),
    st.integers(-(10**12), 10**12).map(lambda n: D(n).scaleb(-9)),
)
DECIMALS = st.sampled_from((0, 2, 8))
COLUMNS = 4
few = settings(max_examples=50)


@st.composite
def tables(draw: st.DrawFn) -> list[Line]:
    """Consecutive lines whose steps lead exactly from one value to the next."""
    value, lines = draw(MONEY), []
    for _ in range(draw(st.integers(1, 12))):
        steps = tuple(draw(st.lists(MONEY, min_size=COLUMNS, max_size=COLUMNS)))
        closing = value + sum(steps)
        lines.append(Line(value, steps, closing))
        value = closing
    return lines


@few
@given(tables(), DECIMALS)
def test_every_row_adds_up_between_values_rounded_once(lines: list[Line], decimals: int) -> None:
    for line, shown in zip(lines, shown_lines(lines, decimals), strict=True):
        assert shown.opening == round_half_up(line.opening, decimals)
        assert shown.closing == round_half_up(line.closing, decimals)
        assert shown.opening + sum(shown.steps) == shown.closing


@few
@given(tables(), DECIMALS)
def test_the_total_is_the_sum_of_the_shown_rows_and_adds_up_itself(
    lines: list[Line], decimals: int
) -> None:
    shown = shown_lines(lines, decimals)
    total = total_line(shown)
    assert total.opening + sum(total.steps) == total.closing
    for column in range(COLUMNS):
        assert total.steps[column] == sum(line.steps[column] for line in shown)


def crosses_zero_at_halves(line: Line, decimals: int) -> bool:
    """The one case in which whole units must give way: both ends are rounded away from zero."""
    return all(
        (value.scaleb(decimals) % 1).copy_abs() == D("0.5")
        for value in (line.opening, line.closing)
    )


@few
@given(tables(), DECIMALS)
@example([Line(D("-0.005"), (D("0.01"), D(0), D(0), D(0)), D("0.005"))], 2)
def test_a_figure_is_within_a_unit_of_its_exact_one(lines: list[Line], decimals: int) -> None:
    unit = D(1).scaleb(-decimals)
    for line, shown in zip(lines, shown_lines(lines, decimals), strict=True):
        exempt = crosses_zero_at_halves(line, decimals)
        for exactly, step in zip(line.steps, shown.steps, strict=True):
            assert abs(step - exactly) < unit or (exempt and abs(step - exactly) == unit)


@few
@given(tables(), DECIMALS)
def test_a_figure_that_needs_no_rounding_is_not_changed(lines: list[Line], decimals: int) -> None:
    for line, shown in zip(lines, shown_lines(lines, decimals), strict=True):
        for exactly, step in zip(line.steps, shown.steps, strict=True):
            if not exactly:
                assert step == 0
            elif round_half_up(exactly, decimals) == exactly:
                assert step == exactly or crosses_zero_at_halves(line, decimals)


@few
@given(tables(), DECIMALS)
def test_a_column_stays_near_its_exact_sum(lines: list[Line], decimals: int) -> None:
    unit = D(1).scaleb(-decimals)
    with exact():
        exactly, shown = total_line(lines), total_line(shown_lines(lines, decimals))
        for column in range(COLUMNS):
            assert abs(shown.steps[column] - exactly.steps[column]) <= COLUMNS * unit


def test_the_error_of_a_column_is_carried_on() -> None:
    # Three columns of a third each share the one unit that a row shows, in turns.
    lines, value, third = [], D(0), D("0.3333")
    for _ in range(6):
        lines.append(Line(value, (third, third, third), value + 3 * third))
        value += 3 * third
    shown = shown_lines(lines, 0)
    assert [line.steps for line in shown] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)] * 2
    assert total_line(shown).steps == (2, 2, 2)


def test_figures_fit_a_total_that_is_given() -> None:
    assert fitted([D("0.4"), D("0.4"), D("0.2")], D(1), 0) == [1, 0, 0]
    assert fitted([D("0.4"), D("0.4"), D("0.2")], D(0), 0) == [0, 0, 0]
    assert fitted([D(5), D("0.5"), D(0)], D(5), 0) == [5, 0, 0]
    assert fitted([D(5), D(-3), D(0)], D(4), 0) == [6, -2, 0]


@few
@given(st.lists(MONEY, min_size=1, max_size=6), st.integers(-3, 3), DECIMALS)
def test_any_total_is_reached(values: list[Decimal], off: int, decimals: int) -> None:
    with exact():
        total = round_half_up(sum(values, D(0)), decimals) + D(off).scaleb(-decimals)
    assert sum(fitted(values, total, decimals)) == total
    assert {figure.as_tuple().exponent for figure in fitted(values, total, decimals)} == {-decimals}


def test_a_table_without_rows_is_empty() -> None:
    assert shown_lines([], 2) == []
