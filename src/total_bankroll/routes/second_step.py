"""Signing in with a second factor: the step between the right password and being in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.tf_plugin import tf_clean_session
from flask_security.twofactor import CodeTfPlugin

from total_bankroll.clock import now
from total_bankroll.forms import second_factor as forms
from total_bankroll.routes.access import SAFE_METHODS
from total_bankroll.routes.notices import tell_of_second_factor
from total_bankroll.routes.throttling import PENDING, SECOND_STEPS, waiting_mark
from total_bankroll.security_log import account_mark, note
from total_bankroll.services.recovery_codes import count_codes, use_recovery_code
from total_bankroll.services.second_factors import Codes
from total_bankroll.services.sign_in import credential_change

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer

SINCE = "second_step_since"
WAYS = "second_step_ways"
"""What the session calls the ways in which the second step can be taken: app, passkey."""
LASTS = 10 * 60
"""Seconds for which a right password waits for its code."""

UNUSED = (
    *("two_factor_setup", "two_factor_setup_validate", "two_factor_rescue"),
    *("tf_select", "mf_recovery_codes"),
)
"""What Flask-Security brings besides: the settings have pages of ours for that."""

SETTINGS: dict[str, object] = {
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": f"{__name__}.SecondStep"},
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_TOTP_ISSUER": "Total Bankroll",
    "SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN": (
        "That code is wrong, or was used already. Type the one that the app shows now.",
        "error",
    ),
    "SECURITY_MSG_INVALID_RECOVERY_CODE": ("That code is wrong, or was used already.", "error"),
    "SECURITY_MSG_TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED": ("Sign in with your password first.", "info"),
}


class SecondStep(CodeTfPlugin):
    """Remembers for whom and since when the password was right, and asks for a passkey first."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        return [("passkey", "")] if user.passkeys else super().get_setup_methods(user)

    def tf_login(self, user: Any, json_payload: dict[str, Any], next_loc: str | None) -> Any:
        ways = {"passkey": user.passkeys, "app": user.second_factor}
        session[SINCE], session[PENDING] = now().timestamp(), account_mark(user.email)
        session[WAYS] = [name for name, found in ways.items() if found]
        if not user.passkeys:
            return super().tf_login(user, json_payload, next_loc)
        session["tf_state"] = "ready"
        return redirect(url_for("security.wan_signin", next=next_loc))


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes are rows of ours, of which a check takes the one it finds."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        return use_recovery_code(user.id, code)

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """It is gone already: what is left to do is to say so."""
        tell_of_second_factor(user.email, "recovery code used")
        count = count_codes(user.id)
        left = "1 recovery code is" if count == 1 else f"{count} recovery codes are"
        flash(f"That code is used up; {left} left.", "info")
        return True


CLASSES: dict[str, Any] = {
    "totp_cls": Codes,
    "mf_recovery_codes_util_cls": RecoveryCodes,
    "two_factor_verify_code_form": forms.StepForm,
    "two_factor_rescue_form": forms.NoRescueForm,
    "mf_recovery_form": forms.RecoveryForm,
}
"""What takes the place of Flask-Security's own."""


def set_up(app: Flask) -> None:
    """Decide, before Flask-Security begins, how it takes the second step."""
    for name, setting in SETTINGS.items():
        app.config.setdefault(name, setting)


def init_app(app: Flask) -> None:
    """Fit its views: in time, in one write, and none that the settings replace."""
    for name in SECOND_STEPS:
        endpoint = f"security.{name}"
        app.view_functions[endpoint] = _step(app.view_functions[endpoint])
    for name in UNUSED:
        app.view_functions[f"security.{name}"] = _to_settings


def _step(view: View) -> View:
    @wraps(view)
    def wrapped(**kwargs: Any) -> object:
        if current_user.is_authenticated:
            return redirect(url_for("dashboard.index"))
        end_late_wait()
        if request.method in SAFE_METHODS:
            return view(**kwargs)
        if (
            "tf_user_id" not in session
        ):  # nobody is waited for: the view says so, and writes nothing
            g.step_has_failed = True
            return view(**kwargs)
        with credential_change(None):
            response = view(**kwargs)
        g.step_has_failed = not current_user.is_authenticated
        if not g.step_has_failed:
            forget_wait()
        elif isinstance(response, str):  # its own form again
            note("second step failed", mark=waiting_mark())
        return response

    return wrapped


def end_late_wait() -> None:
    """A right password counts for a while only."""
    if now().timestamp() - float(session.get(SINCE, 0)) > LASTS:
        tf_clean_session()  # type: ignore[no-untyped-call]  # theirs


def forget_wait() -> None:
    """Nobody is waited for any more."""
    for name in (SINCE, PENDING, WAYS):
        session.pop(name, None)


def _to_settings(**_kwargs: object) -> ResponseReturnValue:
    return redirect(url_for("second_factor.index"))
