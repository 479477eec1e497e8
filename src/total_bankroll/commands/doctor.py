"""`flask doctor`: whether everything that must agree does, and repairing what does not."""

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.doctor import DoctorService
from total_bankroll.services.instance import InstanceService


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Repair what can be decided, and say what was done.")
@with_appcontext
def command(*, repair: bool) -> None:
    """Check every balance, token, rate and key; list what does not agree, and exit 1."""
    try:
        InstanceService().require_tables()
        if repair:
            _repair()
    except BankrollError as error:
        raise click.ClickException(error.message) from error
    count = _examine(repaired=repair)
    if count:
        click.echo(f"{count} things do not agree.", err=True)
        if not repair:
            click.echo("To repair what can be repaired: flask doctor --repair", err=True)
        raise click.exceptions.Exit(1)


def _repair() -> None:
    count = 0
    for repaired in DoctorService().repair():
        count += 1
        click.echo(f"repaired      {repaired.where}: {repaired.what}")
    click.echo(f"{count} repairs made." if count else "There is nothing to repair.")


def _examine(*, repaired: bool) -> int:
    """Every check's verdict; after a repair also why what is left was left."""
    count = 0
    for examined in DoctorService().examine():
        count += len(examined.faults)
        state = f"{len(examined.faults)} wrong" if examined.faults else "good"
        click.echo(f"{examined.name:13} {state}")
        for fault in examined.faults:
            why = f" Not repaired: {fault.why or 'something else has to be put right first.'}"
            click.echo(f"  {fault.where}: {fault.what}{'.' + why if repaired else ''}")
    return count
