"""`flask user`: players by the command line, for a host without e-mail."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_urlsafe

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.people_service import PeopleService

GENERATED_BYTES = 12


@click.group("user")
def group() -> None:
    """Players: create one, or set a new password."""


@group.command("create")
@click.argument("email")
@with_appcontext
def create(email: str) -> None:
    """Add a player; without a password from you, one is made and printed once."""
    password, made = _password()
    with _plain_errors():
        PeopleService().create_player(email, password)
    _report("The player is created.", password, made=made)


@group.command("password")
@click.argument("email")
@with_appcontext
def set_password(email: str) -> None:
    """Set a player's password and sign them out on every device."""
    password, made = _password()
    with _plain_errors():
        PeopleService().set_password(email, password)
    _report("The new password is set.", password, made=made)


def _password() -> tuple[str, bool]:
    """What was typed or piped in, and whether it had to be made instead."""
    if sys.stdin.isatty():
        typed = click.prompt(
            "Password (leave empty to have one made)",
            default="",
            show_default=False,
            hide_input=True,
            confirmation_prompt=True,
        )
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    return (typed, False) if typed else (token_urlsafe(GENERATED_BYTES), True)


def _report(done: str, password: str, *, made: bool) -> None:
    click.echo(done)
    if made:
        click.echo(f"Password, shown this once: {password}")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """A domain error becomes a command's: one line, exit 1."""
    try:
        yield
    except BankrollError as error:
        raise click.ClickException(error.message) from error
