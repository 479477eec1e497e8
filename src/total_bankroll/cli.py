"""The flask commands; each noun's group lies in commands/."""

from flask import Flask

from total_bankroll.commands import articles, cache, demo, doctor, init, people, rates


def register(app: Flask) -> None:
    """Add every command group to the application."""
    for command in (
        init.command,
        demo.command,
        doctor.command,
        cache.group,
        rates.group,
        people.group,
        articles.group,
    ):
        app.cli.add_command(command)
