"""Signing in with a passkey: alone, or in place of the code after the password."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.utils import check_and_get_token_status
from flask_security.webauthn_util import WebauthnUtil
from webauthn.helpers.structs import UserVerificationRequirement

from total_bankroll.errors import Invalid
from total_bankroll.forms import passkeys as forms
from total_bankroll.routes.second_step import end_late_wait, forget_wait
from total_bankroll.routes.throttling import waiting_mark
from total_bankroll.security_log import note
from total_bankroll.services.passkey_proofs import Site
from total_bankroll.services.passkey_sign_in import Used, check_passkey, use_passkey
from total_bankroll.services.passkeys import PATIENCE, new_challenge
from total_bankroll.services.sign_in import credential_change

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer

ASKING, ANSWERING = "security.wan_signin", "security.wan_signin_response"
UNUSED = ("wan_register", "wan_register_response", "wan_delete")
"""What Flask-Security brings besides: the settings have pages of ours for that."""

SETTINGS: dict[str, object] = {
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_ALLOW_USER_HINTS": False,  # a passkey says whose it is; nobody is asked
    "SECURITY_WAN_ALLOW_AS_VERIFY": [],
    "SECURITY_WAN_SIGNIN_WITHIN": timedelta(seconds=PATIENCE),
    "SECURITY_WAN_SIGNIN_TIMEOUT": PATIENCE * 1000,
    "SECURITY_MSG_WEBAUTHN_EXPIRED": ("That took too long. Try again.", "error"),
}


class Checking(WebauthnUtil):
    """Flask-Security's word on passkeys is ours."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        return new_challenge()

    def authentication_options(
        self, user: Any, usage: list[str], existing_options: dict[str, Any]
    ) -> dict[str, Any]:
        """Whoever uses it must prove who they are, by finger, face or PIN, each time."""
        required = UserVerificationRequirement.REQUIRED
        return {**existing_options, "rp_id": this_site().name, "user_verification": required}

    def take(self, answer: str, challenge: str, *, is_secondary: bool) -> Used:
        """Use a passkey's answer up; raises Invalid."""
        waiting = str(session["tf_user_id"]) if is_secondary else None
        return use_passkey(answer, challenge, this_site(), waiting)


CLASSES: dict[str, Any] = {
    "webauthn_util_cls": Checking,
    "wan_signin_form": forms.ChallengeForm,
    "wan_signin_response_form": forms.AnswerForm,
}
"""What takes the place of Flask-Security's own."""


def this_site() -> Site:
    """This instance, by the name that the browser shows: no other one's passkeys count here."""
    name = request.host.lower()
    bare = name if name.endswith("]") else name.rpartition(":")[0] or name
    return Site(bare, f"{request.scheme}://{name}")


def set_up(app: Flask) -> None:
    """Decide, before Flask-Security begins, how it takes passkeys."""
    for name, setting in SETTINGS.items():
        app.config.setdefault(name, setting)


def init_app(app: Flask) -> None:
    """Fit its views: in time, in one write, and none that the settings replace."""
    app.view_functions[ASKING] = _for_strangers(app.view_functions[ASKING])
    app.view_functions[ANSWERING] = _for_strangers(_in_one_write(app.view_functions[ANSWERING]))
    for name in UNUSED:
        app.view_functions[f"security.{name}"] = _to_settings


def _for_strangers(view: View) -> View:
    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        if current_user.is_authenticated:
            return redirect(url_for("dashboard.index"))
        end_late_wait()
        return view(**kwargs)

    return wrapped


def _in_one_write(view: View) -> View:
    """A write begins only for what might count: the rest would keep the writers of others waiting.

    What has been seen by then is looked at once more inside, where nobody changes it any more.
    """

    @wraps(view)
    def wrapped(token: str) -> object:
        challenge = _challenge_of(token)
        if challenge is None:
            view(token)  # says why, and reads no answer
            return _refused()
        try:
            waiting = str(session["tf_user_id"]) if _is_second_step() else None
            check_passkey(request.form.get("credential", ""), challenge, this_site(), waiting)
        except Invalid as error:
            flash(error.message, "error")
            return _refused()
        with credential_change(None):
            response = view(token)
            # Asked here, since after the write the player would be read again for it.
            g.step_has_failed = not current_user.is_authenticated
        if g.step_has_failed:
            return _refused()
        forget_wait()
        return response

    return wrapped


def _challenge_of(token: str) -> str | None:
    """What the browser was asked, where this site has asked it lately."""
    within = current_app.config["SECURITY_WAN_SIGNIN_WITHIN"]
    expired, invalid, state = check_and_get_token_status(token, "wan", within)
    return None if expired or invalid else str(state["challenge"])


def _is_second_step() -> bool:
    """Whether a password was right and a passkey is asked for, as Flask-Security finds it."""
    return "tf_user_id" in session and session.get("tf_state") == "ready"


def _refused() -> ResponseReturnValue:
    g.step_has_failed = True
    note("passkey refused", mark=waiting_mark())
    return redirect(url_for(ASKING, next=request.values.get("next")))


def _to_settings(**_kwargs: object) -> ResponseReturnValue:
    return redirect(url_for("passkeys.index"))
