"""Asking for the password once more before a change that a borrowed browser must not make."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Response, current_app, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import check_and_update_authn_fresh

from total_bankroll.addresses import local_url
from total_bankroll.routes.access import SAFE_METHODS

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

WAY_BACK = "/settings"


def fresh(view: View[P]) -> View[P]:
    """Let a view run only where the player typed their password lately (`FRESH_MINUTES`).

    Put it below the route, above the view, on the page and on what the page posts to:

        @bp.get("/everything")
        @fresh
        def everything() -> ResponseReturnValue: ...

    Anybody else is asked for the password, and led on to the page; from a form, to the page that
    the form was on, since nothing that was posted is kept.
    """

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if is_fresh() else ask_for_password()

    return asked


def is_fresh() -> bool:
    """Whether the player who is signed in here has typed their password lately."""
    within: timedelta = current_app.config["SECURITY_FRESHNESS"]
    grace: timedelta = current_app.config["SECURITY_FRESHNESS_GRACE_PERIOD"]
    return bool(check_and_update_authn_fresh(within, grace))


def ask_for_password(*_within_and_grace: timedelta) -> Response:
    """To the page that asks for it; also what Flask-Security's own views call."""
    flash("Type your password first.", "info")
    return make_response(redirect(url_for("security.verify", next=_where_to_go_on()), 303))


def _where_to_go_on() -> str:
    if request.method in SAFE_METHODS:
        path = request.full_path if request.query_string else request.path
        return local_url(path, WAY_BACK)
    source = urlsplit(request.referrer or "")
    if f"{source.scheme}://{source.netloc}" != request.host_url.rstrip("/"):
        return WAY_BACK
    return local_url(source.path, WAY_BACK)
