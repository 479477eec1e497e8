"""A whole list of entries as a CSV file: every one that its filters leave, with exact figures."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from typing import IO

from sqlalchemy import func, select

from total_bankroll.cells import Value, written
from total_bankroll.extensions import db
from total_bankroll.models import Entry
from total_bankroll.money import exact, trimmed
from total_bankroll.services.entry_filters import sums_amounts
from total_bankroll.services.entry_lists import Asked, asked_of
from total_bankroll.services.entry_places import Place
from total_bankroll.services.entry_rows import Rows, rows_after
from total_bankroll.services.entry_values import Valuer
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.explaining import Beyond
from total_bankroll.services.steady_reading import SteadyReader, whole_file
from total_bankroll.services.views import EntryView

CHUNK = 2_000
"""So many entries are read in one transaction."""
HEAD = (
    *("id", "day", "kind", "account_id", "account", "account_currency", "amount", "change"),
    *("currency", "value", "other_account", "other_currency", "other_amount", "note", "tags"),
)
OPENING, FX, UNSPLIT = "opening", "fx", "not to be split"
"""Kinds of a line besides those of entries; two are parts of a total that are no entry's."""

Cells = Sequence[Value]


class EntryFileService:
    """Files of lists; `value` is in the display currency, and adds up to the list's total."""

    def entries(self, user_id: int, filters: EntryFilter, order: str) -> IO[bytes]:
        """All of a list, in its order and in UTF-8, from the beginning of the file."""

        def write(reader: ListReader, file: IO[bytes]) -> None:
            text = TextIOWrapper(file, encoding="utf-8", newline="")
            sheet = csv.writer(text)
            sheet.writerow(HEAD)
            for cells in reader.lines(filters, order):
                sheet.writerow(map(written, cells))
            text.detach()  # flushes it, and leaves the file open

        return whole_file(ListReader, user_id, write)


class ListReader(SteadyReader):
    """Reads a list to its end, piece by piece."""

    def lines(self, filters: EntryFilter, order: str) -> Iterator[Cells]:
        """What the columns of HEAD hold for each entry, then for what no entry did."""
        with self._look():
            asked = asked_of(self._user_id, filters, order)
            valuer = Valuer(self._user_id, asked.currency, asked.on, _first_day(asked))
            piece = _piece(asked, valuer, None)
        while True:
            rows, lines = piece
            yield from lines
            if rows.following is None:
                break
            with self._look():
                piece = _piece(asked, valuer, rows.following)
        yield from _beyond(asked.beyond, asked.currency)


def _first_day(asked: Asked) -> date:
    """From when on rates are needed."""
    first = db.session.scalar(select(func.min(Entry.day)).where(*asked.where))
    return first or date.max


def _piece(asked: Asked, valuer: Valuer, after: Place | None) -> tuple[Rows, list[Cells]]:
    rows = rows_after(asked.where, asked.order, after, CHUNK)
    by_amount = sums_amounts(asked.filters)
    with exact():
        worths = [_value(row, valuer, by_amount) for row in rows.views]
    pairs = zip(rows.views, worths, strict=True)
    return rows, [_cells(row, asked.currency, worth) for row, worth in pairs]


def _value(row: EntryView, valuer: Valuer, by_amount: bool) -> Decimal | None:
    """What an entry adds to the list's total; None where its day lacks a rate."""
    rate = valuer.rate(row.currency, row.day)
    return None if rate is None else trimmed((row.amount if by_amount else row.change) * rate)


def _cells(row: EntryView, currency: str, worth: Decimal | None) -> Cells:
    kind = OPENING if row.opening else row.kind
    other = row.partner_name, row.partner_currency, row.partner_amount
    return (
        *(row.id, row.day, kind, row.account_id, row.account_name, row.currency),
        *(row.amount, row.change, currency, worth, *other, row.note, ", ".join(row.tags)),
    )


def _beyond(found: Beyond | None, currency: str) -> Iterator[Cells]:
    """What a total that is explained holds besides its entries."""
    for kind, amount in () if found is None else ((FX, found.fx), (UNSPLIT, found.unsplit)):
        if amount is not None:
            yield _line(kind, currency, trimmed(amount))


def _line(kind: str, currency: str, worth: Decimal) -> Cells:
    named: dict[str, Value] = {"kind": kind, "currency": currency, "value": worth}
    return tuple(map(named.get, HEAD))
