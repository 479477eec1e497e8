"""The flask commands; each noun's group lies in commands/."""

import click
from flask import Flask
from flask.cli import AppGroup


def register(app: Flask) -> None:
    """Give the application its commands, and keep those that extensions have added."""
    commands = Commands(app)
    for command in app.cli.commands.values():
        commands.add_command(command)
    app.cli = commands


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

    def _load(self) -> None:
        if self._is_loaded:
            return
        from total_bankroll import commands  # noqa: PLC0415 - ADR 14
        from total_bankroll.services import schema_versions  # noqa: PLC0415 - ADR 14

        self._is_loaded = True
        schema_versions.bind(self._app)
        for command in commands.every():
            self.add_command(command)
