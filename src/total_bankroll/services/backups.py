"""Backups: the whole instance as one file, read back before it gets its name."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from total_bankroll.clock import now
from total_bankroll.errors import Conflict, NotFound
from total_bankroll.services.backup_archive import Archive, Head, Manifest, Source, write_archive
from total_bankroll.services.backup_numbers import last_numbers
from total_bankroll.services.backup_rotation import expired, leftovers, name_for
from total_bankroll.services.backup_rows import Shape, lines, shapes
from total_bankroll.services.backup_source import snapshot
from total_bankroll.services.health import reason_of
from total_bankroll.services.safe_files import draft_of, open_draft, settle
from total_bankroll.services.schema_versions import version_of
from total_bankroll.values import value

PRIVATE_FOLDER = 0o700


@value
class Saved:
    """A backup that was written and read back."""

    path: str
    version: str
    tables: int
    rows: int
    size: int


@value
class Rotated:
    """A backup among others, and which of those were removed."""

    saved: Saved
    removed: tuple[str, ...]


class BackupService:
    """Everything that is in the database, whoever writes meanwhile; nothing of .env."""

    def write(self, path: Path, *, overwrite: bool = False) -> Saved:
        """Write a backup; Conflict where `path` is there or the file cannot be written."""
        with told_plainly(path), draft_of(path, overwrite=overwrite) as draft:
            with snapshot(draft.parent) as connection, open_draft(draft) as file:
                head = _head(connection)
                manifest = write_archive(file, head, sources(connection, shapes(connection)))
                settle(file)
            read_back(draft, manifest)
            size = draft.stat().st_size
        tables = len(manifest.parts)
        return Saved(str(path), head.revision, tables, manifest.rows, size)

    def rotate(self, folder: Path) -> Rotated:
        """Write one more backup into a folder, then remove those whose time is over.

        Nothing is removed where the new one could not be written and read back.
        """
        moment = now()
        with told_plainly(folder):
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        saved = self.write(folder / name_for(moment))
        removed = []
        with told_plainly(folder):
            for path in expired(folder, moment):
                path.unlink(missing_ok=True)
                removed.append(path.name)
            leftovers(folder, moment)
        return Rotated(saved, tuple(removed))


def password_mark() -> str:
    """Tells whether passwords that are hashed here are those of another instance's salt."""
    salt = str(current_app.config["SECURITY_PASSWORD_SALT"])
    return sha256(f"total-bankroll backup {salt}".encode()).hexdigest()[:16]


def read_back(path: Path, manifest: Manifest) -> None:
    """Raise where the file is not, byte for byte, what was written into it."""
    with Archive(path) as archive:
        archive.verify()
        if archive.manifest != manifest:
            raise Conflict("What was written reads otherwise: the disk is not to be trusted.")


def sources(connection: Connection, tables: Sequence[Shape]) -> Iterator[Source]:
    """Every table's lines, which are read as they are asked for."""
    numbers = last_numbers(connection, tables)
    for shape in tables:
        yield shape.name, shape.columns, numbers.get(shape.name), lines(connection, shape)


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """What a disk or a database refuses is one sentence, without an address or a password."""
    try:
        yield
    except OSError as error:
        raise Conflict(f"{path} could not be written: {error.strerror or error}.") from error
    except (DBAPIError, sqlite3.Error) as error:
        if reason_of(error) is not None:
            raise  # the file has nothing to do with it
        why = getattr(error, "orig", None) or error
        raise Conflict(f"{path} could not be written: the database says: {why}") from error


def _head(connection: Connection) -> Head:
    version = version_of(connection)
    if version is None:
        raise NotFound("The database has no tables yet. Run `flask init` first.")
    return Head(version, now(), connection.dialect.name, password_mark())
