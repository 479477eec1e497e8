"""`flask doctor`: whether everything that must agree does."""

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.doctor import DoctorService
from total_bankroll.services.instance import InstanceService


@click.command("doctor")
@with_appcontext
def command() -> None:
    """Check every balance, token, rate and key; list what does not agree, and exit 1."""
    try:
        InstanceService().require_tables()
    except BankrollError as error:
        raise click.ClickException(error.message) from error
    count = 0
    for examined in DoctorService().examine():
        count += len(examined.faults)
        state = f"{len(examined.faults)} wrong" if examined.faults else "good"
        click.echo(f"{examined.name:13} {state}")
        for fault in examined.faults:
            click.echo(f"  {fault.where}: {fault.what}")
    if count:
        click.echo(f"{count} things do not agree.", err=True)
        raise click.exceptions.Exit(1)
