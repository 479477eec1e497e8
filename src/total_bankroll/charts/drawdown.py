"""Drawdown: how far a curve lies below its highest point so far, and the deepest fall."""

from collections.abc import Sequence
from decimal import Decimal

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
    GAP,
    Chart,
    Labels,
    Row,
    Traced,
    clean,
    data_of,
    gutter,
    no_chart,
    number,
    opening_tag,
)
from total_bankroll.charts.falls import Deepest, Fall, deepest_of
from total_bankroll.charts.lines import ROWS, paths, spread, stretched

HEIGHT = 220
_POINTS = 366
_EDGE = 250


def drawdown_chart(
    falls: Sequence[Fall], labels: Labels, *, chart_id: str, title: str, desc: str = ""
) -> Chart:
    """An area from zero downward, a day a fall, ascending; the deepest fall is marked.

    A curve that never fell is a line at zero: it says so in `note`.
    """
    if all(fall.depth is None for fall in falls):
        return no_chart(chart_id, title)
    deepest = deepest_of(falls)
    shown = _thinned(falls, deepest)
    depths = [fall.depth for fall in shown if fall.depth is not None]
    scale = _scale(depths, labels)
    texts = tick_texts(scale, labels)
    places = Places(shown[0].day, shown[-1].day)
    said = _said(deepest, labels)
    svg = Markup("").join(
        [
            opening_tag(chart_id, title, desc or said, HEIGHT),
            _band(deepest, places, scale),
            grid(scale, texts),
            time_axis([fall.day for fall in shown], places, labels, HEIGHT),
            _plot(shown, scale, places),
            _mark(deepest, places, scale, labels),
            Markup("</svg>"),
        ]
    )
    return Chart(
        chart_id=chart_id,
        title=title,
        svg=svg,
        data=_data(shown, scale, places, labels),
        head=("Day", "Below the peak", "Of the peak", "Peak of"),
        rows=_rows(falls, deepest, labels),
        gutter=gutter(texts),
        kind="drawdown",
        note=said,
    )


def _scale(depths: Sequence[Decimal], labels: Labels) -> Scale:
    """From zero down; a curve that never fell has some room below it too."""
    room = [] if min(depths) < 0 else [Decimal(-1)]
    return scale_of(
        [*depths, *room], HEIGHT - TOP - BOTTOM, zero=True, smallest=labels.smallest, steps=3
    )


def _thinned(falls: Sequence[Fall], deepest: Deepest | None) -> list[Fall]:
    """Evenly spread days, and of all others those that the deepest fall is made of."""
    kept = set(spread(len(falls), _POINTS))
    days = {deepest.peak, deepest.low, deepest.end} if deepest else set()
    return [fall for i, fall in enumerate(falls) if i in kept or fall.day in days]


def _said(deepest: Deepest | None, labels: Labels) -> str:
    if deepest is None:
        return "Never below a peak in this time."
    share = "" if deepest.share is None else f" ({labels.percent(deepest.share)})"
    end = (
        f"made up on {labels.day(deepest.end)}"
        if deepest.end
        else f"not made up by {labels.day(deepest.last)}"
    )
    days = f"{deepest.days} day{'' if deepest.days == 1 else 's'}"
    return (
        f"Deepest fall: {labels.value(deepest.depth)}{share}, from the peak on "
        f"{labels.day(deepest.peak)} to {labels.day(deepest.low)}, {end}: {days}."
    )


def _band(deepest: Deepest | None, places: Places, scale: Scale) -> Markup:
    """From the peak to the day that made it up, behind everything."""
    if deepest is None:
        return Markup()
    left = places.of(deepest.peak) / 10
    width = places.of(deepest.end or deepest.last) / 10 - left
    return Markup('<rect class="band" x="{}%" width="{}%" y="{}" height="{}"/>').format(
        number(left), number(max(width, 0.3)), TOP, scale.height
    )


def _mark(deepest: Deepest | None, places: Places, scale: Scale, labels: Labels) -> Markup:
    if deepest is None:
        return Markup()
    place = places.of(deepest.low)
    anchor = "start" if place < _EDGE else "end" if place > 1000 - _EDGE else "middle"
    height = TOP + scale.y(deepest.depth)
    across, down = 0, 20
    if height + 24 >= HEIGHT - BOTTOM:  # no room below; above is the curve, so beside it
        anchor, across, down = ("end", -10, 4) if anchor == "end" else ("start", 10, 4)
    return Markup(
        '<g class="mark" aria-hidden="true"><circle cx="{0}%" cy="{1}" r="4"/>'
        '<text x="{0}%" dx="{2}" y="{3}" text-anchor="{4}">{5}</text></g>'
    ).format(
        number(place / 10),
        number(height),
        across,
        number(height + down),
        anchor,
        clean(f"{labels.short_day(deepest.low)}: {labels.tick(deepest.depth)}"),
    )


def _plot(falls: Sequence[Fall], scale: Scale, places: Places) -> Markup:
    xs = [number(places.of(fall.day)) for fall in falls]
    depths = [fall.depth for fall in falls]
    return stretched(scale.height, paths(xs, depths, "s0", scale, floor=scale.y(Decimal(0))))


def _data(falls: Sequence[Fall], scale: Scale, places: Places, labels: Labels) -> str:
    heights = [None if fall.depth is None else TOP + scale.y(fall.depth) for fall in falls]
    texts = [_text(fall, labels) for fall in falls]
    days = [labels.day(fall.day) for fall in falls]
    return data_of(
        [places.of(fall.day) for fall in falls], days, [Traced("", "s0", heights, texts)]
    )


def _text(fall: Fall, labels: Labels) -> str | None:
    if fall.depth is None:
        return None
    share = "" if fall.share is None else f" ({labels.percent(fall.share)})"
    return labels.value(fall.depth) + share


def _rows(falls: Sequence[Fall], deepest: Deepest | None, labels: Labels) -> tuple[Row, ...]:
    """The newest day first, no more than a reader reads, and the deepest day among them."""
    kept = set(spread(len(falls), ROWS))
    shown = [f for i, f in enumerate(falls) if i in kept or (deepest and f.day == deepest.low)]
    return tuple(
        Row(
            labels.day(fall.day),
            (
                labels.cell(fall.depth),
                GAP if fall.share is None else labels.percent(fall.share),
                GAP if fall.peak is None else labels.day(fall.peak),
            ),
        )
        for fall in reversed(shown)
    )
