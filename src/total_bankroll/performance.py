"""Returns and drawdowns: ratios and lengths of time, worked out from exact values."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import chain, compress, zip_longest
from math import prod
from operator import add, sub
from typing import NamedTuple

import pyxirr

from total_bankroll.errors import BankrollError

ZERO, ONE = Decimal(0), Decimal(1)
YEAR = 365
_WIDE = Context(prec=28, Emin=MIN_EMIN, Emax=MAX_EMAX)
"""A ratio is given to 12 digits: a million products keep those right."""
_RATIOS = Context(prec=12, rounding=ROUND_HALF_UP)
_NOISE = Decimal("1E-20")
"""A return that is smaller comes of the digits that a growth is worked out with."""


class NotMeasurable(BankrollError):
    """At the end of `day`, or with its flows, nothing or a debt was there to count from."""

    def __init__(self, day: date) -> None:
        super().__init__(f"Nothing was invested on {day.isoformat()}, so no return can be told.")
        self.day = day


class Flows(NamedTuple):
    """What came and went on each of some days, in whole numbers of 10^-`places`."""

    places: int
    days: Sequence[date]
    came: Sequence[int]
    went: Sequence[int]

    def value(self, count: int) -> Decimal:
        """What one of the numbers stands for."""
        return Decimal(count).scaleb(-self.places)

    def raised(self, places: int) -> "Flows":
        """The same with more places."""
        if places == self.places:
            return self
        unit = 10 ** (places - self.places)
        came, went = ([count * unit for count in some] for some in (self.came, self.went))
        return Flows(places, self.days, came, went)

    def between(self, before: date, last: date) -> "Flows":
        """Those after `before` up to and including `last`."""
        part = slice(bisect_right(self.days, before), bisect_right(self.days, last))
        return Flows(self.places, self.days[part], self.came[part], self.went[part])

    @property
    def gone(self) -> list[int]:
        """What went less what came."""
        return list(map(sub, self.went, self.came))


class FlowDays(NamedTuple):
    """Flows with the values at the end of the day before each and at its own, in their places.

    The values of days that are `lacking` mean nothing.
    """

    flows: Flows
    before: Sequence[int]
    after: Sequence[int]
    lacking: Sequence[date] = ()

    def between(self, before: date, last: date) -> "FlowDays":
        """Those after `before` up to and including `last`."""
        days = self.flows.days
        part = slice(bisect_right(days, before), bisect_right(days, last))
        return FlowDays(
            self.flows.between(before, last),
            self.before[part],
            self.after[part],
            [day for day in self.lacking if before < day <= last],
        )


def time_weighted(before: date, opening: Decimal, found: FlowDays, closing: Decimal) -> Decimal:
    """The growth of one unit that stayed from the end of `before` on, as a ratio, to 12 digits.

    Stretches between flows are linked; on a day of a flow, what came counts from its morning and
    what went until its evening. Raises NotMeasurable where a stretch begins with nothing or a
    debt, yet changes.
    """
    flows, grown = found.flows, ONE
    if flows.days:
        grown = _growth(before, opening, flows.value(found.before[0]))
        grown = _WIDE.multiply(grown, _linked(found))
        before, opening = flows.days[-1], flows.value(found.after[-1])
    grown = _WIDE.multiply(grown, _growth(before, opening, closing))
    gained = _RATIOS.subtract(grown, ONE)
    return gained if abs(gained) > _NOISE else ZERO


def _linked(found: FlowDays) -> Decimal:
    """The growth from before the first flow until the end of the last one's day.

    All that is divided by is multiplied first: a division costs the most.
    """
    flows = found.flows
    starts = list(map(add, found.before, flows.came))
    stops = list(map(add, found.after, flows.went))
    held, left = found.before[1:], found.after[:-1]
    if min(starts) <= 0 or min(left, default=1) <= 0:
        return _step_by_step(flows.days, starts, stops, left, held)
    came, went = flows.came[1:], flows.went[:-1]  # where none did, both ratios are 1
    up = chain(compress(held, came), compress(stops, went), stops[-1:])
    down = chain(compress(starts[1:], came), compress(left, went), starts[:1])
    return _quotient(up, down)


def _step_by_step(
    days: Sequence[date],
    starts: Sequence[int],
    stops: Sequence[int],
    left: Sequence[int],
    held: Sequence[int],
) -> Decimal:
    """The same where nothing or a debt was there at times."""
    within, between = zip(days, starts, stops, strict=True), zip(days, left, held, strict=False)
    steps = chain.from_iterable(zip_longest(within, between, fillvalue=(days[-1], 0, 0)))
    changed = [step for step in steps if any(step[1:])]
    for day, start, _ in changed:
        if start <= 0:
            raise NotMeasurable(day)
    return _quotient((stop for *_, stop in changed), (start for _, start, _ in changed))


def _quotient(up: Iterable[int], down: Iterable[int]) -> Decimal:
    """A product divided by another."""
    with localcontext(_WIDE):
        return prod(map(Decimal, _in_fours(up)), start=ONE) / prod(
            map(Decimal, _in_fours(down)), start=ONE
        )


def _in_fours(factors: Iterable[int]) -> Iterator[int]:
    """Four of them multiplied at a time: whole numbers are quicker while they are short."""
    fours = [iter(factors)] * 4
    return map(prod, zip_longest(*fours, fillvalue=1))


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


def money_weighted(flows: Iterable[tuple[date, Decimal | float]]) -> Decimal | None:
    """The yearly rate at which what was put in (below 0) grew into what came out: XIRR.

    Only the search for it uses floats: no amount comes of them. A year has 365 days. None where
    no such rate is found: money went one way only, or at once.
    """
    known = [(day, float(amount)) for day, amount in flows if amount]
    if all(day == known[0][0] for day, _ in known):
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
