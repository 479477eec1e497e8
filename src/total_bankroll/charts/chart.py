"""What every chart has in common: its drawing, the same as data, as a legend and as a table."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup, escape

COLOURS = 8
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
REST_KEY = "s9"
GAP = "\u2013"
_NOT_XML = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]"
)
_GUTTERS = (4, 6, 8, 11)


def english_month(day: date) -> str:
    """ "Nov" """
    return _MONTHS[day.month - 1]


def english_day(day: date) -> str:
    """ "22 Nov" """
    return f"{day.day} {english_month(day)}"


def english_year_month(day: date) -> str:
    """ "Nov 2026" """
    return f"{english_month(day)} {day.year}"


@dataclass(frozen=True, slots=True)
class Labels:
    """How a chart writes its figures, all in one currency: in full, short for an axis, and days.

    `smallest` is the currency's smallest unit; an axis has no finer steps. The last three are
    what a time axis says: a day of a month, a month, and a month that begins a year.
    """

    value: Callable[[Decimal], str]
    tick: Callable[[Decimal], str]
    day: Callable[[date], str]
    smallest: Decimal = Decimal(0)
    short_day: Callable[[date], str] = english_day
    month: Callable[[date], str] = english_month
    year_month: Callable[[date], str] = english_year_month


@dataclass(frozen=True, slots=True)
class Key:
    """One line of a legend; `key` is the class that carries colour and dash pattern."""

    key: str
    name: str
    value: str = ""
    share: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart's table."""

    label: str
    cells: tuple[str, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and everything a reader who cannot see it needs; empty where there is nothing."""

    chart_id: str
    title: str
    svg: Markup
    data: str = ""
    legend: tuple[Key, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    gutter: int = 1

    @property
    def empty(self) -> bool:
        return not self.svg


@dataclass(frozen=True, slots=True)
class Traced:
    """One series as the script reads it: heights in pixels, figures already written out."""

    name: str
    key: str
    heights: Sequence[float | None]
    texts: Sequence[str | None]


def no_chart(chart_id: str, title: str) -> Chart:
    return Chart(chart_id=chart_id, title=title, svg=Markup())


def clean(text: str) -> Markup:
    """Escaped, and without the characters that no XML document may hold."""
    return escape(_NOT_XML.sub("", text))


def number(value: float) -> str:
    """A coordinate with one decimal at most, as short as it gets."""
    return f"{value:.1f}".removesuffix(".0")


def gutter(texts: Sequence[str]) -> int:
    """Which of five widths the axis labels need."""
    longest = max(map(len, texts), default=0)
    return 1 + sum(longest > width for width in _GUTTERS)


def key_of(position: int) -> str:
    return f"s{position % COLOURS + 1}"


def opening_tag(chart_id: str, title: str, desc: str, height: int) -> Markup:
    """The outer svg has no viewBox, so that its text keeps its size at every width."""
    return Markup(
        '<svg class="chart" id="{0}" width="100%" height="{3}" role="img" '
        'aria-labelledby="{0}-title {0}-desc"><title id="{0}-title">{1}</title>'
        '<desc id="{0}-desc">{2}</desc>'
    ).format(chart_id, clean(title), clean(desc), height)


def data_of(places: Sequence[float], labels: Sequence[str], traced: Sequence[Traced]) -> str:
    """What tooltips and keyboard reading need: thousandths of the width, whole pixels, texts."""
    return json.dumps(
        {
            "x": [round(place) for place in places],
            "labels": list(labels),
            "series": [
                {
                    "name": trace.name,
                    "key": trace.key,
                    "y": [None if y is None else round(y) for y in trace.heights],
                    "text": list(trace.texts),
                }
                for trace in traced
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
