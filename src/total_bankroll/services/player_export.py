"""All of a player's data as one ZIP: each table as lines of JSON and as CSV, with a manifest."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from total_bankroll.cells import written
from total_bankroll.clock import now
from total_bankroll.services.player_tables import COLUMNS, TABLES, Fields, PlayerReader, plain
from total_bankroll.services.steady_reading import IN_MEMORY, whole_file

FORMAT, SCHEMA_VERSION = "total-bankroll-player", 2
BLOCK = 64 * 1024


class PlayerExportService:
    """What a player typed and what follows from it; no password, no token, nobody else's row."""

    def everything(self, user_id: int) -> IO[bytes]:
        """The ZIP from its beginning, of one state of the database; raises NotFound."""
        return whole_file(PlayerReader, user_id, _write)


def _write(reader: PlayerReader, file: IO[bytes]) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        counts = {name: _add_table(archive, reader, name) for name in TABLES}
        archive.writestr("manifest.json", _manifest(counts))


def _manifest(counts: dict[str, int]) -> str:
    tables = {
        name: {"columns": COLUMNS[name].split(), "rows": count} for name, count in counts.items()
    }
    said = {"format": FORMAT, "schema_version": SCHEMA_VERSION, "made_at": plain(now())}
    return json.dumps(said | {"tables": tables}, indent=1)


def _add_table(archive: ZipFile, reader: PlayerReader, name: str) -> int:
    """Both forms by one reading: the CSV waits beside the archive until the JSON is complete."""
    columns = COLUMNS[name].split()
    with SpooledTemporaryFile(max_size=IN_MEMORY) as beside:
        text = TextIOWrapper(beside, encoding="utf-8", newline="")
        sheet = csv.writer(text)
        sheet.writerow(columns)
        count = 0
        with archive.open(f"json/{name}.jsonl", "w", force_zip64=True) as member:
            for row in TABLES[name](reader):
                member.write(_line(row, columns))
                sheet.writerow(_cells(row, columns))
                count += 1
        text.flush()
        beside.seek(0)
        with archive.open(f"csv/{name}.csv", "w", force_zip64=True) as member:
            for block in _blocks(beside):
                member.write(block)
        text.detach()
    return count


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _line(row: Fields, columns: list[str]) -> bytes:
    said = {name: plain(row[name]) for name in columns}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _cells(row: Fields, columns: list[str]) -> list[str]:
    return [_cell(row[name]) for name in columns]


def _cell(value: Any) -> str:
    """What a spreadsheet is given: never anything that it would run."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return written(value)
    if isinstance(value, datetime):
        return str(plain(value))
    if isinstance(value, list):
        return written(", ".join(value))
    if isinstance(value, dict | bool):
        return written(json.dumps(value, ensure_ascii=False))
    return written(value)
