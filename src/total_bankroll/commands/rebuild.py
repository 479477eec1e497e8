"""`flask rebuild`: what is stored of every account, worked out anew from its entries."""

import sys
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
    done = _with_a_bar(service, email, total) if _is_terminal() else _line_by_line(service, email)
    seconds = perf_counter() - began
    entries = sum(one.entries for one in done)
    click.echo(f"{email}: {len(done)} accounts, {entries:,} entries, {seconds:.1f} s.")
    for one in done:
        if one.changed:
            click.echo(f"  {one.name}: something else was stored; it is right now.")


def _with_a_bar(service: RebuildService, email: str, total: int) -> list[Rebuilt]:
    """A bar that follows the entries, within an account too."""
    with click.progressbar(length=max(1, total), label=email, show_pos=True) as bar:
        return list(service.rebuild(email, bar.update))


def _line_by_line(service: RebuildService, email: str) -> list[Rebuilt]:
    """A line an account, where nobody watches."""
    done = []
    for step in service.rebuild(email):
        click.echo(f"{step.name}: {step.entries:,} entries")
        done.append(step)
    return done


def _is_terminal() -> bool:
    return sys.stdout.isatty()
