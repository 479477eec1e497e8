"""Who may see a page: players by default, everybody where a view is marked `@public`."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from total_bankroll.addresses import is_local
from total_bankroll.routes.resend import has_content, resend_page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., object])

# Views of Flask and Flask-Security, which carry no mark of ours.
PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "security.login",
        "security.logout",
        "security.register",
        "security.forgot_password",
        "security.reset_password",
        "security.send_confirmation",
        "security.confirm_email",
        "security.change_email_confirm",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "security.wan_signin",
        "security.wan_signin_response",
    }
)
LARGEST_ID = 2**63 - 1
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def public(view: View) -> View:
    """Mark a view that strangers may see."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def is_public(app: Flask, endpoint: str) -> bool:
    """Whether strangers may see the view behind `endpoint`."""
    if endpoint in PUBLIC_ENDPOINTS:
        return True
    return bool(getattr(app.view_functions[endpoint], "is_public", False))


def init_app(app: Flask) -> None:
    """Trust the configured proxies, refuse junk, and send strangers to the sign-in page."""
    # Both as Flask documents it.
    app.wsgi_app = _in_small_letters(app.wsgi_app)  # type: ignore[method-assign, assignment]
    hops = int(app.config.get("TRUSTED_PROXIES") or 0)
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.before_request(_refuse_junk)
    app.before_request(_demand_sign_in)


def _in_small_letters(inner: "WSGIApplication") -> "WSGIApplication":
    """Werkzeug tells BANKROLL.example from bankroll.example, and trusts one of them."""

    def run(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ["HTTP_HOST"].lower()
        return inner(environ, start_response)

    return run


def _refuse_junk() -> None:
    """What no page has: NUL characters, which databases choke on, and ids beyond any."""
    if "\0" in request.path:
        abort(404)
    for value in (request.view_args or {}).values():
        if isinstance(value, int) and value > LARGEST_ID:
            abort(404)
    if any("\0" in text for pair in request.args.items(multi=True) for text in pair):
        abort(400)


def _demand_sign_in() -> ResponseReturnValue | None:
    if request.endpoint is None or is_public(current_app, request.endpoint):
        return None
    if current_user.is_authenticated:
        return None
    if request.method not in SAFE_METHODS and has_content():
        return resend_page("You are signed out. Sign in in another tab, then send it again."), 401
    flash("Sign in to go on.", "info")
    return redirect(url_for("security.login", next=_way_back()))


def _way_back() -> str | None:
    if request.method not in SAFE_METHODS:
        return None
    path = request.full_path if request.query_string else request.path
    is_fit = path != "/" and is_local(path)
    return path if is_fit else None
