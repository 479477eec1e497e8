"""What `make test` has the time for, and what waits for `make faults`."""

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

One = TypeVar("One")

IS_THOROUGH = bool(os.environ.get("FAULTS"))
"""`make faults` runs what is marked long, and what is marked thorough with all it has."""


def share(every: Iterable[One], turn: int, of: int = 3) -> list[One]:
    """What this turn takes of a table whose rows take turns; `make faults` takes all each time."""
    rows = list(every)
    return rows if IS_THOROUGH else rows[turn % of :: of]


def turn_of(items: list[pytest.Item]) -> list[pytest.Item]:
    """All tests, or those whose turn it is, where TEST_TURN says `3 of 6`."""
    turn, _, of = os.environ.get("TEST_TURN", "").partition(" of ")
    return share(items, int(turn), int(of)) if of else items


def is_wanted(item: pytest.Item) -> bool:
    """Whether this run is the one that a test belongs to."""
    is_long = item.path.parent.name == "faults" or item.get_closest_marker("long") is not None
    if IS_THOROUGH:
        return is_long or item.get_closest_marker("thorough") is not None
    return not is_long
