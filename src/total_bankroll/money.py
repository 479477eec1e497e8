"""Exact money: an amount with its currency, counts of the smallest unit, and rounding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, Inexact, localcontext

from total_bankroll.errors import InvalidAmount

MAX_AMOUNT = 10**14
"""What a typed amount's count stays below."""
MAX_BALANCE = 10**15
"""What an account's balance, counted, stays below."""

_DIGITS = 60
_EXACT = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
_EXACT.traps[Inexact] = True
_ROUNDING = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
_ZERO = Decimal(0)


def exact() -> AbstractContextManager[Context]:
    """A context in which arithmetic either is exact to 60 digits or raises `Inexact`."""
    return localcontext(_EXACT)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round for display; halves go away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=_ROUNDING)


def trimmed(value: Decimal, keep: int = 0) -> Decimal:
    """`value` with as few decimals as say it, but at least `keep` of them."""
    whole, _, fraction = f"{value:f}".partition(".")
    return Decimal(f"{whole}.{fraction.rstrip('0').ljust(keep, '0')}")


def to_count(value: Decimal, decimals: int, *, limit: int = MAX_AMOUNT) -> int:
    """How many smallest units `value` is; refuses what the currency cannot hold."""
    if not value.is_finite():
        raise InvalidAmount("An amount is a number.")
    if value and value.adjusted() + decimals > len(str(limit)):
        raise InvalidAmount("That amount is too large.")
    count = _whole_units(value, decimals)
    if abs(count) >= limit:
        raise InvalidAmount("That amount is too large.")
    return count


def _whole_units(value: Decimal, decimals: int) -> int:
    try:
        units = _EXACT.scaleb(value, decimals)
    except Inexact:
        raise _too_many_decimals(decimals) from None
    if units != units.to_integral_value():
        raise _too_many_decimals(decimals)
    return int(units)


def _too_many_decimals(decimals: int) -> InvalidAmount:
    if decimals == 0:
        return InvalidAmount("Enter a whole number: this currency has no decimals.")
    return InvalidAmount(f"This currency has at most {decimals} decimals.")


def from_count(count: int, decimals: int) -> Decimal:
    """The decimal that a count of smallest units stands for."""
    return _EXACT.scaleb(Decimal(count), -decimals)


@dataclass(frozen=True, slots=True)
class Unit:
    """What reading and showing an amount needs to know of a currency."""

    code: str
    symbol: str
    decimals: int

    def count(self, value: Decimal) -> int:
        """`value` as a count of this currency's smallest unit."""
        return to_count(value, self.decimals)

    def value(self, count: int) -> Decimal:
        """The decimal that `count` smallest units are."""
        return from_count(count, self.decimals)


@dataclass(frozen=True, slots=True)
class Amount:
    """A finite decimal of one currency; it never mixes with another's."""

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError("an amount's value is a Decimal")
        if not self.value.is_finite():
            raise InvalidAmount("An amount is a number.")

    def _same(self, other: Amount) -> Decimal:
        if other.currency != self.currency:
            raise InvalidAmount(f"{self.currency} and {other.currency} do not mix.")
        return other.value

    def __add__(self, other: Amount) -> Amount:
        return Amount(_EXACT.add(self.value, self._same(other)), self.currency)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(_EXACT.subtract(self.value, self._same(other)), self.currency)

    def __neg__(self) -> Amount:
        return Amount(_EXACT.minus(self.value), self.currency)

    def __lt__(self, other: Amount) -> bool:
        return self.value < self._same(other)

    def __le__(self, other: Amount) -> bool:
        return self.value <= self._same(other)

    def __gt__(self, other: Amount) -> bool:
        return self.value > self._same(other)

    def __ge__(self, other: Amount) -> bool:
        return self.value >= self._same(other)


class Totals:
    """Sums kept per currency, given back in the order of the codes."""

    def __init__(self) -> None:
        self._sums: dict[str, Decimal] = {}

    def add(self, amount: Amount) -> None:
        """Count `amount` in, with its own currency."""
        self._sums[amount.currency] = _EXACT.add(self.of(amount.currency), amount.value)

    def of(self, currency: str) -> Decimal:
        """The sum in one currency; zero where nothing was added."""
        return self._sums.get(currency, _ZERO)

    def __iter__(self) -> Iterator[Amount]:
        return (Amount(value, code) for code, value in sorted(self._sums.items()))

    def __len__(self) -> int:
        return len(self._sums)


def apportion(values: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """Round each value so that they add up to their rounded sum (largest remainder).

    Each differs from its value by less than one unit; equal remainders go to the earlier value.
    """
    with exact():
        units = [value.scaleb(decimals) for value in values]
        floors = [unit.to_integral_value(rounding=ROUND_FLOOR) for unit in units]
        missing = int(round_half_up(sum(units, _ZERO), 0) - sum(floors, _ZERO))
        remainders = [unit - floor for unit, floor in zip(units, floors, strict=True)]
        for index in sorted(range(len(units)), key=lambda i: -remainders[i])[:missing]:
            floors[index] += 1
        return [round_half_up(floor.scaleb(-decimals), decimals) for floor in floors]
