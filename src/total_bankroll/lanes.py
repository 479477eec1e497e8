"""A whole number a day, side by side in bytes: many accounts are added up as one large integer."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from struct import pack, unpack
from typing import Literal

WIDTH = 8
"""The bytes of a lane: a number in two's complement, its lowest byte first."""
MOST = 4_000
"""So many changes of a balance, each below 2 × money.MAX_BALANCE, add up to less than 2^63."""

_ORDER: Literal["little"] = "little"


def laid_out(numbers: Sequence[int]) -> bytes:
    """A lane for each number."""
    return pack(f"<{len(numbers)}q", *numbers)


def numbers_of(lanes: bytes) -> Sequence[int]:
    """The number in each lane."""
    return unpack(f"<{len(lanes) // WIDTH}q", lanes)


def added(many: Sequence[bytes]) -> Sequence[int]:
    """The sums of lanes that stand at the same place; all have one length.

    An integer that is made of lanes adds all of them at once. So that none borrows from the next,
    each stands above zero by its highest bit while it is added.
    """
    if len(many) > MOST:
        parts = [added(many[place : place + MOST]) for place in range(0, len(many), MOST)]
        return [sum(column) for column in zip(*parts, strict=True)]
    length = len(many[0])
    raised = _highest_bits(length)
    total = sum(lane ^ raised for lane in _integers(many)) - (len(many) - 1) * raised
    return numbers_of((total ^ raised).to_bytes(length, _ORDER))


def united(many: Sequence[bytes]) -> Sequence[int]:
    """A number that is 0 only where the lanes of all are."""
    return numbers_of(reduce(or_, _integers(many)).to_bytes(len(many[0]), _ORDER))


def first_used(lanes: bytes) -> int:
    """The place of the first lane that is not 0; behind the last where all are."""
    return (len(lanes) - len(lanes.lstrip(b"\0"))) // WIDTH


def last_used(lanes: bytes) -> int:
    """The place of the last lane that is not 0; -1 where all are."""
    return (len(lanes.rstrip(b"\0")) - 1) // WIDTH


def _integers(many: Iterable[bytes]) -> Iterable[int]:
    return (int.from_bytes(lanes, _ORDER) for lanes in many)


@lru_cache(maxsize=64)
def _highest_bits(length: int) -> int:
    return int.from_bytes((bytes(WIDTH - 1) + b"\x80") * (length // WIDTH), _ORDER)
