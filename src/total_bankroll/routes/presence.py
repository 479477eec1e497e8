"""Who sends a request: the sign-in that its cookie names, begun, noted and ended."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    make_response,
    request,
    session,
)
from flask_login import COOKIE_NAME, LoginManager, current_user, user_logged_in
from flask_security.signals import change_email_confirmed, password_changed, password_reset
from flask_security.utils import set_request_attr

from total_bankroll.clock import now
from total_bankroll.devices import LONGEST, device_words
from total_bankroll.errors import Busy, Conflict
from total_bankroll.routes.request_ids import numbered, request_id
from total_bankroll.services.sign_ins import (
    Lifetime,
    SignInService,
    Visit,
    begin_sign_in,
    find_sign_in,
    note_use,
    renew_key,
)

logger = logging.getLogger(__name__)

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer

MARK = "_user_id"
"""Flask-Login's name for what its two cookies, of the session and of staying signed in, carry."""


def init_app(app: Flask, manager: LoginManager) -> None:
    """Bind Flask-Login to the sign-ins: no row, not signed in."""
    manager.user_loader(_load_player)
    user_logged_in.connect(_begin, app)
    password_changed.connect(_end_others, app)
    password_reset.connect(_end_others, app)
    change_email_confirmed.connect(_renew_key, app)


def lifetime() -> Lifetime:
    """How long sign-ins last here."""
    return Lifetime(current_app.config["SIGN_IN_IDLE"], current_app.config["SIGN_IN_WHOLE"])


def here() -> int | None:
    """The id of this browser's own sign-in, where it has one."""
    found: int | None = g.get("sign_in_id")
    return found


def key() -> str | None:
    """The `fs_uniquifier` of whoever is signed in, as the cookie has it."""
    return str(session[MARK]).partition(".")[0] if MARK in session else None


def visit() -> Visit:
    """Where this request comes from."""
    words = device_words(request.user_agent.string)
    return Visit(words[:LONGEST], (request.remote_addr or "")[:45])


def ending(view: View) -> View:
    """Signing out ends the sign-in first: what was copied from the browser is worth nothing."""

    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        if current_user.is_authenticated:
            SignInService().end_here(here())
        return without_pages(make_response(view(**kwargs)))

    return wrapped


def without_pages(response: Response) -> Response:
    """An answer with which a browser forgets pages, those behind the Back button too.

    Not cookies: every device would be a new one.
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _load_player(mark: str) -> Any:
    found = find_sign_in(mark, lifetime())
    if found is None:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    g.sign_in_id = found.sign_in_id
    if found.is_due(now()):
        _note_when_closed(found.sign_in_id)
    return found.user


def _begin(_app: Flask, user: Any, **_details: object) -> None:
    """A cookie of its own for each sign-in, so that one that was there before opens nothing."""
    try:
        begun = begin_sign_in(user, visit(), lifetime())
    except (Busy, Conflict):
        _forget()
        raise
    session[MARK], g.sign_in_id = begun.mark, begun.sign_in_id


def _forget() -> None:
    """Nobody is signed in, whatever Flask-Login has noted by now."""
    for name in (MARK, "_fresh", "_id", "_remember", "_remember_seconds"):
        session.pop(name, None)
    g.pop("_login_user", None)


def _end_others(_app: Flask, user: Any, **_details: object) -> None:
    SignInService().end_others(user.id, here())


def _renew_key(app: Flask, user: Any, **_details: object) -> None:
    """Whoever reads letters to the former address has no link and no sign-in left.

    All of them name the key that is replaced; only the browser that opened the link goes on.
    """
    is_own = current_user.is_authenticated and current_user.id == user.id
    key = renew_key(user)
    SignInService().end_others(user.id, here() if is_own else None)
    if is_own:
        session[MARK] = f"{key}.{session[MARK].partition('.')[2]}"
        if app.config.get("REMEMBER_COOKIE_NAME", COOKIE_NAME) in request.cookies:
            session["_remember"] = "set"


def _note_when_closed(sign_in_id: int) -> None:
    # Werkzeug types the proxy as the app.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    address, number = visit().address, request_id()

    @after_this_request
    def arrange(response: Response) -> Response:
        response.call_on_close(lambda: _note(app, number, sign_in_id, address))
        return response


def _note(app: Flask, number: str, sign_in_id: int, address: str) -> None:
    """The page is gone already: whatever fails here can only be noted."""
    with numbered(app, number):
        try:
            note_use(sign_in_id, address)
        except Exception:
            logger.exception("That a sign-in was used could not be noted")
