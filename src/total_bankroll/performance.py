"""Returns and drawdowns: ratios and lengths of time, worked out from exact values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

import pyxirr

from total_bankroll.errors import BankrollError

ZERO, ONE = Decimal(0), Decimal(1)
YEAR = 365
_WIDE = Context(prec=28)  # a ratio is given to 12: a thousand products keep those right
_RATIOS = Context(prec=12, rounding=ROUND_HALF_UP)


class NotMeasurable(BankrollError):
    """At the end of `day`, or with its flows, nothing or a debt was there to count from."""

    def __init__(self, day: date) -> None:
        super().__init__(f"Nothing was invested on {day.isoformat()}, so no return can be told.")
        self.day = day


class FlowDay(NamedTuple):
    """A day on which money came or went: values at the end of the day before it and at its own."""

    day: date
    before: Decimal
    came: Decimal
    went: Decimal
    after: Decimal


def time_weighted(
    before: date, opening: Decimal, flows: Sequence[FlowDay], closing: Decimal
) -> Decimal:
    """The growth of one unit that stayed from the end of `before` on, as a ratio, to 12 digits.

    Stretches between flows are linked; on a day of a flow, what came counts from its morning and
    what went until its evening. Raises NotMeasurable where a stretch begins with nothing or a
    debt, yet changes.
    """
    grown, shrunk, since, value = ONE, ONE, before, opening
    times = _WIDE.multiply
    for day, held, came, went, after in flows:
        start, stop = held + came, after + went
        if value > 0 and start > 0:  # divided once, at the end: a division costs the most
            grown, shrunk = times(grown, times(held, stop)), times(shrunk, times(value, start))
        else:
            grown = times(times(grown, _growth(since, value, held)), _growth(day, start, stop))
        since, value = day, after
    grown = _WIDE.divide(grown, shrunk)
    grown = _WIDE.multiply(grown, _growth(since, value, closing))
    return _RATIOS.subtract(grown, ONE)


def _growth(day: date, start: Decimal, stop: Decimal) -> Decimal:
    if start == stop == ZERO:
        return ONE
    if start <= 0:
        raise NotMeasurable(day)
    return _WIDE.divide(stop, start)


def yearly(total: Decimal, days: int) -> Decimal | None:
    """A return over `days` days as one a year, compounded; None below a year or at a total loss."""
    if days < YEAR or total <= -1:
        return None
    grown = _WIDE.power(ONE + total, _WIDE.divide(Decimal(YEAR), Decimal(days)))
    return _RATIOS.subtract(grown, ONE)


def over(rate: Decimal, days: int) -> Decimal:
    """A yearly rate over `days` days, compounded."""
    grown = _WIDE.power(ONE + rate, _WIDE.divide(Decimal(days), Decimal(YEAR)))
    return _RATIOS.subtract(grown, ONE)


def money_weighted(flows: Iterable[tuple[date, Decimal]]) -> Decimal | None:
    """The yearly rate at which what was put in (below 0) grew into what came out: XIRR.

    Only the search for it uses floats: no amount comes of them. A year has 365 days. None where
    no such rate is found: money went one way only, or at once.
    """
    known = [(day, float(amount)) for day, amount in flows if amount]
    if len({day for day, _ in known}) < 2:
        return None
    found = pyxirr.xirr(known, silent=True)
    if found is None or found <= -1:
        return None
    return _RATIOS.create_decimal_from_float(found)


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall of a line: `depth` below its peak (0 where it never fell).

    `recovered` is the first day on which the line stood as high again, or None.
    """

    depth: Decimal
    peak_day: date
    trough_day: date
    peak: Decimal
    recovered: date | None


def deepest(days: Sequence[date], values: Sequence[Decimal | None]) -> Drawdown | None:
    """The deepest drawdown of a line, the first of equals; None without two known values.

    Gaps are passed over: they neither rise nor fall.
    """
    known = [(d, v) for d, v in zip(days, values, strict=True) if v is not None]
    if len(known) < 2:
        return None
    peak_day, peak = known[0]
    found = Drawdown(ZERO, peak_day, peak_day, peak, peak_day)
    for day, value in known:
        if value >= peak:
            peak_day, peak = day, value
        elif peak - value > found.depth:
            found = Drawdown(peak - value, peak_day, day, peak, None)
    back = (d for d, v in known if d > found.trough_day and v >= found.peak)
    recovered = next(back, None) if found.depth else found.recovered
    return Drawdown(found.depth, found.peak_day, found.trough_day, found.peak, recovered)


def depths(values: Iterable[Decimal | None]) -> list[Decimal | None]:
    """How far each value lies below the highest one until then; 0 or less, None in a gap."""
    peak: Decimal | None = None
    found: list[Decimal | None] = []
    for value in values:
        if value is None:
            found.append(None)
            continue
        peak = value if peak is None else max(peak, value)
        found.append(value - peak)
    return found


def peak_days(days: Sequence[date], values: Sequence[Decimal | None]) -> list[date | None]:
    """The day of the highest value until each day, the latest of equals; None in a gap."""
    peak: Decimal | None = None
    peak_day: date | None = None
    found: list[date | None] = []
    for day, value in zip(days, values, strict=True):
        if value is not None and (peak is None or value >= peak):
            peak, peak_day = value, day
        found.append(None if value is None else peak_day)
    return found
