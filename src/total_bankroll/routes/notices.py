"""What a player is told of by e-mail, and the log of, when their account's security is at stake."""

from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any

from flask import Flask, request
from flask_login import user_logged_out
from flask_security.signals import (
    change_email_confirmed,
    change_email_instructions_sent,
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    user_authenticated,
    user_confirmed,
    user_registered,
)
from flask_security.utils import send_mail

from total_bankroll.routes.presence import visit
from total_bankroll.routes.throttling import is_known_device
from total_bankroll.security_log import note

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer

LETTERS = "security/email"
EVENTS = (
    (user_registered, "registered"),
    (user_confirmed, "address confirmed"),
    (user_logged_out, "sign-out"),
    (password_changed, "password changed"),
    (password_reset, "password reset"),
    (reset_password_instructions_sent, "password reset asked for"),
    (change_email_instructions_sent, "address change asked for"),
)
UNNOTICED = frozenset({"register", "change"})
"""Ways of signing in that are no news to who sits there."""

WAYS = {
    "": "with your password",
    "webauthn": "with one of your passkeys, without your password,",
    "second step": "with your password and your second factor",
}
"""How somebody has signed in, as Flask-Security calls it and as a letter says it."""

SECOND_FACTOR = {
    "passkey added": (
        "A passkey was added: it signs in without your password, and who types the password is "
        "asked for it from now on."
    ),
    "passkey removed": "A passkey was removed: it signs nobody in any more.",
    "added": "An authenticator app was added: signing in asks for its code from now on.",
    "taken off": "The authenticator app was taken off: signing in asks for its code no more.",
    "off by host": (
        "Whoever runs this instance has taken off your second factor, authenticator app and "
        "passkeys: the password is enough to sign in."
    ),
    "codes renewed": "New recovery codes were made: those that you had do not count any more.",
    "recovery code used": "Somebody has signed in with one of your recovery codes.",
}


def init_app(app: Flask) -> None:
    """Listen to Flask-Security; its own letters tell of new passwords."""
    for signal, event in EVENTS:
        signal.connect(_teller(event), app, weak=False)
    user_authenticated.connect(_signed_in, app)
    change_email_confirmed.connect(_address_changed, app)


def noting_failures(view: View) -> View:
    """Signing in: what comes back to its own form has failed."""

    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        response = view(**kwargs)
        if request.method == "POST" and isinstance(response, str):
            note("sign-in failed", request.form.get("email", ""))
        return response

    return wrapped


def tell_of_ended(email: str, count: int) -> None:
    """Sign-ins were ended from another browser."""
    note("sign-ins ended", email, count=count)
    player = SimpleNamespace(email=email)
    subject = "You have been signed out elsewhere"
    send_mail(subject, email, f"{LETTERS}/signed_out", user=player, count=count)


def tell_of_second_factor(email: str, event: str) -> None:
    """Something was done to or with a second factor that its owner should know of."""
    note(f"second factor: {event}", email)
    player = SimpleNamespace(email=email)
    subject, letter = "Your second factor", f"{LETTERS}/second_factor"
    send_mail(subject, email, letter, user=player, what=SECOND_FACTOR[event])


def tell_of_closing(email: str) -> None:
    """An account is gone; its address is told once more."""
    note("account closed", email)
    player = SimpleNamespace(email=email)
    send_mail("Your account is closed", email, f"{LETTERS}/closed", user=player)


def _teller(event: str) -> Callable[..., None]:
    def tell(_app: Flask, user: Any, **_details: object) -> None:
        if getattr(user, "email", None):
            note(event, user.email)

    return tell


def _signed_in(
    _app: Flask, user: Any, authn_via: list[str] | None = None, **_details: object
) -> None:
    ways = authn_via or ["second step"]  # as which Flask-Security names none
    is_known = is_known_device(user.email)
    note("sign-in", user.email, by="+".join(ways), browser="known" if is_known else "new")
    if is_known or UNNOTICED.intersection(ways):
        return
    here = visit()
    subject, letter = "A new browser has signed in", f"{LETTERS}/new_sign_in"
    said = {"device": here.device, "address": here.address, "way": WAYS.get(ways[0], WAYS[""])}
    send_mail(subject, user.email, letter, user=user, **said)


def _address_changed(_app: Flask, user: Any, old_email: str, **_details: object) -> None:
    note("address changed", old_email)
    note("address taken on", user.email)
    former = SimpleNamespace(email=old_email)
    subject, letter = "Your e-mail address has been changed", f"{LETTERS}/change_email_notice"
    send_mail(subject, old_email, letter, user=former, new_email=user.email)
