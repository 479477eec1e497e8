"""Telling fetched rates that can be believed from those that somebody must look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self

from total_bankroll.money import exact

LARGEST_JUMP = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Jump:
    """A rate beside the one that it is measured against."""

    rate: Decimal
    previous: Decimal


@dataclass(frozen=True, slots=True)
class Sifted:
    """What to do with one currency's fetched rates, by day."""

    new: dict[date, Decimal] = field(default_factory=dict)
    corrected: dict[date, Jump] = field(default_factory=dict)
    held: dict[date, Jump] = field(default_factory=dict)

    def without(self, waiting: Mapping[date, Decimal]) -> Self:
        """The same, less the rates to hold back that wait already."""
        fresh = {d: jump for d, jump in self.held.items() if waiting.get(d) != jump.rate}
        return replace(self, held=fresh)


def sift(known: Mapping[date, Decimal], fetched: Mapping[date, Decimal]) -> Sifted:
    """Compare fetched rates with those that are there, oldest first.

    A correction is measured against what it replaces, a new rate against the newest before it;
    a rate that is held back is no measure for the next.
    """
    sifted = Sifted()
    previous: Decimal | None = None
    for day in sorted(known.keys() | fetched.keys()):
        stored, rate = known.get(day), fetched.get(day)
        base = previous if stored is None else stored
        if rate is None or rate == stored:
            previous = base
        elif base is not None and is_jump(base, rate):
            sifted.held[day] = Jump(rate, base)
            previous = base
        else:
            previous = rate
            if stored is None:
                sifted.new[day] = rate
            else:
                sifted.corrected[day] = Jump(rate, stored)
    return sifted


def is_jump(before: Decimal, after: Decimal) -> bool:
    """Whether a rate moved by more than a fifth."""
    with exact():
        return abs(after - before) > before * LARGEST_JUMP
