"""Slowing down who tries passwords on a form of ours, in a browser that is signed in."""

from flask import Flask, Response
from flask_login import current_user

from total_bankroll.routes.returning import REFUSED
from total_bankroll.routes.throttling import GUESSES_FROM_DEVICE


def limit_guesses(app: Flask, endpoint: str) -> None:
    """Let a form be refused only so often."""
    (limiter,) = app.extensions["limiter"]
    limit = limiter.limit(
        GUESSES_FROM_DEVICE,
        key_func=_player,
        methods=["POST"],
        deduct_when=_was_refused,
    )
    app.view_functions[endpoint] = limit(app.view_functions[endpoint])


def _player() -> str:
    return str(current_user.id)


def _was_refused(response: Response) -> bool:
    return response.status_code == REFUSED
