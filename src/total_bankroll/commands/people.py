"""`flask user`: players by the command line, for a host without e-mail."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_urlsafe

import click
from flask import current_app
from flask.cli import with_appcontext

from total_bankroll.errors import BankrollError
from total_bankroll.routes import by_host
from total_bankroll.routes.inviting import invitation_link, send_invitation
from total_bankroll.routes.mail import in_words
from total_bankroll.security_log import note
from total_bankroll.services.credentials import normal_email
from total_bankroll.services.invitations import InvitationService
from total_bankroll.services.people_service import PeopleService
from total_bankroll.services.second_factors import SecondFactorService

GENERATED_BYTES = 12


@click.group("user")
def group() -> None:
    """Players: create or invite one, or set a new password or address."""


@group.command("create")
@click.argument("email")
@with_appcontext
def create(email: str) -> None:
    """Add a player; without a password from you, one is made and printed once."""
    password, made = _password()
    with _plain_errors():
        PeopleService().create_player(email, password)
    _report("The player is created.", password, made=made)


@group.command("password")
@click.argument("email")
@with_appcontext
def set_password(email: str) -> None:
    """Set a player's password and sign them out on every device."""
    password, made = _password()
    with _plain_errors():
        PeopleService().set_password(email, password)
    note("password reset", email, by="host")
    _say(told=by_host.tell_of_password(normal_email(email)))
    _report("The new password is set.", password, made=made)


@group.command("second-factor-off")
@click.argument("email")
@with_appcontext
def second_factor_off(email: str) -> None:
    """Take off app and passkeys of a player who has lost them, and the recovery codes."""
    with _plain_errors():
        SecondFactorService().take_all_off(PeopleService().find_player(email))
    note("second factor: taken off", email, by="host")
    click.echo("The second factor is off: the password is enough to sign in.")
    _say(told=by_host.tell_of_second_factor(normal_email(email)))


@group.command("email")
@click.argument("email")
@click.argument("new")
@with_appcontext
def set_email(email: str, new: str) -> None:
    """Change a player's address from EMAIL to NEW."""
    with _plain_errors():
        PeopleService().set_email(email, new)
    note("address changed", email, by="host")
    click.echo("The new address is set.")
    _say(told=by_host.tell_of_address(normal_email(email), normal_email(new)))


@group.command("invite")
@click.argument("email")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90))
@click.option("--site", default="", help="This site's address, as https://bankroll.example.")
@with_appcontext
def invite(email: str, days: int, site: str) -> None:
    """Write a link by which an address registers once; e-mail it where there is e-mail."""
    if current_app.config["REGISTRATION"] == "closed":
        raise click.ClickException("REGISTRATION is closed: nobody could use an invitation.")
    within = timedelta(days=days)
    with _plain_errors():
        confirms = bool(current_app.config["SECURITY_CONFIRMABLE"])
        secret = InvitationService().invite(email, within, confirms=confirms)
        address = normal_email(email)
    note("invited", address, days=days)
    link = invitation_link(secret, site or by_host.site_address())
    click.echo(f"An invitation for {address}, which works once, for {in_words(within)}:")
    click.echo(link)
    if link.startswith("/"):
        click.echo("Put this site's address before it; --site or TRUSTED_HOSTS would say it.")
    elif send_invitation(address, link, within):
        click.echo("It is on its way by e-mail, too.")


def _say(*, told: bool) -> None:
    """Whether the player knows, where there is e-mail."""
    if told:
        click.echo("The player is told by e-mail.")
    elif current_app.config["MAIL_CONFIGURED"]:
        click.echo("The e-mail that tells the player could not be sent; please tell them.")


def _password() -> tuple[str, bool]:
    """What was typed or piped in, and whether it had to be made instead."""
    if sys.stdin.isatty():
        typed = click.prompt(
            "Password (leave empty to have one made)",
            default="",
            show_default=False,
            hide_input=True,
            confirmation_prompt=True,
        )
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    return (typed, False) if typed else (token_urlsafe(GENERATED_BYTES), True)


def _report(done: str, password: str, *, made: bool) -> None:
    click.echo(done)
    if made:
        click.echo(f"Password, shown this once: {password}")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """A domain error becomes a command's: one line, exit 1."""
    try:
        yield
    except BankrollError as error:
        raise click.ClickException(error.message) from error
