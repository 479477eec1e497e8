"""Every command that finds no database says so in a line, as the program `flask` runs it."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import exc

from config import ConfigError, database_url
from tests.conftest import MakeApp
from tests.support.tiers import share
from total_bankroll.cli import connection_told_of
from total_bankroll.services.health import reason_of

WORD = "hunter2"
PLAYER, OTHER = "ada@example.org", "bob@example.org"
TYPED = "long and green and 4711\n"
COMMANDS = {
    "init": "",
    "demo": "",
    "doctor": "",
    "rebuild": "",
    "backup": "{folder}/new.zip",
    "restore": "{backup}",
    "cache clear": "",
    "cache warm": "",
    "rates update": "",
    "rates status": "",
    "user create": PLAYER,
    "user password": PLAYER,
    "user email": f"{PLAYER} {OTHER}",
    "user second-factor-off": PLAYER,
    "user invite": PLAYER,
    "articles sync": "content/articles",
    "export beancount": f"--email {PLAYER}",
    "db upgrade": "",
    "db current": "",
}
"""Each with what it has to be given."""
NEED_NONE = {"cache stats"}
KINDS = ("postgresql", "mysql", "sqlite")
WITHOUT = [(kind, one) for turn, kind in enumerate(KINDS) for one in share(COMMANDS, turn)]
"""Every command without one kind of database; `make faults` takes each without all three."""


@pytest.fixture(params=KINDS)
def lost(request: pytest.FixtureRequest, make_app: MakeApp, tmp_path: Path) -> Flask:
    """An application whose database is not there: nobody listens, or the folder is missing."""
    place = f"me:{WORD}@127.0.0.1:1/x"
    if request.param == "sqlite":
        place = f"/{tmp_path}/nowhere/{WORD}.db"
    return make_app(DATABASE_URL=f"{request.param}://{place}")


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, line: str) -> Result:
    """As `flask` does it: it takes the command out of the application's group."""
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    program = FlaskGroup(create_app=lambda: app, load_dotenv=False)
    return CliRunner().invoke(program, line.split(), input=TYPED)


@pytest.mark.thorough
@pytest.mark.parametrize(("lost", "command"), WITHOUT, indirect=["lost"])
def test_a_command_without_a_database_says_so_in_a_line(
    lost: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled_backup: Path, command: str
) -> None:
    given = COMMANDS[command].format(folder=tmp_path, backup=filled_backup)
    result = run(lost, monkeypatch, f"{command} {given}")
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    told = result.output.splitlines()[-1]
    assert told.startswith("Error: There is no connection to the database: ")
    assert WORD not in result.output


def test_a_backup_of_it_leaves_nothing_behind(
    lost: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = run(lost, monkeypatch, f"backup --rotate {tmp_path}/kept")
    assert "There is no connection to the database" in result.output
    assert list((tmp_path / "kept").iterdir()) == []


def test_every_command_of_ours_is_tried_here(app: Flask) -> None:
    app.cli.list_commands(click.Context(app.cli))
    assert set(leaves(app.cli)) == set(COMMANDS) | NEED_NONE


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    """Commands by their whole name; of those that others have made, the two above."""
    for name, command in group.commands.items():
        whole = f"{before}{name}"
        if isinstance(command, click.Group):
            yield from leaves(command, f"{whole} ")
        elif command.callback and not whole.startswith(("db ", "limiter ", "users ", "roles ")):
            yield whole
    if not before:
        yield from ("db upgrade", "db current")


def fault(*, statement: str | None, is_cut: bool) -> exc.OperationalError:
    words = ConnectionError("The server has gone away\nand so on")
    return exc.OperationalError(statement, {}, words, connection_invalidated=is_cut)


@pytest.mark.parametrize(("statement", "is_cut"), [(None, False), ("SELECT 1", True)])
def test_a_connection_that_is_lost_on_the_way_is_told_too(
    statement: str | None, is_cut: bool
) -> None:
    with pytest.raises(click.ClickException) as told, connection_told_of():
        raise fault(statement=statement, is_cut=is_cut)
    assert told.value.message.endswith(": The server has gone away")


def test_half_a_password_is_taken_for_no_host() -> None:
    with pytest.raises(ConfigError, match="%40") as refusal:
        database_url(f"mysql://{f'me:half@{WORD}@127.0.0.1'}/x")
    assert WORD not in str(refusal.value)


def test_what_the_database_itself_refuses_stays_a_defect() -> None:
    refused = fault(statement="SELECT x", is_cut=False)
    assert reason_of(refused) is None
    with pytest.raises(exc.OperationalError), connection_told_of():
        raise refused
