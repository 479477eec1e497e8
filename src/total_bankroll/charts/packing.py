"""Drawings written short for the line: a path says its way in steps, no finer than the eye sees."""

import re
from collections.abc import Iterator

from markupsafe import Markup

_PATH = re.compile(r' d="([^"]*)"')
_STROKE = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_PLACES = frozenset("ML")
_KEPT = frozenset("hVZ")
_FEW = 2  # paths beyond which a drawing is written to whole units, for its weight
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "&<'"})


def packed(svg: Markup) -> Markup:
    """The same drawing; steps repeat where places do not, so a page of many paths packs well.

    Places are rounded to half a unit, in a drawing of many paths to one.
    """
    grain = 1 if len(_PATH.findall(svg)) <= _FEW else 2
    short = _PATH.sub(lambda found: _repacked(found, grain), svg)
    return Markup(short)  # noqa: S704 # nosec B704 - a drawing of ours, its numbers shorter


def in_attribute(data: str) -> Markup:
    """JSON for an attribute in single quotes: its own quotes need no escapes."""
    return Markup(data.translate(_ESCAPES))  # noqa: S704 # nosec B704 - escaped as JSON


def _repacked(found: re.Match[str], grain: int) -> str:
    strokes = _STROKE.findall(found[1])
    if any(letter not in _PLACES | _KEPT for letter, _ in strokes):
        return found[0]
    return f' d="{"".join(_in_steps(strokes, grain))}"'


def _in_steps(strokes: list[tuple[str, str]], grain: int) -> Iterator[str]:
    """Steps lie between rounded places: what was rounded does not add up along the way.

    `grain` is in halves of a unit, as all places are here.
    """
    at = (0, 0)
    for letter, numbers in strokes:
        if letter not in _PLACES:
            yield letter + numbers
            continue
        x, y = (round(2 * float(number) / grain) * grain for number in numbers.split())
        if letter == "M":
            yield f"M{_halves(x)} {_halves(y)}"
        else:
            yield f"l{_halves(x - at[0])} {_halves(y - at[1])}"
        at = (x, y)


def _halves(count: int) -> str:
    """ "1.5", "-.5", "3" """
    whole, half = divmod(abs(count), 2)
    sign = "-" if count < 0 else ""
    return f"{sign}{whole or ''}.5" if half else f"{sign}{whole}"
