"""Registrations that nobody confirms are forgotten once a day, where letters confirm addresses."""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, after_this_request
from flask_security.signals import confirm_instructions_sent, reset_password_instructions_sent

from total_bankroll.routes.after_pages import attempt, see_to
from total_bankroll.security_log import note
from total_bankroll.services.abandoned import clear_abandoned, wait_anew

EVERY = timedelta(days=1)
NOT_FORGOTTEN = "Registrations that nobody confirmed could not be forgotten"
NOT_NOTED = "A letter to who has not confirmed yet could not be noted"


def init_app(app: Flask) -> None:
    """Look after a response has been sent; tests do so only where they ask for it."""
    if not app.config.get("SECURITY_CONFIRMABLE"):
        return
    for letter in (confirm_instructions_sent, reset_password_instructions_sent):
        letter.connect(_wait_for_answer, app)
    if app.config.get("FORGETS_REGISTRATIONS", not app.testing):
        see_to(app, _forget, EVERY, NOT_FORGOTTEN)


def _forget() -> None:
    for email in clear_abandoned():
        note("registration forgotten", email)


def _wait_for_answer(app: Flask, user: Any, **_details: object) -> None:
    """A link is on its way. Noted like the letter itself: no visitor learns of it by waiting."""
    if user.confirmed_at is not None:
        return
    user_id = int(user.id)

    @after_this_request
    def note_when_closed(response: Response) -> Response:
        response.call_on_close(lambda: attempt(app, lambda: wait_anew(user_id), NOT_NOTED))
        return response
