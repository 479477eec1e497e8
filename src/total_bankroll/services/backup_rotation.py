"""Which of a folder's backups stay: of 7 days, of 4 weeks, and of 6 months, the newest of each."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from total_bankroll.services.safe_files import DRAFTS

KEPT: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (7, lambda moment: moment.date()),
    (4, lambda moment: moment.isocalendar()[:2]),
    (6, lambda moment: (moment.year, moment.month)),
)
"""Of how many days, weeks and months that have a backup, the newest ones."""

FORM = "total-bankroll-%Y-%m-%dT%H%M%SZ.zip"
_NAME = re.compile(r"total-bankroll-\d{4}-\d\d-\d\dT\d{6}Z\.zip", re.ASCII)
UNFINISHED = timedelta(days=1)
"""How long a draft may take; one that is older is of a process that was killed."""


def name_for(moment: datetime) -> str:
    """What a backup of this moment is called; the name is in UTC."""
    return moment.astimezone(UTC).strftime(FORM)


def moment_of(name: str) -> datetime | None:
    """When a backup was made, by its name; None for a file that is none of ours."""
    try:
        found = datetime.strptime(name, FORM) if _NAME.fullmatch(name) else None  # noqa: DTZ007  # Z
    except ValueError:
        return None
    return None if found is None else found.replace(tzinfo=UTC)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Those that stay. Times without a backup do not count, so that an old one never goes alone."""
    newest_first = sorted(moments, reverse=True)
    stay: set[datetime] = set()
    for count, period in KEPT:
        newest: dict[object, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment), moment)
        stay.update(list(newest.values())[:count])
    return stay


def expired(folder: Path, now: datetime) -> list[Path]:
    """The backups whose time is over. Those of the future are left alone: a clock was wrong."""
    found = {path: moment for path in folder.iterdir() if (moment := moment_of(path.name))}
    past = {path: moment for path, moment in found.items() if moment <= now and _is_file(path)}
    return sorted(set(past) - _paths_of(past, kept(past.values())))


def leftovers(folder: Path, now: datetime) -> None:
    """Remove what backups that were killed have left."""
    for path in folder.glob(f"{DRAFTS}*"):
        age = now - datetime.fromtimestamp(path.lstat().st_mtime, UTC)
        if path.is_dir() and not path.is_symlink() and age > UNFINISHED:
            rmtree(path, ignore_errors=True)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _paths_of(found: dict[Path, datetime], moments: Collection[datetime]) -> set[Path]:
    return {path for path, moment in found.items() if moment in moments}
