"""`flask init`: what a deploy needs, once and again."""

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.instance import InstanceService


@click.command("init")
@with_appcontext
def command() -> None:
    """Write .env with fresh secrets if it is missing, migrate, load rates and articles."""
    service = InstanceService()
    try:
        _write_settings(service)
        _migrate(service)
        _load_rates(service)
        _load_articles(service)
    except BankrollError as error:
        raise click.ClickException(error.message) from error


def _write_settings(service: InstanceService) -> None:
    path = service.write_settings()
    if path is None:
        _tell("settings", "nothing to write")
    else:
        _tell("settings", f"{path} written, with fresh secrets")


def _migrate(service: InstanceService) -> None:
    found = service.migrate()
    if found.before == found.after:
        _tell("database", f"at version {found.after} already")
    elif found.before is None:
        _tell("database", f"made, at version {found.after}")
    else:
        _tell("database", f"migrated from version {found.before} to {found.after}")


def _load_rates(service: InstanceService) -> None:
    added = service.load_rates()
    if added.currencies or added.rates:
        _tell("rates", f"{added.currencies} currencies and {added.rates:,} rates added")
    else:
        _tell("rates", "all there already")


def _load_articles(service: InstanceService) -> None:
    found = service.load_articles()
    if found.is_empty:
        _tell("articles", "all there already")
    else:
        counts = f"{len(found.added)} added, {len(found.changed)} changed"
        _tell("articles", f"{counts}, {len(found.removed)} removed")


def _tell(what: str, done: str) -> None:
    click.echo(f"{what:9} {done}")
