"""A file that is damaged, or a process that ends midway: nothing is changed, and that is said."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.support.backups import (
    ask,
    facts,
    kill_midway,
    manifest,
    members,
    rewrite,
    run,
)
from total_bankroll.errors import Invalid
from total_bankroll.services import backup_archive
from total_bankroll.services.backup_archive import Archive
from total_bankroll.services.backup_rows import row_of

ROOT = Path(__file__).resolve().parents[2]
FLIPS = 60


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "there.db"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def lose_a_table(path: Path) -> None:
    rewrite(path, {"tables/entries.jsonl": None})


def add_a_member(path: Path) -> None:
    rewrite(path, {"tables/../../evil": b"x"})


def lose_the_manifest(path: Path) -> None:
    rewrite(path, {"manifest.json": None})


def lose_a_row(path: Path) -> None:
    lines = members(path)["tables/entries.jsonl"].splitlines(keepends=True)
    rewrite(path, {"tables/entries.jsonl": b"".join(lines[1:])})


def change_an_amount(path: Path) -> None:
    entries = members(path)["tables/entries.jsonl"]
    rewrite(path, {"tables/entries.jsonl": entries.replace(b'"amount":', b'"amount":1', 1)})


def another_archive(path: Path) -> None:
    rewrite(path, dict.fromkeys(members(path)) | {"holiday.jpg": b"x"})


def vouched(path: Path, table: str, content: bytes) -> None:
    """Another content, for which the manifest vouches."""
    said = manifest(path)
    (part,) = [each for each in said["tables"] if each["name"] == table]
    part["rows"] = content.count(b"\n")
    part["sha256"] = hashlib.sha256(content).hexdigest()
    changed = {f"tables/{table}.jsonl": content, "manifest.json": json.dumps(said).encode()}
    rewrite(path, changed)


def double_a_row(path: Path) -> None:
    entries = members(path)["tables/entries.jsonl"]
    vouched(path, "entries", entries + entries.splitlines(keepends=True)[0])


def say_no_row(path: Path) -> None:
    vouched(path, "entries", b'{"id":"one"}\n')


def belong_to_nobody(path: Path) -> None:
    vouched(path, "users", b"")


def hide_an_archive(path: Path) -> None:
    """Inside another one, as a table."""
    vouched(path, "entries", path.read_bytes())


def test_lines_may_be_written_in_another_way(there: Flask, backup_file: Path, folder: Path) -> None:
    expected = facts(backup_file)
    lines = members(backup_file)["tables/entries.jsonl"].splitlines()
    turned = (dict(reversed(json.loads(line).items())) for line in lines)
    vouched(backup_file, "entries", b"".join(json.dumps(row).encode() + b"\n" for row in turned))
    run(there, "restore", backup_file)
    run(there, "backup", folder / "again.zip")
    assert facts(folder / "again.zip") == expected


DAMAGES: list[Callable[[Path], None]] = [
    *(cut, halve, empty, lose_a_table, add_a_member, lose_the_manifest, lose_a_row),
    *(change_an_amount, another_archive, double_a_row, say_no_row, belong_to_nobody),
    hide_an_archive,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_and_nothing_is_changed(
    there: Flask, database: Path, backup_file: Path, damage: Callable[[Path], None]
) -> None:
    before = database.read_bytes()
    damage(backup_file)
    result = ask(there, "restore", backup_file)
    assert result.exit_code == 1
    assert result.output.startswith("Error: "), result.output
    assert "Nothing was changed" in result.output
    assert database.read_bytes() == before


def test_a_file_that_is_not_there_is_named(there: Flask, folder: Path) -> None:
    assert "There is no file" in ask(there, "restore", folder / "none.zip").output


@pytest.mark.parametrize("content", [b"0" * 2**20, b"0\n" * 2**19], ids=["a line", "lines"])
def test_what_unpacks_to_more_than_it_says_is_left_packed(
    backup_file: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    read: list[bytes] = []
    summing = SimpleNamespace(update=read.append, hexdigest=str)
    monkeypatch.setattr(backup_archive, "LONGEST_LINE", 2**10)
    monkeypatch.setattr(backup_archive, "sha256", lambda: summing)
    rewrite(backup_file, {f"tables/{manifest(backup_file)['tables'][0]['name']}.jsonl": content})
    with Archive(backup_file) as archive, pytest.raises(Invalid, match="Nothing was changed"):
        archive.verify()
    assert 0 < sum(map(len, read)) < len(content) / 4


def test_a_flipped_bit_is_noticed_or_says_nothing(backup_file: Path, folder: Path) -> None:
    dice, sound, refused = Random(5), backup_file.read_bytes(), 0
    expected, other = facts(backup_file), folder / "flipped.zip"
    for _ in range(FLIPS):
        flipped = bytearray(sound)
        flipped[dice.randrange(len(sound))] ^= 1 << dice.randrange(8)
        other.write_bytes(flipped)
        try:
            with Archive(other) as archive:
                archive.verify()
        except Invalid:
            refused += 1
        else:
            assert facts(other) == expected
    assert refused > FLIPS / 2


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b'{"n":1}',
        b'{"n":true,"d":null}',
        b'{"n":1.0,"d":null}',
        b'{"n":1,"d":5}',
        b'{"n":1,"d":"2026-02-30"}',
        b'{"n":1,"d":null,"x":1}',
        b"nonsense",
    ],
)
def test_a_line_that_is_no_row_is_none(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of whatever it is made
        row_of(line, {"n": "integer", "d": "date"})


def test_who_is_killed_midway_has_changed_nothing(
    there: Flask, here: Flask, database: Path, backup_file: Path, folder: Path
) -> None:
    run(there, "backup", folder / "before.zip")
    kill_midway(f"sqlite:///{database}", backup_file)
    run(there, "doctor")
    run(there, "backup", folder / "after.zip")
    assert facts(folder / "before.zip") == facts(folder / "after.zip")
    run(there, "restore", backup_file)
    run(there, "backup", folder / "at-last.zip")
    assert facts(folder / "at-last.zip") == facts(backup_file)
