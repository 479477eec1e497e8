"""A backup that is written: what a disk or a database refuses, and what reads otherwise."""

import sqlite3
from pathlib import Path

import pytest

from total_bankroll.errors import Conflict
from total_bankroll.services.backup_rows import Sum
from total_bankroll.services.backups import told_plainly

FILE = Path("bankroll.backup")


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (OSError(28, "No space left on device"), "could not be written: No space left on device."),
        (sqlite3.OperationalError("disk I/O error"), "the database says: disk I/O error"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(refused: Exception, said: str) -> None:
    with pytest.raises(Conflict) as caught, told_plainly(FILE):
        raise refused
    assert str(FILE) in caught.value.message
    assert said in caught.value.message


def test_sums_of_lines_are_equal_in_any_order_and_to_nothing_else() -> None:
    one, other, fewer = Sum(), Sum(), Sum()
    for line in (b"a", b"b"):
        one.add(line)
    for line in (b"b", b"a"):
        other.add(line)
    fewer.add(b"a")
    assert one == other != fewer
    assert one != one.total
