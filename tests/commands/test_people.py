"""`flask user`: players by the command line."""

import pytest
from flask import Flask
from flask_security.utils import verify_password
from sqlalchemy import select

from total_bankroll.extensions import db
from total_bankroll.models import User

EMAIL = "ada@example.org"


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["user", *words], input=typed)
    return result.exit_code, result.output


def password_of(email: str) -> str:
    db.session.remove()
    found = db.session.scalar(select(User.password).where(User.email == email))
    assert found is not None
    return found


def printed(output: str) -> str:
    return output.rstrip().rpartition(" ")[2]


def test_a_player_is_created_with_a_password_that_is_printed_once(app: Flask) -> None:
    code, output = run(app, "create", "Ada@example.org")
    assert code == 0
    assert len(printed(output)) == 16
    assert verify_password(printed(output), password_of(EMAIL))


def test_a_password_that_is_piped_in_is_not_printed(app: Flask) -> None:
    code, output = run(app, "create", EMAIL, typed="correct horse battery\n")
    assert code == 0
    assert "correct" not in output
    assert verify_password("correct horse battery", password_of(EMAIL))


def test_a_forgotten_password_is_replaced(app: Flask) -> None:
    first = printed(run(app, "create", EMAIL)[1])
    code, output = run(app, "password", EMAIL)
    assert code == 0
    assert printed(output) != first
    assert verify_password(printed(output), password_of(EMAIL))


@pytest.mark.parametrize(
    ("words", "typed", "message"),
    [
        (("create", "nonsense"), "", "Enter an e-mail address"),
        (("create", "bob@example.org"), "short\n", "at least 8 characters"),
        (("create", EMAIL), "", "already"),
        (("password", "bob@example.org"), "", "There is no player"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    app: Flask, words: tuple[str, ...], typed: str, message: str
) -> None:
    run(app, "create", EMAIL)
    code, output = run(app, *words, typed=typed)
    assert code == 1
    assert message in output
    assert "Traceback" not in output


def test_flask_securitys_own_commands_are_not_there(app: Flask) -> None:
    assert {"users", "roles"}.isdisjoint(app.cli.commands)
