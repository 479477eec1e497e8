"""Files of lists: read in pieces of any length, and all of one state."""

import csv
import io
from typing import Any

import pytest
from flask import Flask

from tests.support.bankroll import D, march
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.services import entry_files
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_files import EntryFileService, ListReader
from total_bankroll.services.entry_places import NEWEST, ORDERS
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.steady_reading import TRIES

pytestmark = pytest.mark.usefixtures("noon")


def rows_of(user_id: int, order: str = NEWEST) -> list[dict[str, str]]:
    with EntryFileService().entries(user_id, EntryFilter(), order) as file:
        return list(csv.DictReader(io.StringIO(file.read().decode())))


@pytest.fixture
def site(service: BankrollService, player: int) -> int:
    """A room with seven entries, two of them at one instant."""
    found = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    for amount in (5, 4, 4, 3, 2, 1):
        service.record_deposit(player, found, D(amount), march(1 + amount))
    return found


@pytest.mark.parametrize("order", ORDERS)
def test_pieces_of_any_length_are_the_same_file(
    player: int, site: int, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows_of(player, order)
    assert len({row["id"] for row in whole}) == len(whole) == 7
    for length in (1, 2, 7, 8):
        monkeypatch.setattr(entry_files, "CHUNK", length)
        assert rows_of(player, order) == whole


@pytest.mark.parametrize("writes", [2, TRIES])
def test_it_begins_again_where_somebody_writes(
    service: BankrollService,
    player: int,
    site: int,
    writes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And reads in one transaction in the end: nothing is in the file twice or by half."""
    monkeypatch.setattr(entry_files, "CHUNK", 2)
    left, begun, begin, piece = writes, 0, ListReader.__init__, entry_files._piece

    def count(self: ListReader, *args: Any, **kwargs: Any) -> None:
        nonlocal begun
        begun += 1
        begin(self, *args, **kwargs)

    def write_first(asked: Any, valuer: Any, after: Any) -> Any:
        nonlocal left
        found = piece(asked, valuer, after)
        if left and after is not None:
            left -= 1
            db.session.remove()
            service.record_deposit(player, site, D(1), march(9))
        return found

    monkeypatch.setattr(ListReader, "__init__", count)
    monkeypatch.setattr(entry_files, "_piece", write_first)
    rows = rows_of(player)
    assert (left, begun) == (0, writes + 1)
    assert len({row["id"] for row in rows}) == len(rows) == 7 + writes


def test_a_reader_ends_its_transaction_after_each_piece(player: int, site: int) -> None:
    lines = ListReader(player).lines(EntryFilter(), NEWEST)
    next(lines)
    assert db.session().get_transaction() is None
    lasting = ListReader(player, lasting=True).lines(EntryFilter(), NEWEST)
    next(lasting)
    assert db.session().get_transaction() is not None


def test_a_player_who_is_not_there_has_none(app: Flask) -> None:
    with pytest.raises(NotFound):
        rows_of(404)
