"""Falls: what a curve has lost since its highest point so far, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from total_bankroll.money import exact

_SHARE_DECIMALS = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class Fall:
    """A day's distance from the peak so far: zero or negative, None where it is not known.

    `share` is that of the peak, None where the peak is not positive; `peak` is the peak's day.
    """

    day: date
    depth: Decimal | None
    share: Decimal | None = None
    peak: date | None = None


@dataclass(frozen=True, slots=True)
class Deepest:
    """The deepest fall: its peak, its lowest day, and the day that made it up, None so far."""

    depth: Decimal
    share: Decimal | None
    peak: date
    low: date
    end: date | None
    last: date

    @property
    def days(self) -> int:
        """From the peak until it was made up, or until the last day."""
        return ((self.end or self.last) - self.peak).days


def falls_of(days: Sequence[date], values: Sequence[Decimal | None]) -> tuple[Fall, ...]:
    """A fall for each of these ascending days; a day that is not known is no peak and no fall."""
    falls: list[Fall] = []
    peak, peak_day = None, None
    for day, value in zip(days, values, strict=True):
        if value is None:
            falls.append(Fall(day, None))
            continue
        if peak is None or value >= peak:
            peak, peak_day = value, day
        with exact():
            depth = value - peak
        falls.append(Fall(day, depth, _share(depth, peak), peak_day))
    return tuple(falls)


def deepest_of(falls: Sequence[Fall]) -> Deepest | None:
    """The first of the deepest falls, None where there was none."""
    fallen = [fall for fall in falls if fall.depth is not None and fall.depth < 0]
    if not fallen:
        return None
    low = min(fallen, key=lambda fall: fall.depth or Decimal(0))
    later = (fall.day for fall in falls if fall.day > low.day and fall.depth == 0)
    return Deepest(
        depth=low.depth or Decimal(0),
        share=low.share,
        peak=low.peak or low.day,
        low=low.day,
        end=next(later, None),
        last=falls[-1].day,
    )


def _share(depth: Decimal, peak: Decimal) -> Decimal | None:
    return (depth / peak).quantize(_SHARE_DECIMALS, ROUND_HALF_UP) if peak > 0 else None
