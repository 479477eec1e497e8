"""`flask rebuild`: what is stored of every account, worked out anew from its entries."""

import sys
from collections.abc import Iterator
from time import perf_counter

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.instance import InstanceService
from total_bankroll.services.rebuilding import RebuildService, Rebuilt


@click.command("rebuild")
@click.option("--email", help="One player's address; without it, all players.")
@with_appcontext
def command(email: str | None) -> None:
    """Replay every entry, store balances and daily sums anew, and say how long it took."""
    try:
        InstanceService().require_tables()
        for address in (email,) if email else RebuildService().list_emails():
            _rebuild(address)
    except BankrollError as error:
        raise click.ClickException(error.message) from error


def _rebuild(email: str) -> None:
    service, began = RebuildService(), perf_counter()
    total = service.count_entries(email)
    done = list(_shown(service.rebuild(email), email, total))
    seconds = perf_counter() - began
    entries = sum(one.entries for one in done)
    click.echo(f"{email}: {len(done)} accounts, {entries:,} entries, {seconds:.1f} s.")
    for one in done:
        if one.changed:
            click.echo(f"  {one.name}: something else was stored; it is right now.")


def _shown(steps: Iterator[Rebuilt], email: str, total: int) -> Iterator[Rebuilt]:
    """A bar that follows the entries on a terminal; elsewhere a line an account."""
    if not _is_terminal():
        for step in steps:
            click.echo(f"{step.name}: {step.entries:,} entries")
            yield step
        return
    with click.progressbar(length=max(1, total), label=email, show_pos=True) as bar:
        for step in steps:
            bar.update(step.entries)
            yield step


def _is_terminal() -> bool:
    return sys.stdout.isatty()
