"""Tables as they are shown: exact figures rounded so that rows and columns still add up."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from total_bankroll.money import exact, round_half_up

_ZERO = Decimal(0)
_ONE = Decimal(1)


class Line(NamedTuple):
    """A value, the signed steps that change it, and the value that they lead to."""

    opening: Decimal
    steps: tuple[Decimal, ...]
    closing: Decimal


def shown_lines(lines: Sequence[Line], decimals: int) -> list[Line]:
    """Consecutive lines rounded: each shown step is less than a unit from its exact one.

    The values between them are rounded once, halves away from zero; the steps of a line fill the
    difference by largest remainder. What rounding took from a column or added to it weighs in the
    lines below, so that its shown figures add up to nearly its exact sum.
    """
    with exact():
        shown: list[Line] = []
        carried = [_ZERO] * max((len(line.steps) for line in lines), default=0)
        for line in lines:
            opening = round_half_up(line.opening, decimals)
            closing = round_half_up(line.closing, decimals)
            steps = fitted(line.steps, closing - opening, decimals, carried)
            carried = [
                before + exactly - step
                for before, exactly, step in zip(carried, line.steps, steps, strict=True)
            ]
            shown.append(Line(opening, tuple(steps), closing))
        return shown


def total_line(lines: Sequence[Line]) -> Line:
    """All of at least one line together: the sums of their steps between the outer values."""
    with exact():
        columns = zip(*(line.steps for line in lines), strict=True)
        steps = tuple(sum(column, _ZERO) for column in columns)
        return Line(lines[0].opening, steps, lines[-1].closing)


def fitted(
    values: Sequence[Decimal],
    total: Decimal,
    decimals: int,
    carried: Sequence[Decimal] | None = None,
) -> list[Decimal]:
    """Round values so that they add up to `total`, which is rounded already (largest remainder).

    Nothing that needs no rounding is changed, unless `total` cannot be reached otherwise: then
    the largest figures give way. `carried` says how much each may have too much or too little.
    """
    with exact():
        units = [value.scaleb(decimals) for value in values]
        floors = [unit.to_integral_value(rounding=ROUND_FLOOR) for unit in units]
        wishes = [unit - floor for unit, floor in zip(units, floors, strict=True)]
        open_places = [place for place, wish in enumerate(wishes) if wish]
        if carried is not None:
            wishes = [w + c.scaleb(decimals) for w, c in zip(wishes, carried, strict=True)]
        open_places.sort(key=lambda place: -wishes[place])
        missing = int(total.scaleb(decimals) - sum(floors, _ZERO))
        for place in open_places[: max(missing, 0)]:
            floors[place] += 1
        _give_way(floors, missing - min(max(missing, 0), len(open_places)))
        return [round_half_up(floor.scaleb(-decimals), decimals) for floor in floors]


def _give_way(units: list[Decimal], missing: int) -> None:
    """Spread what rounding alone cannot: units over the largest figures that are not zero."""
    places = sorted(range(len(units)), key=lambda place: -abs(units[place]))
    places = [place for place in places if units[place]] or places
    for number in range(abs(missing) if places else 0):
        units[places[number % len(places)]] += _ONE.copy_sign(Decimal(missing))
