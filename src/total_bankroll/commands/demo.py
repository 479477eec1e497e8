"""`flask demo`: a player to look around with."""

import click
from flask import current_app
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.demo import EMAIL, Demo, DemoService
from total_bankroll.services.instance import InstanceService

MOST_ACCOUNTS, MOST_ENTRIES, MOST_YEARS = 500, 1_000_000, 25


@click.command("demo")
@click.option("--email", default=EMAIL, show_default=True, help="The player's address.")
@click.option("--sites", default=6, show_default=True, type=click.IntRange(0, MOST_ACCOUNTS))
@click.option("--assets", default=4, show_default=True, type=click.IntRange(0, MOST_ACCOUNTS))
@click.option("--entries", default=2000, show_default=True, type=click.IntRange(0, MOST_ENTRIES))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same history.")
@click.option("--years", default=2, show_default=True, type=click.IntRange(1, MOST_YEARS))
@with_appcontext
def command(email: str, sites: int, assets: int, entries: int, seed: int, years: int) -> None:
    """Add a player with a believable history; the password is shown once.

    A player who is there already stays as they are: --email makes another one.
    """
    try:
        InstanceService().require_tables()
        made = DemoService().add_demo(
            email=email, sites=sites, assets=assets, entries=entries, seed=seed, years=years
        )
    except BankrollError as error:
        raise click.ClickException(error.message) from error
    _tell(made)


def _tell(made: Demo) -> None:
    if made.password is None:
        click.echo(f"{made.email} is there already; nothing was changed.")
        click.echo(f"A new password: flask user password {made.email}")
        click.echo("Another demo player: flask demo --email ADDRESS")
        return
    click.echo(f"A demo player with {made.accounts} accounts and {made.entries:,} entries.")
    click.echo(f"E-mail: {made.email}")
    click.echo(f"Password, shown this once: {made.password}")
    if current_app.config["APP_ENV"] == "production":
        click.echo("Whoever knows this password can sign in here: this is a production.", err=True)
