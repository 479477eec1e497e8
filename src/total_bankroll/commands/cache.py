"""`flask cache`: counters of cached reads, making all of them stale, filling them."""

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.cached_reads import CachedReadsService, ReadCount
from total_bankroll.services.instance import InstanceService


@click.group("cache")
def group() -> None:
    """Cached reads; their figures are never stale, with or without these commands."""


@group.command("stats")
@with_appcontext
def stats() -> None:
    """Hits and misses of every process in the last days."""
    found = CachedReadsService().statistics()
    click.echo(f"{found.backend}, {found.processes} processes")
    for read in (*found.reads, _total(found.reads)):
        click.echo(f"{read.name:34} {read.hits:9,} hits {read.misses:9,} misses {_share(read)}")


def _total(reads: tuple[ReadCount, ...]) -> ReadCount:
    return ReadCount("all", sum(r.hits for r in reads), sum(r.misses for r in reads))


def _share(read: ReadCount) -> str:
    asked = read.hits + read.misses
    return f"{100 * read.hits // asked:4} %" if asked else ""


@group.command("clear")
@with_appcontext
def clear() -> None:
    """Renew every token: every process works everything out again."""
    _require_tables()
    click.echo(f"{CachedReadsService().clear():,} tokens renewed; every cached read is stale.")


@group.command("warm")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1))
@with_appcontext
def warm(days: int) -> None:
    """Fill the dashboards of players who typed something in the last days."""
    _require_tables()
    service = CachedReadsService()
    if not service.is_shared:
        click.echo(f"{service.backend} is kept in each process: this one cannot fill the others'.")
        click.echo("Each worker fills its own at the first request.")
        return
    click.echo(f"Filled for {service.warm(days=days):,} players, active in the last {days} days.")


def _require_tables() -> None:
    try:
        InstanceService().require_tables()
    except BankrollError as error:
        raise click.ClickException(error.message) from error
