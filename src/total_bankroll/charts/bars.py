"""Bars: one figure a period, gains above the line and losses below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from total_bankroll.charts.axes import BOTTOM, TOP, Scale, grid, scale_of, tick_texts
from total_bankroll.charts.chart import (
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

HEIGHT = 220
_CROWDED = 7
_WIDEST = 12.0  # per cent of the picture


@dataclass(frozen=True, slots=True)
class Bar:
    """A period and its figure, None where it is not known; `href` leads to its entries."""

    label: str
    value: Decimal | None
    href: str | None = None


def bar_chart(
    bars: Sequence[Bar], labels: Labels, *, chart_id: str, title: str, desc: str = ""
) -> Chart:
    known = [bar.value for bar in bars if bar.value is not None]
    if not known:
        return no_chart(chart_id, title)
    scale = scale_of(known, HEIGHT - TOP - BOTTOM, zero=True, smallest=labels.smallest)
    texts = tick_texts(scale, labels)
    svg = Markup("").join(
        [
            opening_tag(chart_id, title, desc or _describe(bars, labels), HEIGHT),
            grid(scale, texts),
            *(_bar(bar, i, len(bars), scale) for i, bar in enumerate(bars)),
            Markup("</svg>"),
        ]
    )
    return Chart(
        chart_id=chart_id,
        title=title,
        svg=svg,
        data=_data(bars, scale, labels),
        head=("Period", "Profit"),
        rows=tuple(
            Row(bar.label, (labels.cell(bar.value, signed=True),), bar.href) for bar in bars[::-1]
        ),
        gutter=gutter(texts),
    )


def _describe(bars: Sequence[Bar], labels: Labels) -> str:
    return "; ".join(f"{bar.label} {_text(bar, labels) or 'not known'}" for bar in bars) + "."


def _text(bar: Bar, labels: Labels) -> str | None:
    return None if bar.value is None else labels.signed(bar.value)


def _bar(bar: Bar, position: int, count: int, scale: Scale) -> Markup:
    width = 100 / count
    middle = (position + 0.5) * width
    thick = min(width * 0.68, _WIDEST)
    odd = Markup(' class="odd"') if count >= _CROWDED and (count - 1 - position) % 2 else ""
    label = Markup('<text x="{}%" y="{}" text-anchor="middle"{} aria-hidden="true">{}</text>')
    return Markup('<g class="bar {}">{}{}</g>').format(
        _tone(bar.value),
        "" if bar.value is None else _rectangle(bar.value, middle - thick / 2, thick, scale),
        label.format(f"{middle:.2f}", HEIGHT - 8, odd, clean(bar.label)),
    )


def _rectangle(value: Decimal, left: float, width: float, scale: Scale) -> Markup:
    """From zero to the value, and a hair high where the value is too small to see."""
    top = scale.y(max(value, Decimal(0)))
    height = max(abs(scale.y(value) - scale.y(Decimal(0))), 1.0)
    return Markup('<rect x="{}%" width="{}%" y="{}" height="{}" rx="3"/>').format(
        f"{left:.2f}", f"{width:.2f}", number(TOP + top), number(height)
    )


def _tone(value: Decimal | None) -> str:
    if not value:
        return "even"
    return "gain" if value > 0 else "loss"


def _data(bars: Sequence[Bar], scale: Scale, labels: Labels) -> str:
    places = [(i + 0.5) * 1000 / len(bars) for i in range(len(bars))]
    heights = [None if bar.value is None else TOP + scale.y(bar.value) for bar in bars]
    texts = [_text(bar, labels) for bar in bars]
    return data_of(places, [bar.label for bar in bars], [Traced("", "s2", heights, texts)])
