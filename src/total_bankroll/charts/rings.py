"""A ring of shares; only what is positive has one."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from total_bankroll.charts.chart import (
    REST_KEY,
    Chart,
    Key,
    Labels,
    Row,
    clean,
    key_of,
    no_chart,
)

_HOLE = 1.1
_LONG, _LONGER = 6, 8  # characters


@dataclass(frozen=True, slots=True)
class Slice:
    """A name, its value and its share as the page writes it."""

    name: str
    value: Decimal
    href: str | None = None
    share: str = ""
    rest: bool = False


def donut(
    slices: Sequence[Slice],
    labels: Labels,
    *,
    chart_id: str,
    title: str,
    center: str,
    sub: str = "",
) -> Chart:
    drawn = [one for one in slices if one.value > 0]
    if not drawn:
        return no_chart(chart_id, title)
    keys = [REST_KEY if one.rest else key_of(i) for i, one in enumerate(drawn)]
    legend = tuple(
        Key(key, one.name, labels.value(one.value), one.share, one.href)
        for key, one in zip(keys, drawn, strict=True)
    )
    svg = Markup("").join(
        [
            _opening(chart_id, title, legend),
            *_arcs(drawn, keys),
            Markup('<text class="centre-text{}" x="60" y="{}">{}</text>').format(
                _size(center), 59 if sub else 65, clean(center)
            ),
            Markup('<text class="centre-sub" x="60" y="73">{}</text></svg>').format(clean(sub)),
        ]
    )
    rows = tuple(Row(one.name, (labels.cell(one.value), one.share), one.href) for one in drawn)
    data = _data(drawn, legend)
    return Chart(
        chart_id, title, svg, data, legend=legend, head=("Name", "Value", "Share"), rows=rows
    )


def _data(slices: Sequence[Slice], legend: Sequence[Key]) -> str:
    """What tooltips and keyboard reading need: middles of arcs, where each ends, and texts.

    All are thousandths: of the drawing's width, and of a turn from the top.
    """
    total = sum((one.value for one in slices), Decimal(0))
    shares = [float(one.value / total) for one in slices]
    ends = [sum(shares[: place + 1]) for place in range(len(shares))]
    turns = [math.tau * (end - share / 2) for end, share in zip(ends, shares, strict=True)]
    return json.dumps(
        {
            "spots": {
                "x": [round(500 + 400 * math.sin(turn)) for turn in turns],
                "y": [round(500 - 400 * math.cos(turn)) for turn in turns],
                "ends": [round(1000 * end) for end in ends],
            },
            "labels": [key.name for key in legend],
            "series": [
                {"name": "", "key": "", "text": [key.value for key in legend]},
                {"name": "", "key": "", "text": [key.share or None for key in legend]},
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _opening(chart_id: str, title: str, legend: Sequence[Key]) -> Markup:
    words = "; ".join(f"{key.name} {key.share or key.value}" for key in legend)
    return Markup(
        '<svg class="donut" id="{0}" viewBox="0 0 120 120" role="img" '
        'aria-labelledby="{0}-title {0}-desc"><title id="{0}-title">{1}</title>'
        '<desc id="{0}-desc">{2}</desc><circle class="track" cx="60" cy="60" r="48"/>'
    ).format(chart_id, clean(title), clean(words + "."))


def _size(center: str) -> str:
    """The class that keeps the words in the middle off the ring, however long they are."""
    return " longer" if len(center) > _LONGER else " long" if len(center) > _LONG else ""


def _arcs(slices: Sequence[Slice], keys: Sequence[str]) -> list[Markup]:
    """Dashes of a circle whose length counts as 100; a small hole keeps neighbours apart."""
    total = sum((one.value for one in slices), Decimal(0))
    arcs, start = [], 0.0
    for one, key in zip(slices, keys, strict=True):
        length = float(one.value / total) * 100
        hole = min(_HOLE, length / 3) if len(slices) > 1 else 0.0
        arcs.append(_arc(key, start, length - hole))
        start += length
    return arcs


def _arc(key: str, start: float, length: float) -> Markup:
    return Markup(
        '<circle class="{}" cx="60" cy="60" r="48" pathLength="100" '
        'stroke-dasharray="{} {}" stroke-dashoffset="{}" transform="rotate(-90 60 60)"/>'
    ).format(key, f"{length:.2f}", f"{100 - length:.2f}", f"{-start:.2f}")
