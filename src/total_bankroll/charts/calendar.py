"""A calendar of results: a cell a day, weeks as columns on a desk, months as rows on a phone."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from total_bankroll.charts.chart import (
    Chart,
    Key,
    Labels,
    Row,
    clean,
    gutter,
    no_chart,
    opening_tag,
)

CELL = 16
TOP = 20
_WEEK = 7
_FEWEST_WEEKS, _MOST_WEEKS = 27, 54
_MOST_DAYS = 31
_LEVELS = 3
_ROWS = 240  # of a year of daily play; all of it would weigh too much for a page
_HOLE = 2
_SAID = 3
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each day lies, in whole cells, and what is written at the top and at the left."""

    columns: int
    rows: int
    spots: Sequence[Spot]
    top: Sequence[tuple[int, str]]
    left: Sequence[tuple[int, str]]


def calendar_chart(
    days: Sequence[date],
    values: Sequence[Decimal | None],
    labels: Labels,
    *,
    chart_id: str,
    title: str,
    desc: str = "",
    href: Callable[[date], str] | None = None,
) -> Chart:
    """One cell for each of these ascending days; None is a day that nothing is known of.

    More than a year is drawn as months on a desk too.
    `href` is where a day's entries are listed.
    """
    known = [value for value in values if value is not None]
    if not known:
        return no_chart(chart_id, title)
    tones = _tones(values)
    said = desc or _describe(days, values, labels)
    months = by_months(days, labels)
    weeks = by_weeks(days, labels)
    wide = weeks if weeks.columns <= _MOST_WEEKS else months
    return Chart(
        chart_id=chart_id,
        title=title,
        svg=_drawing(wide, tones, chart_id, title, said, "wide"),
        narrow=_drawing(months, tones, f"{chart_id}-narrow", title, said, "narrow"),
        data=_data(days, values, labels, wide, months),
        legend=_legend(values, labels),
        head=("Day", "Result"),
        rows=_rows(days, values, labels, href),
        gutter=gutter([text for layout in (wide, months) for _, text in layout.left]),
        kind="cells",
        note=_note(values),
    )


def by_weeks(days: Sequence[date], labels: Labels) -> Layout:
    """A column a week, a row a weekday, the months' names above."""
    begin = days[0].toordinal() - (days[0].weekday() - labels.week_starts) % _WEEK
    spots = [divmod(day.toordinal() - begin, _WEEK) for day in days]
    top = _spaced(
        [
            (spot[0], labels.month(day))
            for day, spot in zip(days, spots, strict=True)
            if day.day == 1 or day == days[0]
        ]
    )
    week = [date.fromordinal(begin + i) for i in range(0, _WEEK, 2)]
    left = [(2 * i, labels.weekday(day)) for i, day in enumerate(week)]
    return Layout(max(spots[-1][0] + 1, _FEWEST_WEEKS), _WEEK, spots, top, left)


