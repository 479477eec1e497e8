"""No module of tests/services is forgotten here."""

from pathlib import Path

import tests.services

HERE = Path(__file__)
THEIRS = Path(tests.services.__file__ or "").parent

# They ask the database for nothing, or for nothing that others do not.
ON_SQLITE_ONLY = {
    *("test_ecb.py", "test_moments.py", "test_names.py"),
    *("test_rate_refresh.py", "test_rate_sheets.py", "test_rate_updates.py"),
}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("test_*.py")}


def test_every_module_is_run_on_servers_or_says_why_not() -> None:
    assert names(HERE.parent) - {HERE.name} == names(THEIRS) - ON_SQLITE_ONLY
    assert names(THEIRS) >= ON_SQLITE_ONLY
