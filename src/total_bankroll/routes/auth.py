"""Signing in and out, registering and passwords: Flask-Security, fitted to this application."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, render_template, request, session
from flask_login import user_logged_in, user_logged_out
from flask_mailman import Mail
from flask_security.core import Security
from flask_security.password_util import PasswordUtil
from flask_security.signals import user_registered
from werkzeug.datastructures import ImmutableMultiDict

from total_bankroll import security_log
from total_bankroll.addresses import is_local
from total_bankroll.errors import Invalid
from total_bankroll.forms import auth as forms
from total_bankroll.routes import (
    auth_settings,
    by_link,
    notices,
    passkey_step,
    presence,
    second_step,
    throttling,
)
from total_bankroll.routes.fresh import ask_for_password
from total_bankroll.routes.headers import close_cookies
from total_bankroll.routes.invitations import invited_address, use_up
from total_bankroll.routes.mail import Post, lifetimes
from total_bankroll.services.credentials import check_password, normal_password
from total_bankroll.services.sign_in import credential_change, keep_new_hash, player_store

logger = logging.getLogger(__name__)

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer

OPEN, CLOSED = "open", "closed"
CHANGING = ("register", "change_password", "reset_password", *by_link.ENDPOINTS)
FORGOTTEN = {
    "title": "Forgotten password",
    "what": "set a new password",
    "command": "flask user password you@example.org",
}
ANOTHER_ADDRESS = {
    "title": "Change e-mail address",
    "what": "change your address",
    "command": "flask user email you@example.org new@example.org",
}
KEPT_AT_SIGN_OUT = frozenset({"_remember", "_flashes"})


class Passwords(PasswordUtil):
    """Flask-Security's word on passwords is ours."""

    def normalize(self, password: str) -> str:
        return normal_password(password)

    def validate(
        self, password: str, is_register: bool, **details: Any
    ) -> tuple[list[str] | None, str]:
        email = details.get("email") if is_register else details["user"].email
        try:
            return None, check_password(password, str(email or ""))
        except Invalid as error:
            return [error.message], password


def init_app(app: Flask) -> None:
    """Set Flask-Security up with our forms, words, e-mails, write protocol and limits."""
    app.after_request(close_cookies)
    auth_settings.set_up(app)
    second_step.set_up(app)
    passkey_step.set_up(app)
    Mail(app)
    security = _security(app)
    security.mail_context_processor(lifetimes)
    security.want_json(lambda _request: False)  # pages only
    security.reauthn_handler(ask_for_password)
    security.login_manager.request_loader(lambda _request: None)  # the session only
    _load_players_late(app, security)
    _warn_of_forged_links(app)
    app.before_request(_drop_junk)
    by_link.init_app(app)
    _wrap(app, "confirm_email", by_link.confirming)
    _wrap(app, "change_email_confirm", by_link.changing)
    for name in CHANGING:
        _wrap(app, name, _in_one_write)
    _wrap(app, "login", _rehashing)
    _wrap(app, "login", notices.noting_failures)
    _wrap(app, "verify", _rehashing)
    _wrap(app, "register", _where_open)
    _wrap(app, "forgot_password", _with_mail(FORGOTTEN))
    _wrap(app, "change_email", _with_mail(ANOTHER_ADDRESS))
    _wrap(app, "logout", presence.ending)
    second_step.init_app(app)
    passkey_step.init_app(app)
    throttling.init_app(app)
    presence.init_app(app, security.login_manager)
    security_log.init_app(app)
    notices.init_app(app)
    user_logged_in.connect(_renew_session, app)
    user_registered.connect(use_up, app)
    user_logged_out.connect(_clear_session, app)


def _security(app: Flask) -> Security:
    confirms = bool(app.config.get("SECURITY_CONFIRMABLE"))
    return Security(
        app,
        player_store(confirms=confirms),
        login_form=forms.SignInForm,
        register_form=forms.ConfirmedRegistrationForm if confirms else forms.RegistrationForm,
        forgot_password_form=forms.ForgottenForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.ChangeForm,
        change_email_form=forms.ConfirmedAddressForm if confirms else forms.AddressForm,
        verify_form=forms.AgainForm,
        send_confirmation_form=forms.ConfirmationForm,
        mail_util_cls=Post,
        password_util_cls=Passwords,
        **second_step.CLASSES,
        **passkey_step.CLASSES,
    )


def _load_players_late(app: Flask, security: Security) -> None:
    """Keep the database out of requests that need no player, as static files and error pages.

    Flask-Principal and Flask-Login's template context would read the player each time; neither
    is used here.
    """
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    processors = app.template_context_processors[None]
    processors[:] = [each for each in processors if each.__module__ != "flask_login.utils"]


def _warn_of_forged_links(app: Flask) -> None:
    if app.config["MAIL_BACKEND"] == "smtp" and not app.config.get("TRUSTED_HOSTS"):
        logger.warning(
            "TRUSTED_HOSTS is not set: whoever forges a host name chooses where links lead"
        )


def _wrap(app: Flask, name: str, wrapper: Callable[[View], View]) -> None:
    endpoint = f"security.{name}"
    if endpoint in app.view_functions:
        app.view_functions[endpoint] = wrapper(app.view_functions[endpoint])


def _drop_junk() -> None:
    """Flask-Security stumbles over JSON that is no object and over a `next` that is no address."""
    if request.blueprint != "security":
        return
    if request.is_json:
        abort(415)
    for name in ("args", "form"):
        values = getattr(request, name)
        if "next" in values and not is_local(values["next"]):
            kept = [pair for pair in values.items(multi=True) if pair[0] != "next"]
            setattr(request, name, ImmutableMultiDict(kept))


def _in_one_write(view: View) -> View:
    """Let a view that changes a password or a player hold the write lock from its beginning.

    But for links that lead nowhere: whoever makes some up keeps no one from writing.
    """

    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        if request.method != "POST" or (
            "token" in kwargs and by_link.is_dead(request.endpoint, kwargs["token"])
        ):
            return view(**kwargs)
        with credential_change(presence.key()):
            return view(**kwargs)

    return wrapped


def _rehashing(view: View) -> View:
    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        response = view(**kwargs)
        keep_new_hash()
        return response

    return wrapped


def _where_open(view: View) -> View:
    """Registering, where whoever runs this instance lets everybody in, or has invited this one."""

    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        mode = current_app.config.get("REGISTRATION", OPEN)
        invited = invited_address() if mode != CLOSED else None
        if mode != OPEN and not invited:
            return render_template("security/register_closed.html", mode=mode), 403
        return view(**kwargs)

    return wrapped


def _with_mail(otherwise: dict[str, str]) -> Callable[[View], View]:
    """Asking for a link by e-mail, where there is e-mail; `otherwise` says what the host can do."""

    def wrap(view: View) -> View:
        @wraps(view)
        def wrapped(**kwargs: Any) -> object:
            if not current_app.config["MAIL_CONFIGURED"]:
                return render_template("security/no_mail.html", **otherwise)
            return view(**kwargs)

        return wrapped

    return wrap


def _renew_session(_app: Flask, **_details: object) -> None:
    """Forms from before signing in no longer count after it."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def _clear_session(_app: Flask, **_details: object) -> None:
    """Leave nothing of the player in the browser."""
    for name in [name for name in session if name not in KEPT_AT_SIGN_OUT]:
        del session[name]
