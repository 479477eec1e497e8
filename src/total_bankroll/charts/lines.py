"""Lines over time: one or several series that share their days; a day without a figure is a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from total_bankroll.apportioning import fitted
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
    Cell,
    Chart,
    Key,
    Labels,
    Row,
    Traced,
    data_of,
    gutter,
    key_of,
    no_chart,
    number,
    opening_tag,
)
from total_bankroll.money import exact, round_half_up

HEIGHT = 280
ROWS = 20
_POINTS_ALONE = 366
_QUARTER, _POINTS_TOGETHER = 92, 60  # every day of a quarter; fewer of a longer time
_NEAR_ZERO = 2  # where the lowest figure is at most half of the highest, zero is shown too


@dataclass(frozen=True, slots=True)
class Series:
    """A name and one figure a day, None where it is not known."""

    name: str
    values: Sequence[Decimal | None]
    rest: bool = False

    def weight(self) -> Decimal:
        """The last known figure's size, by which series are ranked."""
        known = [value for value in self.values if value is not None]
        return abs(known[-1]) if known else Decimal(0)


def top_and_rest(
    series: Sequence[Series], limit: int = 8, rest: str = "Others"
) -> tuple[Series, ...]:
    """The `limit` largest in order, and one that sums what is left; a gap in one is a gap there."""
    ranked = sorted(series, key=Series.weight, reverse=True)
    if len(ranked) <= limit:
        return tuple(ranked)
    sums = [sum_of(values) for values in zip(*(one.values for one in ranked[limit:]), strict=True)]
    return (*ranked[:limit], Series(rest, sums, rest=True))


def line_chart(
    days: Sequence[date],
    series: Sequence[Series],
    labels: Labels,
    *,
    chart_id: str,
    title: str,
    desc: str = "",
    from_zero: bool = False,
) -> Chart:
    """A chart of ascending days, evenly spread ones of many; a day's shown parts add up."""
    days, shown = thinned(days, series)
    shown = _adding_up(shown, labels.smallest)
    known = [value for one in shown for value in one.values if value is not None]
    if not known:
        return no_chart(chart_id, title)
    zero = from_zero or 0 <= min(known) * _NEAR_ZERO <= max(known)
    scale = scale_of(known, HEIGHT - TOP - BOTTOM, zero=zero, smallest=labels.smallest)
    texts = tick_texts(scale, labels)
    places = Places(days[0], days[-1])
    keys = [REST_KEY if one.rest else key_of(i) for i, one in enumerate(shown)]
    svg = Markup("").join(
        [
            opening_tag(chart_id, title, desc or _describe(days, shown, labels), HEIGHT),
            grid(scale, texts),
            time_axis(days, places, labels, HEIGHT),
            _plot(days, shown, keys, scale, places),
            Markup("</svg>"),
        ]
    )
    return Chart(
        chart_id=chart_id,
        title=title,
        svg=svg,
        data=_data(days, shown, keys, scale, places, labels),
        legend=tuple(Key(key, one.name) for key, one in zip(keys, shown, strict=True)),
        head=("Day", *(one.name for one in shown)),
        rows=_rows(days, shown, labels),
        gutter=gutter(texts),
    )


def thinned(days: Sequence[date], series: Sequence[Series]) -> tuple[list[date], list[Series]]:
    together = _QUARTER if len(days) <= _QUARTER else _POINTS_TOGETHER
    kept = spread(len(days), _POINTS_ALONE if len(series) == 1 else together)
    shown = [Series(one.name, [one.values[i] for i in kept], rest=one.rest) for one in series]
    return [days[i] for i in kept], shown


def _adding_up(series: Sequence[Series], smallest: Decimal) -> list[Series]:
    """Rounded to the `smallest` unit, so that each day's figures add up to their rounded sum."""
    if len(series) < 2 or not smallest:
        return list(series)
    decimals = -int(smallest.as_tuple().exponent)
    columns = [
        _rounded(column, decimals) for column in zip(*(one.values for one in series), strict=True)
    ]
    return [replace(one, values=[column[i] for column in columns]) for i, one in enumerate(series)]


def _rounded(values: Sequence[Decimal | None], decimals: int) -> Sequence[Decimal | None]:
    """A day that is not wholly known has no sum to add up to."""
    total = sum_of(values)
    if total is None:
        return values
    known = [value for value in values if value is not None]
    return fitted(known, round_half_up(total, decimals), decimals)


