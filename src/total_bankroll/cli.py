"""The flask commands; each noun's group lies in commands/."""

from flask import Flask

from total_bankroll.commands import people, rates


def register(app: Flask) -> None:
    """Add every command group to the application."""
    app.cli.add_command(people.group)
    app.cli.add_command(rates.group)
