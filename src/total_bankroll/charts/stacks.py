"""Stacked areas over time: what a whole was made of; a day that is not wholly known is a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from markupsafe import Markup

from total_bankroll.charts.axes import (
    BOTTOM,
    TOP,
    Places,
    Scale,
    grid,
    scale_of,
    tick_texts,
    time_axis,
)
from total_bankroll.charts.chart import (
    REST_KEY,
    Chart,
    Key,
    Labels,
    Traced,
    data_of,
    gutter,
    key_of,
    no_chart,
    number,
    opening_tag,
)
from total_bankroll.charts.lines import HEIGHT, Series, rows_of, stretched, sum_of, thinned
from total_bankroll.money import exact

_SHARE_DECIMALS = Decimal("1e-6")
_HALF_A_LONE_DAY = 6


@dataclass(frozen=True, slots=True)
class _Stack:
    """What is drawn: the positive series with their keys, and each day's edges from the bottom."""

    days: Sequence[date]
    series: Sequence[Series]
    keys: Sequence[str]
    edges: Sequence[Sequence[Decimal] | None]


def stacked_chart(
    days: Sequence[date],
    series: Sequence[Series],
    labels: Labels,
    *,
    chart_id: str,
    title: str,
    desc: str = "",
    whole: Decimal | None = None,
) -> Chart:
    """Areas on top of each other, the first at the bottom; see `top_areas` for many.

    Debts take no room: the axis starts at zero, and they stand in tooltip and table with their
    sign. `whole` is what the full height stands for: 1 where the figures are shares.
    """
    stack, debts = _stacked(*thinned(days, series))
    known = [edges[-1] for edges in stack.edges if edges]
    if not known:
        return no_chart(chart_id, title)
    top = [whole] if whole else known
    scale = scale_of(top, HEIGHT - TOP - BOTTOM, zero=True, smallest=labels.smallest)
    texts = tick_texts(scale, labels)
    places = Places(stack.days[0], stack.days[-1])
    opening = opening_tag(chart_id, title, desc or _describe(stack, labels), HEIGHT)
    drawn = zip(stack.keys, stack.series, strict=True)
    return Chart(
        chart_id=chart_id,
        title=title,
        svg=opening + grid(scale, texts) + _drawing(stack, scale, places, labels),
        data=_data(stack, debts, scale, places, labels),
        legend=tuple(Key(key, one.name) for key, one in drawn)[::-1],
        head=("Day", *(one.name for one in (*stack.series, *debts))),
        rows=rows_of(stack.days, (*stack.series, *debts), labels),
        gutter=gutter(texts),
        kind="stacks",
        note=_note(stack, debts),
    )


def _drawing(stack: _Stack, scale: Scale, places: Places, labels: Labels) -> Markup:
    """The areas and the days below them, to the end of the drawing."""
    areas = stretched(scale.height, Markup("").join(_areas(stack, scale, places)))
    return areas + time_axis(stack.days, places, labels, HEIGHT) + Markup("</svg>")


def top_areas(series: Sequence[Series], limit: int = 8, rest: str = "Others") -> tuple[Series, ...]:
    """The `limit` that were the largest over the whole time, and the rest as one.

    A debt is not set off against what the rest holds: where one of the rest is negative, it
    counts as nothing there.
    """
    ranked = sorted(series, key=_weight, reverse=True)
    if len(ranked) <= limit:
        return tuple(ranked)
    columns = zip(*(one.values for one in ranked[limit:]), strict=True)
    sums = [sum_of([_positive(value) for value in column]) for column in columns]
    return (*ranked[:limit], Series(rest, sums, rest=True))


def shares_of(series: Sequence[Series]) -> tuple[Series, ...]:
    """Each day's figures as shares of that day's positive ones, to six decimals.

    A debt has no share; neither has a day without anything positive, nor one that is not wholly
    known: those are gaps.
    """
    columns = [_shares(column) for column in zip(*(one.values for one in series), strict=True)]
    return tuple(
        Series(one.name, [column[i] for column in columns], rest=one.rest)
        for i, one in enumerate(series)
    )


def _shares(column: Sequence[Decimal | None]) -> list[Decimal | None]:
    total = sum_of([_positive(value) for value in column])
    if not total:
        return [None] * len(column)
    return [
        (max(value or Decimal(0), Decimal(0)) / total).quantize(_SHARE_DECIMALS, ROUND_HALF_UP)
        for value in column
    ]


