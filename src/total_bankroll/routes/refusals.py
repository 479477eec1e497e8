"""What was refused for more than a slip of the hand is in the log of security."""

from flask import Flask, Response, g, request

from total_bankroll.security_log import note

REFUSED = {
    400: "a form without its token, or a request that is none",
    403: "not allowed",
    405: "a method that there is none",
    413: "too much",
    429: "too often",
}
"""Whoever is answered so has not used a page of ours as it is."""
NOT_THERE = 404
"""What is not there, or somebody else's: of a player who is signed in, whose pages link to none."""


def init_app(app: Flask) -> None:
    """Note each by its route: a path may carry a secret, as that of a letter's link does."""
    app.before_request(_remember)
    app.after_request(_note)


def _remember() -> None:
    """Who is asking, where access has been checked: a refusal itself reads no row."""
    player = g.get("_login_user")
    g.asking_email = "" if player is None else str(getattr(player, "email", ""))


def _note(response: Response) -> Response:
    email = g.get("asking_email", "")
    if response.status_code in REFUSED or (response.status_code == NOT_THERE and email):
        status, method = response.status_code, _method()
        note("refused", email, status=status, method=method, route=request.endpoint)
    return response


def _method() -> str:
    """Anything at all may be sent as one."""
    return request.method if request.method.isalpha() and len(request.method) < 10 else "other"
