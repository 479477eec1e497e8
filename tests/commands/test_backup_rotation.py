"""`flask backup --rotate`: a file a day, of which those of 7 days, 4 weeks and 6 months stay."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import time_machine
from flask import Flask

from tests.support.backups import ask, run
from total_bankroll.services import backups, safe_files
from total_bankroll.services.backup_archive import Archive
from total_bankroll.services.backup_rotation import expired, kept, moment_of, name_for

START = datetime(2025, 1, 1, 3, 30, tzinfo=UTC)
DAYS, MOST = 400, 7 + 4 + 6


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_day_by_day_they_thin_out(tmp_path: Path) -> None:
    for day in range(DAYS):
        moment = START + timedelta(days=day)
        (tmp_path / name_for(moment)).touch()
        for path in expired(tmp_path, moment):
            path.unlink()
        assert len(names(tmp_path)) <= MOST
    moments = sorted((m for m in map(moment_of, names(tmp_path)) if m), reverse=True)
    assert [str(moment.date()) for moment in moments] == [
        *("2026-02-04", "2026-02-03", "2026-02-02", "2026-02-01"),
        *("2026-01-31", "2026-01-30", "2026-01-29"),  # seven days
        *("2026-01-25", "2026-01-18"),  # Sundays; those of the other two weeks are above
        *("2025-12-31", "2025-11-30", "2025-10-31", "2025-09-30"),  # of six months with the two
    ]


def test_the_newest_always_stays_and_thinning_out_again_changes_nothing() -> None:
    dice = Random(1)
    for _ in range(200):
        moments = {
            START + timedelta(minutes=dice.randint(0, 10**6)) for _ in range(dice.randint(1, 40))
        }
        stay = kept(moments)
        assert max(moments) in stay <= moments
        assert len(stay) <= MOST
        assert kept(stay) == stay


def test_a_long_pause_takes_no_old_ones_away(tmp_path: Path) -> None:
    for day in range(7):
        (tmp_path / name_for(START + timedelta(days=day))).touch()
    late = START + timedelta(days=1000)
    (tmp_path / name_for(late)).touch()
    assert [path.name for path in expired(tmp_path, late)] == [name_for(START)]


def test_of_one_day_the_newest_stays(here: Flask, folder: Path) -> None:
    with time_machine.travel(START, tick=False) as clock:
        run(here, "backup", "--rotate", folder)
        clock.shift(timedelta(hours=2))
        said = run(here, "backup", "--rotate", folder).output
    assert names(folder) == {"total-bankroll-2025-01-01T053000Z.zip"}
    assert "removed   total-bankroll-2025-01-01T033000Z.zip" in said
    with Archive(folder / "total-bankroll-2025-01-01T053000Z.zip") as archive:
        archive.verify()


def test_only_what_it_has_written_itself_goes(here: Flask, folder: Path, tmp_path: Path) -> None:
    others = {
        *("mine.zip", "total-bankroll-2020-01-01.zip", "total-bankroll-2020-01-01T000000Z.zip.txt"),
        *("total-bankroll-2020-13-01T000000Z.zip", "old-total-bankroll-2020-01-01T000000Z.zip"),
        name_for(START + timedelta(days=3000)),  # a clock was wrong
    }
    for name in others:
        (folder / name).touch()
    (tmp_path / "elsewhere").touch()
    link = name_for(START - timedelta(days=900))
    (folder / link).symlink_to(tmp_path / "elsewhere")
    (folder / name_for(START - timedelta(days=800))).mkdir()
    for day in range(1, 30):
        (folder / name_for(START - timedelta(days=day))).touch()
    with time_machine.travel(START, tick=False):
        run(here, "backup", "--rotate", folder)
    left = names(folder)
    assert others | {link, name_for(START - timedelta(days=800))} <= left
    assert len(left - others) <= MOST + 2
    assert (tmp_path / "elsewhere").exists()


def test_nothing_goes_where_the_new_one_could_not_be_written(
    here: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(60):
        (folder / name_for(START - timedelta(days=day + 1))).touch()
    before = names(folder)

    def refuse(_file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "settle", refuse)
    with time_machine.travel(START, tick=False):
        result = ask(here, "backup", "--rotate", folder)
    assert result.exit_code == 1
    assert names(folder) == before


def test_what_a_killed_backup_has_left_goes_after_a_day(here: Flask, folder: Path) -> None:
    for name, age in (("a", timedelta(days=2)), ("b", timedelta(hours=2))):
        left = folder / f"{safe_files.DRAFTS}{name}"
        left.mkdir()
        (left / "draft").touch()
        stamp = (START - age).timestamp()
        os.utime(left, (stamp, stamp))
    with time_machine.travel(START, tick=False):
        run(here, "backup", "--rotate", folder)
    assert names(folder) == {f"{safe_files.DRAFTS}b", name_for(START)}


def test_the_folder_is_made_for_its_owner(here: Flask, tmp_path: Path) -> None:
    run(here, "backup", "--rotate", tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o077 == 0
