"""`flask backup` and `flask restore`: the whole instance as one file, and back."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.services.backups import BackupService, Saved
from total_bankroll.services.restoring import Contents, Restored, RestoreService

MEBIBYTE = 1024 * 1024


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace FILE where it is there already.")
@click.option(
    "--rotate",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a dated file into this folder; keep those of 7 days, 4 weeks and 6 months.",
)
@with_appcontext
def backup(file: Path | None, rotate: Path | None, *, overwrite: bool) -> None:
    """Write everything that is in the database into FILE, while the application runs."""
    if (file is None) == (rotate is None) or (rotate and overwrite):
        raise click.UsageError("Give either a FILE, with or without --overwrite, or --rotate DIR.")
    service = BackupService()
    try:
        if file is not None:
            _tell(service.write(file, overwrite=overwrite))
        elif rotate is not None:
            done = service.rotate(rotate)
            _tell(done.saved)
            for name in done.removed:
                click.echo(f"removed   {name}")
    except BankrollError as error:
        raise click.ClickException(error.message) from error


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Delete the players who are here first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(file: Path, *, replace: bool, yes: bool) -> None:
    """Put a backup into this instance: all of it, or nothing."""
    service = RestoreService()
    try:
        arriving, here = service.check(file), service.contents()
        if replace and here.players:
            click.echo(f"This deletes {_said(here)}, for good,")
            click.echo(f"and puts in their place {_said(arriving)}.")
            if not yes:
                click.confirm("Go on?", abort=True)
        _tell_restored(service.restore(file, replace=replace))
    except BankrollError as error:
        raise click.ClickException(error.message) from error


def _tell(saved: Saved) -> None:
    size = f"{saved.size / MEBIBYTE:.1f} MiB"
    click.echo(f"backup    {saved.path}")
    click.echo(f"          {saved.tables} tables, {saved.rows:,} rows, {size}, read back and sound")


def _tell_restored(done: Restored) -> None:
    click.echo(f"restored  {_said(done.contents)}; {done.rows:,} rows, as of {done.made_at}")
    if done.from_version != done.version:
        click.echo(f"          brought from version {done.from_version} to {done.version}")
    click.echo("          everybody is signed out, and nothing that was cached counts any more")
    if not done.passwords_fit:
        click.echo(
            "Nobody's password will be taken: SECURITY_PASSWORD_SALT is not what it was when the"
            " backup was made. Put that .env back, or set new passwords.",
            err=True,
        )


def _said(what: Contents) -> str:
    return f"{what.players:,} players, {what.accounts:,} accounts and {what.entries:,} entries"
