"""The flask commands; each noun's group lies in commands/."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from flask.cli import AppGroup

from total_bankroll.services.health import DATABASE_ERRORS, reason_of

P = ParamSpec("P")
R = TypeVar("R")


def register(app: Flask) -> None:
    """Give the application its commands, and keep those that extensions have added."""
    commands = Commands(app)
    for command in app.cli.commands.values():
        commands.add_command(command)
    app.cli = commands


@contextmanager
def connection_told_of() -> Iterator[None]:
    """A database out of reach is a line and exit 1; its address and password are not in it."""
    try:
        yield
    except DATABASE_ERRORS as error:
        if (reason := reason_of(error)) is None:
            raise
        raise click.ClickException(f"There is no connection to the database: {reason}") from error


class Commands(AppGroup):
    """Loaded with the first that is asked for: a server's worker asks for none."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self._app = app
        self._is_loaded = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, name)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add one that says so in a line where it finds no database, whoever wrote it.

        `flask` takes a command out of this group and runs it by itself: the group sees no failure.
        """
        super().add_command(_telling(cmd), name or cmd.name)

    def _load(self) -> None:
        if self._is_loaded:
            return
        from total_bankroll import commands  # noqa: PLC0415 - ADR 14
        from total_bankroll.services import schema_versions  # noqa: PLC0415 - ADR 14

        self._is_loaded = True
        schema_versions.bind(self._app)
        for command in commands.every():
            self.add_command(command)


def _telling(command: click.Command) -> click.Command:
    """A copy, as the module's own belongs to every application."""
    own = copy(command)
    if isinstance(own, click.Group):
        own.commands = {name: _telling(each) for name, each in own.commands.items()}
    if own.callback is not None:
        own.callback = _told(own.callback)
    return own


def _told(callback: Callable[P, R]) -> Callable[P, R]:
    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with connection_told_of():
            return callback(*args, **kwargs)

    return run
