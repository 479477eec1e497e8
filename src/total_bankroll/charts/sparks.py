"""Sparklines: the way a balance went, small enough for a table's cell."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

_POINTS = 31
_LOW, _RANGE = 28, 26


def sparkline(values: Sequence[Decimal | None]) -> Markup:
    """Oldest first; gaps stay gaps; decoration only, so the row must say the change in words."""
    shown = _thin(values)
    known = [value for value in shown if value is not None]
    if len(known) < 2:
        return Markup()
    return Markup(
        '<svg class="spark {}" viewBox="0 0 {} 30" preserveAspectRatio="none" '
        'aria-hidden="true"><path d="{}"/></svg>'
    ).format(_tone(known[0], known[-1]), len(shown) - 1, _path(shown, min(known), max(known)))


def _thin(values: Sequence[Decimal | None]) -> list[Decimal | None]:
    if len(values) <= _POINTS:
        return list(values)
    return [values[round(i * (len(values) - 1) / (_POINTS - 1))] for i in range(_POINTS)]


def _tone(first: Decimal, last: Decimal) -> str:
    if first == last:
        return "even"
    return "gain" if last > first else "loss"


def _path(values: Sequence[Decimal | None], low: Decimal, high: Decimal) -> str:
    path, pen = "", "M"
    for position, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        height = float((value - low) / (high - low)) if high > low else 0.5
        path += f"{pen}{position} {_LOW - height * _RANGE:.0f}"
        pen = "L"
    return path
