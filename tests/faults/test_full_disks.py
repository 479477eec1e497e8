"""A disk that is really full: a clear answer, pages go on, nothing is cut; later it goes on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import fill_schema
from tests.faults.test_blocked_databases import Player, kept
from tests.support.backups import ask, fill, instance, run
from tests.support.databases import application
from tests.support.needs import small_disk
from total_bankroll.extensions import db
from total_bankroll.services.backup_archive import Archive
from total_bankroll.services.safe_files import DRAFTS

SIZE = 4096  # KiB
ROOM = 150_000  # bytes that are left for entries
PAGES = ("/", "/sites", "/entries", "/reports", "/changes", "/settings")
LONG = "x" * 500


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", SIZE) as found:
        yield found


def leave(disk: Path, room: int) -> Path:
    """Something else takes the disk but for this many bytes; where it is, to be taken away."""
    state = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - room)))
    return ballast


@pytest.mark.parametrize("wal", ["0", "1"])
def test_a_database_on_a_full_disk_loses_nothing(disk: Path, wal: str) -> None:
    with application(f"sqlite:///{disk / 'full.db'}", SQLITE_WAL=wal) as app:
        with app.app_context():
            fill_schema()
        player = Player(app)
        ballast = leave(disk, ROOM)
        taken = 0
        while (page := player.deposit(LONG)).status == 303:
            taken += 1
            assert taken < 500, "the disk is never full"
        assert page.status == 503
        assert "no room left" in page.words("main")
        assert kept(page)["note"] == LONG
        for path in PAGES:
            assert player.client.get(path).status == 200, path
        assert player.count() == 1 + taken
        assert player.deposit(LONG).status == 503  # and nothing of the first is in the way
        assert player.count() == 1 + taken
        ballast.unlink()
        assert player.deposit(LONG).status == 303
        assert player.count() == 2 + taken
        player.doctor()
        with app.app_context():
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.parametrize(
    ("copy_fits", "said"), [(False, "disk is full"), (True, "No space left on device")]
)
def test_a_backup_to_a_full_disk_leaves_the_former_one(
    tmp_path: Path, disk: Path, said: str, *, copy_fits: bool
) -> None:
    file, database = disk / "a.zip", tmp_path / "here.db"
    with instance(f"sqlite:///{database}") as app:
        fill(1)
        run(app, "backup", file)
        former = file.read_bytes()
        room = len(former) // 2 + (database.stat().st_size if copy_fits else 0)
        ballast = leave(disk, room)
        for arguments in (["--overwrite", file], [disk / "b.zip"], ["--rotate", disk]):
            result = ask(app, "backup", *arguments)
            assert result.exit_code == 1, (arguments, result.output)
            assert f"{disk}" in result.output
            assert said in result.output, arguments
        assert file.read_bytes() == former
        assert sorted(path.name for path in disk.iterdir()) == ["a.zip", "ballast"]
        assert not list(disk.glob(f"{DRAFTS}*"))
        ballast.unlink()
        run(app, "backup", "--overwrite", file)
        with Archive(file) as archive:
            archive.verify()
