"""A whole number a day, side by side in bytes: many accounts are added up as one large integer."""

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from itertools import compress
from operator import or_
from struct import pack, unpack
from typing import Literal

WIDTH = 8
"""The bytes of a lane: a number in two's complement, its lowest byte first."""
RAISED = 1 << 63
"""What makes every number of a lane one above zero."""
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


def side_by_side(many: Sequence[bytes], bits: int, marks: Sequence[int]) -> list[int]:
    """For each marked place an integer with the numbers of all, a multiple of 64 `bits` apart.

    Each of them is raised: RAISED above what it is, and so never below zero.
    """
    length, wide = len(many[0]), bits // 64
    spread = array("Q", bytes(wide * length * len(many)))
    raised = _highest_bits(length)
    for place, lanes in enumerate(_integers(many)):
        column = array("Q", (lanes ^ raised).to_bytes(length, _ORDER))
        spread[place * wide :: len(many) * wide] = column
    rows, size = spread.tobytes(), len(many) * wide * WIDTH
    begins = compress(range(0, len(rows), size), marks)
    return [int.from_bytes(rows[begin : begin + size], _ORDER) for begin in begins]


def apart(total: int, count: int, bits: int) -> list[int]:
    """The numbers, each below 2^(`bits` - 1) on either side of zero, that stand so far apart."""
    found, half, whole = [], 1 << (bits - 1), 1 << bits
    for _ in range(count):
        number = (total + half) % whole - half
        found.append(number)
        total = (total - number) >> bits
    return found


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