def sum_of(values: Sequence[Decimal | None]) -> Decimal | None:
    """The exact sum, None where one of the values is not known."""
    known = [value for value in values if value is not None]
    with exact():
        return sum(known, Decimal(0)) if len(known) == len(values) else None


def spread(count: int, limit: int) -> list[int]:
    """Up to `limit` evenly spread places of `count`, the first and the last among them."""
    if count <= limit:
        return list(range(count))
    return [round(i * (count - 1) / (limit - 1)) for i in range(limit)]


def _describe(days: Sequence[date], series: Sequence[Series], labels: Labels) -> str:
    """The chart in a sentence, for whoever hears it."""
    span = f"{labels.day(days[0])} to {labels.day(days[-1])}"
    if len(series) > 1:
        return f"{len(series)} lines from {span}: {', '.join(one.name for one in series)}."
    known = [value for value in series[0].values if value is not None]
    ends = f"from {labels.value(known[0])} to {labels.value(known[-1])}"
    edges = f"lowest {labels.value(min(known))}, highest {labels.value(max(known))}"
    return f"{span}: {ends}; {edges}."


def _plot(
    days: Sequence[date],
    series: Sequence[Series],
    keys: Sequence[str],
    scale: Scale,
    places: Places,
) -> Markup:
    """The lines; stretched to the width, they keep their strokes."""
    xs = [number(places.of(day)) for day in days]
    drawn = Markup("").join(
        paths(
            xs,
            one.values,
            key,
            scale,
            floor=scale.height if len(series) == 1 and scale.from_zero else None,
        )
        for one, key in zip(series, keys, strict=True)
    )
    return stretched(scale.height, drawn)


def stretched(height: int, drawn: Markup) -> Markup:
    """An inner svg, a thousand units wide, as wide as there is room."""
    return Markup(
        '<svg class="plot" y="{0}" width="100%" height="{1}" viewBox="0 0 1000 {1}" '
        'preserveAspectRatio="none" aria-hidden="true">{2}</svg>'
    ).format(TOP, height, drawn)


def paths(
    xs: Sequence[str],
    values: Sequence[Decimal | None],
    key: str,
    scale: Scale,
    *,
    floor: float | None,
) -> Markup:
    """A series as lines, a dot for a day alone, and filled to `floor` where there is one."""
    areas, strokes, dots = [], [], []
    for run in runs(xs, values, scale):
        line = "L".join(f"{x} {y}" for x, y in run)
        if len(run) == 1:
            dots.append(f"M{line}h0")
            continue
        strokes.append(f"M{line}")
        areas.append(f"M{run[0][0]} {number(floor or 0)}L{line}V{number(floor or 0)}Z")
    drawn = [("area", [] if floor is None else areas), ("line", strokes), ("line dot", dots)]
    return Markup("").join(
        Markup('<path class="{} {}" d="{}"/>').format(kind, key, "".join(parts))
        for kind, parts in drawn
        if parts
    )


def runs(
    xs: Sequence[str], values: Sequence[Decimal | None], scale: Scale
) -> Iterator[list[tuple[str, str]]]:
    """Stretches of days without a gap between them."""
    run: list[tuple[str, str]] = []
    for x, value in zip(xs, values, strict=True):
        if value is not None:
            run.append((x, number(scale.y(value))))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _data(
    days: Sequence[date],
    series: Sequence[Series],
    keys: Sequence[str],
    scale: Scale,
    places: Places,
    labels: Labels,
) -> str:
    traced = [
        Traced(
            name=one.name if len(series) > 1 else "",
            key=key,
            heights=[None if value is None else TOP + scale.y(value) for value in one.values],
            texts=[None if value is None else labels.value(value) for value in one.values],
        )
        for one, key in zip(series, keys, strict=True)
    ]
    return data_of([places.of(day) for day in days], [labels.day(day) for day in days], traced)


def rows_of(days: Sequence[date], series: Sequence[Series], labels: Labels) -> tuple[Row, ...]:
    """The newest day first, and no more rows than a reader reads."""
    return tuple(
        Row(labels.day(days[i]), tuple(labels.cell(one.values[i]) for one in series))
        for i in reversed(spread(len(days), ROWS))
    )


def _rows(days: Sequence[date], series: Sequence[Series], labels: Labels) -> tuple[Row, ...]:
    """Without the exact figures: of many lines, they would be most of what the page weighs."""
    rows = rows_of(days, series, labels)
    return tuple(replace(row, cells=tuple(map(_shown_only, row.cells))) for row in rows)


def _shown_only(cell: str | Cell) -> str | Cell:
    return cell if isinstance(cell, str) else replace(cell, exact=None)
