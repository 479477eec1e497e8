"""Files that are there whole or not at all: written beside their place, then given their name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import IO

from total_bankroll.errors import Conflict

DRAFTS = ".total-bankroll-"
"""How the folders begin in which files are written before they get their name."""


@contextmanager
def draft_of(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A path to write to, whose file is named `path` at the end; after a fault nothing is left.

    Its folder is for its owner alone, and whatever else is put there goes. Raises Conflict where
    `path` is there already, unless it may `overwrite` that.
    """
    if not overwrite:
        _refuse_existing(path)
    folder = Path(mkdtemp(prefix=DRAFTS, dir=path.parent))
    try:
        draft = folder / "draft"
        yield draft
        _publish(draft, path, overwrite=overwrite)
    finally:
        rmtree(folder, ignore_errors=True)


def open_draft(draft: Path) -> IO[bytes]:
    """The new file, for its owner's eyes."""
    return os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def settle(file: IO[bytes]) -> None:
    """Wait until the disk has what was written."""
    file.flush()
    os.fsync(file.fileno())


def _publish(draft: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        draft.replace(path)
    else:
        _name(draft, path)
    with suppress(OSError):  # some file systems cannot: the name is there all the same
        _settle_folder(path.parent)


def _name(draft: Path, path: Path) -> None:
    """Give a name that nobody has, even where two try at once."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        _refuse_existing(path)
    except OSError:  # a file system without hard links
        _refuse_existing(path)
        draft.rename(path)


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise Conflict(f"{path} is there already, and is left as it is.")


def _settle_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
