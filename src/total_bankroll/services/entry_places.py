"""Places in a list of entries: its orders, and the cursor that says where a page begins or ends."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_

from total_bankroll.models import Currency, Entry
from total_bankroll.services.entry_filters import SIZE

NEWEST, OLDEST, AMOUNT = "newest", "oldest", "amount"
ORDERS = (NEWEST, OLDEST, AMOUNT)
"""By time; or the largest first, currency by currency: counts of two cannot be compared."""

_TIME = r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6})"
_BY_TIME = re.compile(rf"{_TIME}_(\d{{1,18}})", re.ASCII)
_BY_AMOUNT = re.compile(rf"([A-Z0-9]{{1,12}})_(\d{{1,16}})_{_TIME}_(\d{{1,18}})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where an entry stands; `code` and `size` count in the order by amount only."""

    at: datetime
    id: int
    code: str = ""
    size: int = 0

    def text(self, order: str) -> str:
        """The place as an address carries it."""
        time = self.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
        by_time = f"{time}_{self.id}"
        return f"{self.code}_{self.size}_{by_time}" if order == AMOUNT else by_time


def place_of(entry: Entry, currency: Currency) -> Place:
    """Where an entry stands in a list of any order."""
    return Place(entry.at, entry.id, currency.code, abs(entry.change))


def read_place(text: str | None, order: str) -> Place | None:
    """The place that `text` names in a list of this order; None for anything else."""
    found = (_BY_AMOUNT if order == AMOUNT else _BY_TIME).fullmatch(text or "")
    if found is None:
        return None
    *head, time, entry_id = found.groups()
    try:
        at = datetime.fromisoformat(time).replace(tzinfo=UTC)
    except ValueError:
        return None
    code, size = head or ("", "0")
    return Place(at, int(entry_id), code, int(size))


def ordering(order: str, *, backwards: bool = False) -> list[ColumnElement[Any]]:
    """What a list is sorted by; backwards to read the page before a place."""
    if order == AMOUNT:
        keys = [(Currency.code, False), (SIZE, True), (Entry.at, True), (Entry.id, True)]
    else:
        keys = [(Entry.at, order == NEWEST), (Entry.id, order == NEWEST)]
    return [key.desc() if falls != backwards else key.asc() for key, falls in keys]


def beyond(order: str, place: Place, *, backwards: bool = False) -> ColumnElement[bool]:
    """What comes after a place in the list; backwards, what comes before it."""
    if order != AMOUNT:
        return _in_time(place, falls=(order == NEWEST) != backwards)
    further = Currency.code < place.code if backwards else Currency.code > place.code
    size = literal(place.size)
    smaller = size < SIZE if backwards else size > SIZE
    in_time = _in_time(place, falls=not backwards)
    equal = and_(size == SIZE, in_time)
    return or_(further, and_(Currency.code == place.code, or_(smaller, equal)))


def _in_time(place: Place, *, falls: bool) -> ColumnElement[bool]:
    """Older than a place where time falls, else newer; worded so that an index is used."""
    if falls:
        return and_(Entry.at <= place.at, or_(Entry.at < place.at, Entry.id < place.id))
    return and_(Entry.at >= place.at, or_(Entry.at > place.at, Entry.id > place.id))
