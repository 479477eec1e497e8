"""Bars that lie: one row a figure, its name before the bar and its amount behind it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import east_asian_width

from markupsafe import Markup

from total_bankroll.charts.chart import Chart, Labels, Row, clean, number, opening_tag

ROW = 30
BAR = 18
NARROW_NAME, WIDE_NAME = 14, 28
_ELLIPSIS = "\u2026"
_SHORT_AMOUNT = 11
_SIDES = (7, 10, 13, 17)


@dataclass(frozen=True, slots=True)
class Lying:
    """One row: a bar from `start` to `end`, or no bar where `end` is None; `tone` is its class.

    `then` is what else a tooltip says.
    """

    name: str
    start: Decimal
    end: Decimal | None
    tone: str
    text: str
    short: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Across:
    """A horizontal axis around zero, in percent of the width."""

    low: Decimal
    high: Decimal

    def x(self, value: Decimal) -> float:
        """The only place where an amount becomes a coordinate."""
        span = self.high - self.low
        return float((value - self.low) / span) * 100 if span else 0.0


def row_chart(
    rows: Sequence[Lying],
    *,
    chart_id: str,
    title: str,
    desc: str,
    head: tuple[str, ...],
    table: tuple[Row, ...],
    joined: bool = False,
) -> Chart:
    """A drawing of all rows; `joined` ties each bar's end to the next one's start."""
    across = _across(rows)
    svg = Markup("").join(
        [
            opening_tag(chart_id, title, desc, ROW * len(rows)),
            _zero(across, len(rows)),
            _ties(rows, across) if joined else "",
            *(_row(row, i, across) for i, row in enumerate(rows)),
            Markup("</svg>"),
        ]
    )
    return Chart(
        chart_id=chart_id,
        title=title,
        svg=svg,
        data=_data(rows),
        head=head,
        rows=table,
        gutter=_side(max(_width(row.name) for row in rows)),
        kind="lying",
        side=_side(max(_width(row.text) for row in rows)),
    )


def short_signed(value: Decimal, labels: Labels) -> str:
    """An amount as an axis writes it, a gain with its plus."""
    text = labels.tick(value)
    return f"+{text}" if value > 0 else text


def fitted(text: str, room: int) -> str:
    """`text` cut to `room` letters of ordinary width."""
    if _width(text) <= room:
        return text
    kept = ""
    for letter in text:
        if _width(kept + letter) >= room:
            break
        kept += letter
    return kept.rstrip() + _ELLIPSIS


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _side(longest: int) -> int:
    return 1 + sum(min(longest, WIDE_NAME) > width for width in _SIDES)


def _across(rows: Sequence[Lying]) -> Across:
    """Around all bars; zero is among their starts."""
    ends = [end for row in rows for end in (row.start, row.end) if end is not None]
    return Across(min(ends), max(ends))


def _zero(across: Across, count: int) -> Markup:
    place = f"{across.x(Decimal(0)):.2f}%"
    return Markup(
        '<g class="grid" aria-hidden="true"><line class="zero" x1="{0}" x2="{0}" y1="0" y2="{1}"/>'
        "</g>"
    ).format(place, ROW * count)


def _ties(rows: Sequence[Lying], across: Across) -> Markup:
    """From the end of a bar down to the bar that goes on from there."""
    line = Markup('<line x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>')
    lines = Markup("").join(
        line.format(f"{across.x(row.end):.2f}%", i * ROW + ROW // 2, (i + 1) * ROW + ROW // 2)
        for i, row in enumerate(rows[:-1])
        if row.end is not None
    )
    return Markup('<g class="ties" aria-hidden="true">{}</g>').format(lines)


def _row(row: Lying, position: int, across: Across) -> Markup:
    middle = position * ROW + ROW // 2
    return Markup('<g class="row-bar {}" aria-hidden="true">{}{}{}</g>').format(
        row.tone,
        "" if row.end is None else _bar(row.start, row.end, middle, across),
        _either("name", "-10", middle, *(fitted(row.name, n) for n in (WIDE_NAME, NARROW_NAME))),
        _either(
            "sum",
            "100%",
            middle,
            row.text,
            _narrow_sum(row),
        ),
    )


def _narrow_sum(row: Lying) -> str:
    return row.short if len(row.text) > _SHORT_AMOUNT else row.text


def _either(css: str, x: str, middle: int, wide: str, narrow: str) -> Markup:
    """A text, or one for a desk and another for a phone."""
    text = Markup('<text class="{}" x="{}" y="{}">{}</text>')
    if wide == narrow:
        return text.format(css, x, middle + 4, clean(wide))
    return Markup("").join(
        text.format(f"{css} {width}", x, middle + 4, clean(words))
        for width, words in (("wide", wide), ("narrow", narrow))
    )


def _bar(start: Decimal, end: Decimal, middle: int, across: Across) -> Markup:
    """At least a hair wide, so that nothing that is there is unseen."""
    left, right = sorted((across.x(start), across.x(end)))
    width = max(right - left, 0.3)
    return Markup('<rect x="{}%" width="{}%" y="{}" height="{}" rx="3"/>').format(
        f"{min(left, 100 - width):.2f}", f"{width:.2f}", number(middle - BAR / 2), BAR
    )


def _data(rows: Sequence[Lying]) -> str:
    """What tooltips and keyboard reading need: rows' middles and texts."""
    texts = [[None if row.end is None else row.text for row in rows]]
    if any(row.then for row in rows):
        texts.append([row.then or None for row in rows])
    middles = [i * ROW + ROW // 2 for i in range(len(rows))]
    return json.dumps(
        {
            "spots": {"x": [500] * len(rows), "y": middles},
            "labels": [row.name for row in rows],
            "series": [{"name": "", "key": "", "text": text} for text in texts],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