def by_months(days: Sequence[date], labels: Labels) -> Layout:
    """A row a month, a column a day of the month."""
    first = _month(days[0])
    spots = [(day.day - 1, _month(day) - first) for day in days]
    left: dict[int, str] = {}
    for day, (_, row) in zip(days, spots, strict=True):
        new_year = row == 0 or day.month == 1
        left.setdefault(row, labels.year_month(day) if new_year else labels.month(day))
    top = [(day - 1, str(day)) for day in (1, 8, 15, 22, 29)]
    return Layout(_MOST_DAYS, spots[-1][1] + 1, spots, top, list(left.items()))


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _spaced(texts: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Without those that would touch the one before."""
    kept: list[tuple[int, str]] = []
    for place, text in texts:
        if not kept or place - kept[-1][0] >= _SAID:
            kept.append((place, text))
        elif len(kept) == 1:
            kept = [(place, text)]
    return kept


def _tones(values: Sequence[Decimal | None]) -> list[str]:
    """A class for each day: gain1 to gain3, loss1 to loss3, even, none."""
    steps = _thresholds(values)
    return [_tone(value, steps) for value in values]


def _thresholds(values: Sequence[Decimal | None]) -> list[Decimal]:
    """From which sizes on a colour is stronger: a third of all results each, of either sign."""
    sizes = sorted(abs(value) for value in values if value)
    return [sizes[len(sizes) * i // _LEVELS] for i in range(1, _LEVELS)] if sizes else []


def _tone(value: Decimal | None, steps: Sequence[Decimal]) -> str:
    if value is None:
        return "none"
    if not value:
        return "even"
    level = 1 + sum(abs(value) >= step for step in steps)
    return f"{'gain' if value > 0 else 'loss'}{level}"


def _drawing(
    layout: Layout, tones: Sequence[str], chart_id: str, title: str, said: str, width: str
) -> Markup:
    height = TOP + layout.rows * CELL
    return Markup("").join(
        [
            opening_tag(chart_id, title, said, height, width),
            _writing(layout),
            Markup(
                '<svg y="{0}" width="100%" height="{1}" viewBox="0 0 {2} {1}" '
                'preserveAspectRatio="none" aria-hidden="true">{3}</svg></svg>'
            ).format(TOP, layout.rows * CELL, layout.columns * 10, _cells(layout, tones)),
        ]
    )


def _writing(layout: Layout) -> Markup:
    top = Markup("").join(
        Markup('<text x="{}%" y="13">{}</text>').format(
            f"{place * 100 / layout.columns:.1f}", clean(text)
        )
        for place, text in layout.top
    )
    left = Markup("").join(
        Markup('<text class="name" x="-8" y="{}">{}</text>').format(
            TOP + place * CELL + CELL - 4, clean(text)
        )
        for place, text in layout.left
    )
    return Markup('<g aria-hidden="true">{}{}</g>').format(top, left)


def _cells(layout: Layout, tones: Sequence[str]) -> Markup:
    """One path a tone; a loss has a minus in it, for colour is not enough."""
    parts: dict[str, list[Spot]] = {}
    for spot, tone in zip(layout.spots, tones, strict=True):
        parts.setdefault(tone, []).append(spot)
    return Markup("").join(
        Markup('<path class="cell {}" d="{}"/>{}').format(
            tone,
            "".join(f"M{10 * x + 1} {CELL * y + 1}h8v{CELL - _HOLE}h-8z" for x, y in spots),
            _minuses(tone, spots) if tone.startswith("loss") else "",
        )
        for tone, spots in sorted(parts.items())
    )


def _minuses(tone: str, spots: Sequence[Spot]) -> Markup:
    path = "".join(f"M{10 * x + 3} {CELL * y + CELL // 2}h4" for x, y in spots)
    return Markup('<path class="minus {}" d="{}"/>').format(tone, path)


def _describe(days: Sequence[date], values: Sequence[Decimal | None], labels: Labels) -> str:
    """The calendar in a sentence, for whoever hears it."""
    known = [(value, day) for day, value in zip(days, values, strict=True) if value is not None]
    gains, losses = (sum(value > 0 for value, _ in known), sum(value < 0 for value, _ in known))
    best, worst = max(known), min(known)
    return (
        f"{labels.day(days[0])} to {labels.day(days[-1])}: {_count(gains, 'gain')}, "
        f"{_count(losses, 'loss', 'losses')}; best {labels.signed(best[0])} on "
        f"{labels.day(best[1])}, worst {labels.signed(worst[0])} on {labels.day(worst[1])}."
    )


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _legend(values: Sequence[Decimal | None], labels: Labels) -> tuple[Key, ...]:
    """What the cells of this calendar mean; shades are the sizes where they begin."""
    steps = [labels.value(step) for step in _thresholds(values)]
    shades = f", stronger from {steps[0]}" if steps else ""
    shades += f", strongest from {steps[1]}" if steps and steps[1] != steps[0] else ""
    keys = (
        (Key("gain2", f"Gain{shades}"), any(value is not None and value > 0 for value in values)),
        (Key("loss2", f"Loss{shades}"), any(value is not None and value < 0 for value in values)),
        (Key("even", "No result"), any(value == 0 for value in values)),
        (Key("none", "Not known"), any(value is None for value in values)),
    )
    return tuple(key for key, there in keys if there)


def _note(values: Sequence[Decimal | None]) -> str:
    """What the table leaves out."""
    quiet = sum(value == 0 for value in values)
    unknown = sum(value is None for value in values)
    said = [f"{_count(quiet, 'day')} without a result"] if quiet else []
    said += [f"{_count(unknown, 'day')} not known"] if unknown else []
    note = f"{', '.join(said)}.".capitalize() if said else ""
    is_cut = sum(bool(value) for value in values) > _ROWS
    return f"{note} The table has the newest {_ROWS} results.".strip() if is_cut else note


def _data(
    days: Sequence[date],
    values: Sequence[Decimal | None],
    labels: Labels,
    wide: Layout,
    narrow: Layout,
) -> str:
    """What tooltips and keyboard reading need: each day's place in both drawings, and its text."""
    texts = [None if value is None else labels.signed(value) for value in values]
    return json.dumps(
        {
            "spots": _spots(wide),
            "narrow": _spots(narrow),
            "labels": [labels.day(day) for day in days],
            "series": [{"name": "", "key": "", "text": texts}],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _spots(layout: Layout) -> dict[str, list[int]]:
    """Middles, in thousandths of the width and in pixels."""
    return {
        "x": [round((x + 0.5) * 1000 / layout.columns) for x, _ in layout.spots],
        "y": [TOP + y * CELL + CELL // 2 for _, y in layout.spots],
    }


def _rows(
    days: Sequence[date],
    values: Sequence[Decimal | None],
    labels: Labels,
    href: Callable[[date], str] | None,
) -> tuple[Row, ...]:
    """The days with a result, the newest first, no more than a page can carry."""
    results = [(day, value) for day, value in zip(days, values, strict=True) if value]
    return tuple(
        Row(labels.day(day), (labels.cell(value, signed=True),), href(day) if href else None)
        for day, value in results[: -_ROWS - 1 : -1]
    )
