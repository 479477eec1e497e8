"""The flask commands; each noun's group lies in commands/."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every command group to the application."""
