"""`flask backup`: all of the instance in a file, which is there whole or not at all."""

import errno
import os
import resource
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from tests.support.backups import ask, facts, manifest, members, run
from tests.support.databases import application
from total_bankroll.errors import Conflict
from total_bankroll.extensions import db, writing_allowed
from total_bankroll.models import Rate, User
from total_bankroll.models.base import Model
from total_bankroll.services import backups, safe_files
from total_bankroll.services.backup_archive import Archive
from total_bankroll.services.bankroll_service import BankrollService

ROOT = Path(__file__).resolve().parents[2]


def test_it_holds_every_row_of_every_table(here: Flask, folder: Path) -> None:
    said = run(here, "backup", folder / "a.zip").output
    assert "read back and sound" in said
    told = {table["name"]: table["rows"] for table in manifest(folder / "a.zip")["tables"]}
    counts = {
        name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in Model.metadata.tables.items()
    }
    assert told == counts
    assert counts["entries"] > 30


def test_nobody_else_can_read_it(here: Flask, folder: Path) -> None:
    run(here, "backup", folder / "a.zip")
    assert stat.S_IMODE((folder / "a.zip").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["a.zip"]


def test_what_is_there_is_never_overwritten_unasked(here: Flask, folder: Path) -> None:
    (folder / "a.zip").write_text("dear to me")
    result = ask(here, "backup", folder / "a.zip")
    assert (result.exit_code, "is there already" in result.output) == (1, True)
    assert (folder / "a.zip").read_text() == "dear to me"
    run(here, "backup", folder / "a.zip", "--overwrite")
    with Archive(folder / "a.zip") as archive:
        archive.verify()


def write_while(path: Path, happens: Callable[[], object]) -> None:
    with safe_files.draft_of(path) as draft:
        draft.write_text("mine")
        happens()


def test_of_two_at_once_one_is_told(folder: Path) -> None:
    path = folder / "a.zip"
    with pytest.raises(Conflict, match="is there already"):
        write_while(path, lambda: write_while(path, lambda: None))
    assert path.read_text() == "mine"
    assert list(folder.iterdir()) == [path]


def test_a_file_system_without_hard_links_will_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_while(folder / "a", lambda: None)
    with pytest.raises(Conflict):
        write_while(folder / "b", lambda: (folder / "b").write_text("theirs"))
    assert ((folder / "a").read_text(), (folder / "b").read_text()) == ("mine", "theirs")


WRONG = [[], ["a.zip", "--rotate", "b"], ["--rotate", "b", "--overwrite"]]


@pytest.mark.parametrize("words", WRONG)
def test_it_is_told_what_to_write_in_one_way(here: Flask, words: list[str]) -> None:
    assert ask(here, "backup", *words).exit_code == 2


def test_a_database_without_tables_is_said(tmp_path: Path, folder: Path) -> None:
    with application(f"sqlite:///{tmp_path}/none.db") as app, app.app_context():
        result = ask(app, "backup", folder / "a.zip")
    assert "Run `flask init` first" in result.output
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(here: Flask, folder: Path) -> None:
    result = ask(here, "backup", folder / "none" / "a.zip")
    assert (result.exit_code, "No such file or directory" in result.output) == (1, True)


# -- faults


def test_a_full_disk_leaves_the_former_backup(
    here: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.zip").write_text("the former one")

    def open_full(draft: Path) -> Any:
        file = safe_files.open_draft(draft)
        return Full(file)

    monkeypatch.setattr(backups, "open_draft", open_full)
    result = ask(here, "backup", folder / "a.zip", "--overwrite")
    assert (result.exit_code, "No space left on device" in result.output) == (1, True)
    assert (folder / "a.zip").read_text() == "the former one"
    assert [path.name for path in folder.iterdir()] == ["a.zip"]


class Full:
    """A file on a disk that takes a few thousand bytes."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "Full":
        return self

    def __exit__(self, *_details: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        if self._file.tell() > 4000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self._file.write(data))


@pytest.mark.long
def test_a_process_that_may_write_no_more_leaves_the_former_backup(
    here: Flask, folder: Path, tmp_path: Path
) -> None:
    (folder / "a.zip").write_text("the former one")
    db.session.remove()
    done = subprocess.run(
        [sys.executable, "-m", "flask", "backup", folder / "a.zip", "--overwrite"],
        cwd=ROOT,
        env=os.environ
        | {"APP_ENV": "development", "DATABASE_URL": f"sqlite:///{tmp_path}/here.db"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "could not be written" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "a.zip").read_text() == "the former one"
    assert [path.name for path in folder.iterdir()] == ["a.zip"]


def test_what_reads_otherwise_than_it_was_written_is_thrown_away(
    here: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damage(file: Any) -> None:
        safe_files.settle(file)
        file.seek(200)
        file.write(b"\0\0\0")
        file.flush()

    monkeypatch.setattr(backups, "settle", damage)
    result = ask(here, "backup", folder / "a.zip")
    assert (result.exit_code, "cannot be used" in result.output) == (1, True)
    assert list(folder.iterdir()) == []


def test_who_writes_meanwhile_neither_waits_nor_gets_in(
    here: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(here, "backup", folder / "before.zip")
    user_id = db.session.scalars(select(User.id).order_by(User.id)).first()
    db.session.remove()
    plain, added = backups.lines, []

    def add(connection: Any, shape: Any) -> Any:
        if not added:
            added.append(BankrollService().add_site(user_id, "Added meanwhile", "EUR", 5))
        return plain(connection, shape)

    monkeypatch.setattr(backups, "lines", add)
    run(here, "backup", folder / "during.zip")
    assert facts(folder / "during.zip") == facts(folder / "before.zip")
    assert added


@pytest.mark.long
def test_memory_does_not_grow_with_the_rows(here: Flask, folder: Path) -> None:
    peaks = []
    for number, days in enumerate((3_000, 30_000)):
        add_rates(number + 1, days)
        tracemalloc.start()
        run(here, "backup", folder / f"{days}.zip")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert len(members(folder / "30000.zip")["tables/rates.jsonl"].splitlines()) > 33_000
    assert peaks[1] < 1.5 * peaks[0]


def add_rates(currency_id: int, days: int) -> None:
    first = date(1900, 1, 1)
    rows = [
        {"currency_id": currency_id, "day": first + timedelta(n), "rate": 1} for n in range(days)
    ]
    with db.engine.begin() as connection, writing_allowed():
        connection.execute(insert(Rate), rows)
