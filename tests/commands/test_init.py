"""`flask init`: a deploy's one command, once and again."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

import config
from tests.conftest import MakeApp, make_haste
from total_bankroll.app import create_app
from total_bankroll.extensions import db
from total_bankroll.models import Article, CacheToken, Currency, Rate
from total_bankroll.services import instance

RATES = 221_702


@pytest.fixture
def fresh(make_app: MakeApp, tmp_path: Path) -> Flask:
    """An application whose database is not there yet."""
    return make_app(DATABASE_URL=f"sqlite:///{tmp_path}/fresh.db")


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """New files may be read by everybody, unless whoever makes them says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def run(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture(scope="module")
def first_time(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The file of a database that the command has made, and what it has said."""
    path = tmp_path_factory.mktemp("first") / "first.db"
    app = create_app({"APP_ENV": "testing", "DATABASE_URL": f"sqlite:///{path}"})
    make_haste(app)
    said = run(app, "init")
    with app.app_context():
        db.engine.dispose()
    return path, said


@pytest.fixture
def initialised(make_app: MakeApp, first_time: tuple[Path, str], tmp_path: Path) -> Flask:
    """An application on a copy of it."""
    path = shutil.copy(first_time[0], tmp_path / "initialised.db")
    return make_app(DATABASE_URL=f"sqlite:///{path}")


@pytest.mark.parametrize("wal", [False, True])
def test_a_new_database_is_for_its_owner_alone(
    make_app: MakeApp, tmp_path: Path, usual_umask: None, wal: bool
) -> None:
    """It holds hashes of passwords; what SQLite lays beside it has the database's own mode."""
    app = make_app(DATABASE_URL=f"sqlite:///{tmp_path}/fresh.db", SQLITE_WAL=wal)
    run(app, "db", "upgrade")
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE more (id INTEGER)")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("fresh*")}
    assert modes.pop("fresh.db") == 0o600
    assert set(modes.values()) == {0o600}


def test_a_database_that_is_there_keeps_its_mode(fresh: Flask, tmp_path: Path) -> None:
    path = tmp_path / "fresh.db"
    path.touch()
    path.chmod(0o640)
    run(fresh, "db", "upgrade")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.slow
@pytest.mark.xdist_group("init")
def test_init_makes_the_tables_and_loads_rates_and_articles(
    initialised: Flask, first_time: tuple[Path, str]
) -> None:
    said = first_time[1]
    assert "made, at version" in said
    assert f"{RATES:,} rates added" in said
    with initialised.app_context():
        assert count(Rate) == RATES
        assert count(Currency) == 76
        assert count(Article) >= 6
        assert count(CacheToken) == 2


@pytest.mark.slow
@pytest.mark.xdist_group("init")
def test_init_again_changes_nothing(initialised: Flask) -> None:
    with initialised.app_context():
        tokens = {row.scope: row.token for row in db.session.scalars(select(CacheToken))}
        articles = count(Article)
    said = run(initialised, "init")
    assert said.count("already") == 3
    with initialised.app_context():
        assert count(Rate) == RATES
        assert count(Article) == articles
        again = {row.scope: row.token for row in db.session.scalars(select(CacheToken))}
    assert again["articles"] == tokens["articles"]


def test_settings_are_written_once_and_their_secrets_never_shown(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / ".env"
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(instance, "ENV_FILE", path)
    monkeypatch.setattr(instance, "write_env_file", lambda: config.write_env_file(path))
    service = instance.InstanceService()
    assert service.write_settings() == path
    written = path.read_text(encoding="utf-8")
    assert service.write_settings() is None
    assert path.read_text(encoding="utf-8") == written
    assert path.stat().st_mode & 0o077 == 0


def test_a_settings_file_that_was_written_at_the_start_is_reported(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(instance, "write_env_file", lambda: False)
    monkeypatch.setitem(app.config, "ENV_FILE_WRITTEN", True)
    assert instance.InstanceService().write_settings() == instance.ENV_FILE


def test_tests_never_write_settings(app: Flask) -> None:
    assert instance.InstanceService().write_settings() is None


@pytest.mark.parametrize("command", [["demo"], ["doctor"], ["cache", "clear"], ["cache", "warm"]])
def test_other_commands_say_that_init_comes_first(fresh: Flask, command: list[str]) -> None:
    result = fresh.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert "Run `flask init` first." in result.output
    with fresh.app_context():
        assert not inspect(db.engine).has_table("users")
