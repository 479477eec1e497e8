"""The backup's file: a ZIP with a member for each table, and a manifest that vouches for them.

`manifest.json` says of what version the tables are, and of each table its columns, how many rows
it has, the SHA-256 of its member and the highest number that was ever given to one of its rows.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812  # that is how it is called

from total_bankroll.errors import Invalid
from total_bankroll.services.backup_rows import KINDS, row_of

FORMAT, FORMAT_VERSION = "total-bankroll-backup", 1
MANIFEST = "manifest.json"
LONGEST_MANIFEST = 2**20
LONGEST_LINE = 2**26
"""Bytes of one row, which the longest article is far below: what unpacks to more is no backup."""
DAMAGE = (
    *(BadZipFile, ZlibError, LZMAError, struct.error),
    *(EOFError, OSError, ValueError, LookupError, TypeError, AttributeError),
    *(ArithmeticError, RuntimeError),  # a method of packing, or a lock, that nobody chose
)
"""What reading a file that is damaged, or another than ours, ends with."""


@dataclass(frozen=True)
class Part:
    """A table in the file."""

    name: str
    columns: Mapping[str, str]
    rows: int
    sha256: str
    last_number: int | None

    @property
    def member(self) -> str:
        """What it is called in the file."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Head:
    """What a backup is of: the tables' version, when, from which database.

    `passwords` tells an instance with another SECURITY_PASSWORD_SALT, which takes no password.
    """

    revision: str
    created_at: datetime
    database: str
    passwords: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    head: Head
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(part.rows for part in self.parts)

    def count(self, table: str) -> int:
        """The rows of one table."""
        return sum(part.rows for part in self.parts if part.name == table)


Source = tuple[str, Mapping[str, str], int | None, Iterable[bytes]]
"""A table: its name, its columns, the highest number it gave, and its lines."""


def write_archive(file: IO[bytes], head: Head, sources: Iterable[Source]) -> Manifest:
    """Write a whole backup, a line in memory at a time."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        parts = tuple(_write_part(archive, head, *source) for source in sources)
        manifest = Manifest(head, parts)
        archive.writestr(_member(MANIFEST, head), _dumps(manifest))
    return manifest


def _write_part(
    archive: ZipFile,
    head: Head,
    name: str,
    columns: Mapping[str, str],
    last_number: int | None,
    lines: Iterable[bytes],
) -> Part:
    rows, checksum = 0, sha256()
    place = Part(name, columns, 0, "", None).member
    with archive.open(_member(place, head), "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            checksum.update(line)
            rows += 1
    return Part(name, dict(columns), rows, checksum.hexdigest(), last_number)


def _member(name: str, head: Head) -> ZipInfo:
    made = ZipInfo(name, head.created_at.timetuple()[:6])
    made.compress_type, made.external_attr = ZIP_DEFLATED, 0o600 << 16
    return made


def _dumps(manifest: Manifest) -> str:
    head = asdict(manifest.head) | {"created_at": manifest.head.created_at.isoformat()}
    tables = [asdict(part) for part in manifest.parts]
    said = {"format": FORMAT, "format_version": FORMAT_VERSION, **head, "tables": tables}
    return json.dumps(said, indent=1)


class Archive:
    """A backup's file for reading; every fault of it is told as Invalid, in a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = ZipFile(path)
        except FileNotFoundError as error:
            raise Invalid(f"There is no file {path}.") from error
        except DAMAGE as error:
            raise self._damaged("it is no ZIP file, or was cut off") from error
        try:
            self.manifest = self._read_manifest()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def verify(self) -> None:
        """Read all of it, and raise Invalid where anything is not as the manifest says."""
        expected = {MANIFEST, *(part.member for part in self.manifest.parts)}
        if sorted(self._zip.namelist()) != sorted(expected):
            raise self._damaged("it does not hold the members that its manifest names")
        for part in self.manifest.parts:
            for _ in self._lines(part):
                pass

    def rows(self, part: Part) -> Iterator[dict[str, Any]]:
        """A table's rows; raises Invalid at the first fault."""
        for number, line in enumerate(self._lines(part), 1):
            try:
                row = row_of(line, part.columns)
            except DAMAGE as error:
                raise self._damaged(f"line {number} of {part.member} says no row") from error
            yield row

    def _lines(self, part: Part) -> Iterator[bytes]:
        count, checksum = 0, sha256()
        try:
            with self._zip.open(part.member) as member:
                while count <= part.rows and (line := member.readline(LONGEST_LINE)):
                    count += 1
                    checksum.update(line)
                    yield line
        except DAMAGE as error:
            raise self._damaged(f"{part.member} cannot be read behind line {count}") from error
        if (count, checksum.hexdigest()) != (part.rows, part.sha256):
            raise self._damaged(f"{part.member} is not what the manifest vouches for")

    def _read_manifest(self) -> Manifest:
        try:
            with self._zip.open(MANIFEST) as member:
                said = json.loads(member.read(LONGEST_MANIFEST))
            if said["format"] != FORMAT:
                raise ValueError("another format")
            is_known = said["format_version"] == FORMAT_VERSION
            manifest = _manifest(said) if is_known else None
        except DAMAGE as error:
            raise self._damaged("it has no manifest of a backup") from error
        if manifest is None:
            raise Invalid(f"{self.path} was written by a newer version. Update this one first.")
        return manifest

    def _damaged(self, why: str) -> Invalid:
        return Invalid(f"{self.path} cannot be used: {why}. Nothing was changed.")


def _manifest(said: Mapping[str, Any]) -> Manifest:
    head = Head(
        str(said["revision"]),
        datetime.fromisoformat(said["created_at"]),
        str(said["database"]),
        str(said["passwords"]),
    )
    parts = tuple(_part(**each) for each in said["tables"])
    if len({part.name for part in parts}) < len(parts):
        raise ValueError("a table twice")
    return Manifest(head, parts)


def _part(
    name: str, columns: dict[str, str], rows: int, sha256: str, last_number: int | None
) -> Part:
    if not name.isidentifier() or not all(
        each.isidentifier() and kind in KINDS for each, kind in columns.items()
    ):
        raise ValueError("no table of ours")
    return Part(name, columns, int(rows), sha256, None if last_number is None else int(last_number))
