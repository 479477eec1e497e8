"""Tables of pages as CSV files."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from flask import Response

from total_bankroll.cells import Value, written
from total_bankroll.money import trimmed
from total_bankroll.routes.private_files import NO_STORE

__all__ = ["CsvTable", "Value", "csv_response", "exactly", "written"]


@dataclass(frozen=True)
class CsvTable:
    """A table to take along; `name` is that of the file, without its ending."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]


def csv_response(table: CsvTable) -> Response:
    """The table as a file that nobody keeps on the way."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([written(name) for name in table.head])
    writer.writerows([written(value) for value in row] for row in table.rows)
    response = Response(out.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{table.name}.csv")
    response.headers["Cache-Control"] = NO_STORE
    return response


def exactly(value: Decimal | None) -> Decimal | None:
    """A figure without spare zeros."""
    return None if value is None else trimmed(value)
