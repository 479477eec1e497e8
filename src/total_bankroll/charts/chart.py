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
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
REST_KEY = "s9"
GAP = "\u2013"
_NOT_XML = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]"
)
_NOTHING = Markup()
_GUTTERS = (4, 6, 8, 11)
_KEYS = {"lying": "Up and down arrow keys", "cells": "Arrow keys"}


def english_month(day: date) -> str:
    """ "Nov" """
    return _MONTHS[day.month - 1]


def english_day(day: date) -> str:
    """ "22 Nov" """
    return f"{day.day} {english_month(day)}"


def english_year_month(day: date) -> str:
    """ "Nov 2026" """
    return f"{english_month(day)} {day.year}"


def english_weekday(day: date) -> str:
    """ "Mon" """
    return _WEEKDAYS[day.weekday()]


def english_percent(ratio: Decimal) -> str:
    """0.125 is "12.5%"."""
    return f"{ratio:.1%}".replace("-", "\u2212")


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount in a table: the figure that is shown, and the exact one behind it where told."""

    value: Decimal
    currency: str
    exact: Decimal | None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """How a chart writes its figures, all in one currency: in full, short for an axis, and days.

    `smallest` is the currency's smallest unit; an axis has no finer steps. `short_day` to
    `year_month` are what a time axis says: a day of a month, a month, and a month that begins a
    year. Where `currency` is empty the figures are no money (shares), and tables hold their texts.
    `week_starts` counts from Monday, 0.
    """

    value: Callable[[Decimal], str]
    tick: Callable[[Decimal], str]
    day: Callable[[date], str]
    smallest: Decimal = Decimal(0)
    short_day: Callable[[date], str] = english_day
    month: Callable[[date], str] = english_month
    year_month: Callable[[date], str] = english_year_month
    weekday: Callable[[date], str] = english_weekday
    percent: Callable[[Decimal], str] = english_percent
    week_starts: int = 0
    currency: str = ""

    def signed(self, value: Decimal) -> str:
        """In full, and a gain with its plus; what is shown as zero has no sign."""
        text = self.value(value)
        return f"+{text}" if value > 0 and text != self.value(Decimal(0)) else text

    def cell(
        self, value: Decimal | None, *, exact: Decimal | None = None, signed: bool = False
    ) -> "str | Cell":
        """A figure as a table holds it."""
        if value is None:
            return GAP
        if not self.currency:
            return self.signed(value) if signed else self.value(value)
        return Cell(value, self.currency, value if exact is None else exact, signed=signed)


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
    cells: tuple[str | Cell, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and everything a reader who cannot see it needs; empty where there is nothing.

    `kind` is a class of the figure; `side` is which of five widths its amounts need at the right,
    0 where none stand there. `narrow` is the drawing for a phone where it is another one.
    """

    chart_id: str
    title: str
    svg: Markup
    data: str = ""
    legend: tuple[Key, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    gutter: int = 1
    side: int = 0
    kind: str = ""
    narrow: Markup = _NOTHING
    note: str = ""

    @property
    def keys(self) -> str:
        """Which keys read the figures, as the figure says it."""
        return _KEYS.get(self.kind, "Left and right arrow keys")

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
    return Chart(chart_id=chart_id, title=title, svg=_NOTHING)


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


def opening_tag(chart_id: str, title: str, desc: str, height: int, width: str = "") -> Markup:
    """The outer svg has no viewBox, so that its text keeps its size at every width.

    `width` is the class of a drawing that is only for a desk or only for a phone.
    """
    return Markup(
        '<svg class="{4}" id="{0}" width="100%" height="{3}" role="img" '
        'aria-labelledby="{0}-title {0}-desc"><title id="{0}-title">{1}</title>'
        '<desc id="{0}-desc">{2}</desc>'
    ).format(chart_id, clean(title), clean(desc), height, f"chart {width}".strip())


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
