"""`flask rates`: fetch exchange rates, let held ones in, and say how complete they are."""

from datetime import date

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.currency_service import (
    CurrencyService,
    RateChange,
    RatesStatus,
    RatesUpdate,
)

CITED = "Source: European Central Bank, euro foreign exchange reference rates."


class Day(click.ParamType[date]):
    """A date, written like 2026-11-20."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no day; write it like 2026-11-20.", param, ctx)


@click.group("rates")
def group() -> None:
    """Exchange rates: fetch them, or see what is there."""


@group.command("update")
@click.option(
    "--accept",
    type=(str, Day()),
    multiple=True,
    metavar="CODE DATE",
    help="Take a rate that was held back, and those that follow from it.",
)
@with_appcontext
def update(accept: tuple[tuple[str, date], ...]) -> None:
    """Fetch what is missing from the ECB; exits 1 where a rate is held back or the source fails."""
    try:
        if accept:
            held = _accept([(code.upper(), day) for code, day in accept])
        else:
            report = CurrencyService().update_exchange_rates()
            _tell_update(report)
            held = report.held
    except BankrollError as error:
        raise click.ClickException(error.message) from error
    if held:
        _tell_held(held)
        raise click.exceptions.Exit(1)


def _accept(wanted: list[tuple[str, date]]) -> tuple[RateChange, ...]:
    """Take them; fetches only where one of them is not there yet."""
    service = CurrencyService()
    there = {(held.code, held.day) for held in service.list_held_rates()}
    if not there.issuperset(wanted):
        _tell_update(service.update_exchange_rates())
    for code, day in wanted:
        for change in service.accept_rate(code, day):
            click.echo(f"Accepted: {_change(change)}")
    return service.list_held_rates()


def _tell_update(report: RatesUpdate) -> None:
    if report.added:
        click.echo(f"{report.added} rates added, up to {report.last_day} (from {report.file}).")
    else:
        click.echo(f"No new rates: the newest are of {report.last_day} (from {report.file}).")
    for change in report.corrected:
        click.echo(f"Corrected: {_change(change)}")
    if report.missing:
        click.echo(f"Not quoted any more: {', '.join(report.missing)}")
    if report.unknown:
        click.echo(f"Unknown codes, left out: {', '.join(report.unknown)}")
    click.echo(CITED)


def _tell_held(held: tuple[RateChange, ...]) -> None:
    click.echo(f"{len(held)} held back, more than 20 % from the rate before:", err=True)
    for change in held:
        click.echo(f"  {_change(change)}", err=True)
    first = held[0]
    click.echo(
        f"To take it as it is: flask rates update --accept {first.code} {first.day}", err=True
    )


def _change(change: RateChange) -> str:
    return f"{change.code} {change.day}: {change.old:f} -> {change.new:f}"


@group.command("status")
@with_appcontext
def status() -> None:
    """Coverage, age and gaps of what is loaded."""
    found = CurrencyService().rates_status()
    if found.last_day is None:
        click.echo("No rates are loaded. `flask init` loads the history.")
        return
    click.echo(f"{found.rates} rates of {len(found.series)} currencies and the euro.")
    click.echo(f"From {found.first_day} to {found.last_day}, {found.age_days} days old.")
    _tell_series(found)
    if found.looked_at is not None:
        click.echo(f"Last refresh by a page: {found.looked_at:%Y-%m-%d %H:%M} UTC. {found.outcome}")
    for change in found.held:
        click.echo(f"Held back: {_change(change)}")


def _tell_series(found: RatesStatus) -> None:
    ended = [each for each in found.series if not each.alive]
    click.echo(f"Alive: {len(found.series) - len(ended)}.")
    for each in ended:
        click.echo(f"Ended: {each.code} on {each.last_day}.")
    for each in found.series:
        for gap in each.gaps:
            click.echo(f"Gap: {each.code} between {gap.after} and {gap.before}.")
