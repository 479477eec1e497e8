"""Axes: round steps for amounts, round days for time, and where on the page they lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from markupsafe import Markup

from total_bankroll.charts.chart import Labels, clean, number

TOP = 14
BOTTOM = 26
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_EVERY_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MONTHS_A_YEAR = 12
_DAYS_AS_DAYS = 70
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """An amount axis of `height` pixels whose ends are its first and last tick."""

    ticks: tuple[Decimal, ...]
    height: int

    @property
    def from_zero(self) -> bool:
        return self.ticks[0] == 0

    def y(self, value: Decimal) -> float:
        """Pixels below the top; the only place where an amount becomes a coordinate."""
        low, high = self.ticks[0], self.ticks[-1]
        return float((high - value) / (high - low)) * self.height


def scale_of(
    values: Iterable[Decimal], height: int, *, zero: bool, smallest: Decimal, steps: int = 4
) -> Scale:
    """A scale around all values, with room where they are all the same; `zero` keeps 0 in it."""
    known = [*values, *([Decimal(0)] if zero else [])]
    low, high = min(known), max(known)
    if low == high:
        room = abs(low) / 10 or Decimal(1)
        low, high = (low - room, high + room) if low else (low, room)
    step = max(_round_step((high - low) / steps), smallest)
    return Scale(tuple(_ticks(low, high, step)), height)


def _round_step(step: Decimal) -> Decimal:
    magnitude = Decimal(1).scaleb(step.adjusted())
    return next(nice * magnitude for nice in _STEPS if nice * magnitude >= step)


def _ticks(low: Decimal, high: Decimal, step: Decimal) -> Iterator[Decimal]:
    tick = (low / step).to_integral_value(ROUND_FLOOR) * step
    yield tick
    while tick < high:
        tick += step
        yield tick


def tick_texts(scale: Scale, labels: Labels) -> list[str]:
    """Short labels, or full ones where short ones would say the same twice."""
    short = [labels.tick(tick) for tick in scale.ticks]
    return short if len(set(short)) == len(short) else [labels.value(t) for t in scale.ticks]


def grid(scale: Scale, texts: Sequence[str]) -> Markup:
    lines = Markup("").join(
        Markup(
            '<line x1="0" x2="100%" y1="{0}" y2="{0}"{1}/><text x="-8" y="{2}" {3}>{4}</text>'
        ).format(
            number(TOP + scale.y(tick)),
            Markup(' class="zero"') if tick == 0 else "",
            number(TOP + scale.y(tick) + 4),
            Markup('text-anchor="end"'),
            clean(text),
        )
        for tick, text in zip(scale.ticks, texts, strict=True)
    )
    return Markup('<g class="grid" aria-hidden="true">{}</g>').format(lines)


def time_axis(days: Sequence[date], places: "Places", labels: Labels, height: int) -> Markup:
    texts = Markup("").join(
        Markup('<text x="{}%" y="{}" text-anchor="middle">{}</text>').format(
            number(places.of(day) / 10), height - 8, clean(text)
        )
        for day, text in day_ticks(days[0], days[-1], labels)
        if _EDGE < places.of(day) / 10 < 100 - _EDGE or len(days) == 1
    )
    return Markup('<g class="days" aria-hidden="true">{}</g>').format(texts)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a day lies, in thousandths of the width; a single day lies in the middle."""

    first: date
    last: date

    def of(self, day: date) -> float:
        span = (self.last - self.first).days
        return (day - self.first).days * 1000 / span if span else 500.0


def day_ticks(first: date, last: date, labels: Labels, count: int = 5) -> list[tuple[date, str]]:
    """Up to about `count` days worth a label, in days, months or years as the span asks."""
    span = (last - first).days
    if span <= _DAYS_AS_DAYS:
        step = max(1, round(span / count))
        days = [first + timedelta(days=i) for i in range(min(step // 2, span), span + 1, step)]
        return [(day, labels.short_day(day)) for day in days]
    months = list(_month_starts(first, last))
    every = next(n for n in _EVERY_MONTHS if len(months) / n <= count + 1)
    kept = [day for day in months if (12 * day.year + day.month - 1) % every == 0]
    return [(day, _month_text(day, labels, every, first=day == kept[0])) for day in kept]


def _month_starts(first: date, last: date) -> Iterator[date]:
    month = 12 * first.year + first.month  # the month after the first, counted from 0
    while (day := date(month // 12, month % 12 + 1, 1)) <= last:
        yield day
        month += 1


def _month_text(day: date, labels: Labels, every: int, *, first: bool) -> str:
    if every >= _MONTHS_A_YEAR:
        return str(day.year)
    return labels.year_month(day) if first or day.month == 1 else labels.month(day)
