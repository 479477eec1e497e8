"""Links in letters: they open a page, whoever follows them, and only its button changes anything.

Programs that look through e-mail follow links too. And whoever has a link need not be who asked for
it: an address that is given may be somebody else's.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, render_template, request
from flask_security import change_email, confirmable, recoverable
from flask_security.signals import password_reset
from flask_security.utils import check_and_get_token_status

from total_bankroll.errors import Conflict
from total_bankroll.forms.auth import ProofForm
from total_bankroll.services.unconfirmed import forget_ways_in, is_spare, make_way, still_waits

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer, or not at all

status_of_confirmation: View = confirmable.confirm_email_token_status
status_of_free_change: View = change_email._verify_token_status
waits_to_be_confirmed: View = confirmable.requires_confirmation
confirm_user: View = confirmable.confirm_user

status_of_reset: View = recoverable.reset_password_token_status

ENDPOINTS = ("confirm_email", "change_email_confirm")


def status_of_change(token: str) -> tuple[bool, bool, Any, str | None]:
    """Flask-Security's word, but that who only registered an address is in no owner's way."""
    expired, invalid, user, email = status_of_free_change(token)
    if user is None or email is not None or not current_app.config["SECURITY_CONFIRMABLE"]:
        return expired, invalid, user, email
    *_, (_, _, wanted) = check_and_get_token_status(
        token, "change_email", current_app.config["SECURITY_CHANGE_EMAIL_WITHIN"]
    )
    return (False, False, user, wanted) if is_spare(wanted) else (expired, invalid, user, None)


STATUSES = {
    "security.confirm_email": status_of_confirmation,
    "security.change_email_confirm": status_of_change,
    "security.reset_password": status_of_reset,
}


def init_app(app: Flask) -> None:
    """Let the pages behind links be posted; a password that is set by a link proves the address."""
    names = {f"security.{name}" for name in ENDPOINTS}
    for rule in [rule for rule in app.url_map.iter_rules() if rule.endpoint in names]:
        app.add_url_rule(rule.rule, rule.endpoint, methods=["POST"])
    password_reset.connect(_confirm, app)


def is_dead(endpoint: str | None, token: str) -> bool:
    """Whether a link is made up, used or too old: its view says so, and changes nothing."""
    expired, invalid, user, *_ = STATUSES[str(endpoint)](token)
    return bool(expired or invalid or user is None)


def confirming(view: View) -> View:
    """Confirming an address takes the link and the password: neither alone lets anybody in."""

    @wraps(view)
    def wrapped(token: str) -> object:
        expired, invalid, user = status_of_confirmation(token)
        if user is None or expired or invalid or user.confirmed_at is not None:
            return view(token=token)  # which says so
        if request.method == "POST" and not still_waits(user):
            raise Conflict("This account was changed a moment ago. Open the newest link.")
        form = ProofForm(player=user)
        if form.validate_on_submit():
            return view(token=token)
        return render_template("security/confirm_email.html", form=form, token=token)

    return wrapped


def changing(view: View) -> View:
    """Taking on another address takes the link to it and the password of the account."""

    @wraps(view)
    def wrapped(token: str) -> object:
        expired, invalid, user, email = status_of_change(token)
        if user is None or email is None or expired or invalid:
            return view(token=token)  # which says so
        form = ProofForm(player=user)
        if form.validate_on_submit():
            make_way(email)
            return view(token=token)
        return render_template("security/confirm_change.html", form=form, email=email, token=token)

    return wrapped


def _confirm(_app: Flask, user: Any, **_details: object) -> None:
    """What whoever registered has added before goes: it need not have been the owner."""
    if waits_to_be_confirmed(user):
        confirm_user(user)
        forget_ways_in(user)
