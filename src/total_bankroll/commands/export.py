"""`flask export`: a player's bankroll as a file."""

from typing import BinaryIO

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.exports import ExportService
from total_bankroll.services.people_service import PeopleService

BLOCK = 64 * 1024


@click.group("export")
def group() -> None:
    """A player's bankroll, to take elsewhere."""


@group.command("beancount")
@click.option("--email", required=True, help="The player's address.")
@click.option(
    "--output",
    default="-",
    show_default="standard output",
    type=click.File("wb", lazy=True),
    help="The file to write.",
)
@with_appcontext
def beancount(email: str, output: BinaryIO) -> None:
    """Write a player's bankroll as a Beancount ledger, which Fava opens."""
    try:
        user_id = PeopleService().find_player(email)
        with ExportService().beancount(user_id) as ledger:
            while block := ledger.read(BLOCK):
                output.write(block)
    except BankrollError as error:
        raise click.ClickException(error.message) from error
