"""The flask commands; each noun's group lies in commands/."""

from flask import Flask

from total_bankroll.commands import (
    articles,
    backup,
    cache,
    demo,
    doctor,
    export,
    init,
    people,
    rates,
    rebuild,
)


def register(app: Flask) -> None:
    """Add every command group to the application."""
    for command in (
        init.command,
        demo.command,
        doctor.command,
        rebuild.command,
        backup.backup,
        backup.restore,
        cache.group,
        rates.group,
        people.group,
        articles.group,
        export.group,
    ):
        app.cli.add_command(command)