def _positive(value: Decimal | None) -> Decimal | None:
    return None if value is None else max(value, Decimal(0))


def _weight(series: Series) -> Decimal:
    with exact():
        return sum((max(value, Decimal(0)) for value in series.values if value), Decimal(0))


def _stacked(days: Sequence[date], series: Sequence[Series]) -> tuple[_Stack, list[Series]]:
    """What is drawn, and the series that never held anything but debts."""
    drawn = [one for one in series if _weight(one)]
    debts = [one for one in series if not _weight(one) and any(one.values)]
    keys = [REST_KEY if one.rest else key_of(i) for i, one in enumerate(drawn)]
    whole = [all(one.values[i] is not None for one in series) for i in range(len(days))]
    edges = [_edges(drawn, i) if known and drawn else None for i, known in enumerate(whole)]
    return _Stack(days, drawn, keys, edges), debts


def _edges(series: Sequence[Series], day: int) -> list[Decimal]:
    with exact():
        return list(accumulate(max(one.values[day] or Decimal(0), Decimal(0)) for one in series))


def _areas(stack: _Stack, scale: Scale, places: Places) -> Iterator[Markup]:
    """The highest first and each down to zero, so that the next covers what is not its own."""
    area = Markup('<path class="area {0}" d="{1}"/><path class="line {0}" d="{2}"/>')
    runs = list(_runs(stack.edges))
    for i in reversed(range(len(stack.series))):
        tops = [_top(stack, run, i, scale, places) for run in runs]
        areas = "".join(f"M{top[0][0]} {scale.height}L{_line(top)}V{scale.height}Z" for top in tops)
        yield area.format(stack.keys[i], areas, "".join(f"M{_line(top)}" for top in tops))


def _runs(edges: Sequence[Sequence[Decimal] | None]) -> Iterator[list[int]]:
    """Stretches of days without a gap between them, as their places."""
    run: list[int] = []
    for i, known in enumerate(edges):
        if known:
            run.append(i)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _top(
    stack: _Stack, run: Sequence[int], series: int, scale: Scale, places: Places
) -> list[tuple[str, str]]:
    """An area's upper edge; a day that stands alone is as wide as can be seen."""
    points = []
    for day in run:
        edges = stack.edges[day] or ()
        points.append((places.of(stack.days[day]), number(max(scale.y(edges[series]), 0.0))))
    if len(points) == 1:
        (x, y) = points[0]
        points = [(x - _HALF_A_LONE_DAY, y), (x + _HALF_A_LONE_DAY, y)]
    return [(number(min(max(x, 0.0), 1000.0)), y) for x, y in points]


def _line(points: Sequence[tuple[str, str]]) -> str:
    return "L".join(f"{x} {y}" for x, y in points)


def _describe(stack: _Stack, labels: Labels) -> str:
    """What the last known day was made of, for whoever hears it."""
    last = max(i for i, edges in enumerate(stack.edges) if edges)
    parts = ", ".join(
        f"{one.name} {labels.value(value)}"
        for one in stack.series
        if (value := one.values[last]) is not None and value > 0
    )
    span = f"{labels.day(stack.days[0])} to {labels.day(stack.days[-1])}"
    return f"{span}, made of {len(stack.series)}. On {labels.day(stack.days[last])}: {parts}."


def _note(stack: _Stack, debts: Sequence[Series]) -> str:
    names = [one.name for one in stack.series if any(v is not None and v < 0 for v in one.values)]
    names += [one.name for one in debts]
    return f"Debts take no room here; the table has them: {', '.join(names)}." if names else ""


def _data(
    stack: _Stack, debts: Sequence[Series], scale: Scale, places: Places, labels: Labels
) -> str:
    tops = [
        [None if edges is None else TOP + max(scale.y(edges[i]), 0.0) for edges in stack.edges]
        for i in range(len(stack.series))
    ]
    floor = [None if edges is None else TOP + float(scale.height) for edges in stack.edges]
    traced = [
        Traced(one.name, key, heights, _texts(one, labels))
        for one, key, heights in zip(
            (*stack.series, *debts),
            (*stack.keys, *("" for _ in debts)),
            (*tops, *(floor for _ in debts)),
            strict=True,
        )
    ]
    days = [labels.day(day) for day in stack.days]
    return data_of([places.of(day) for day in stack.days], days, traced)


def _texts(one: Series, labels: Labels) -> list[str | None]:
    """Nothing is said of a day on which there was nothing."""
    return [labels.value(value) if value else None for value in one.values]
