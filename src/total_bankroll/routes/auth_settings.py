"""How Flask-Security is set up: what config.py leaves open, and the words it uses."""

from flask import Flask
from flask_security.utils import uia_email_mapper

from total_bankroll.clock import now

SETTINGS: dict[str, object] = {
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    # Addresses are lower-case when they arrive here: see `normal_email`.
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": uia_email_mapper, "case_insensitive": False}}
    ],
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_DATETIME_FACTORY": now,
    # What links carry is signed. The default takes a good part of a second, for known players only.
    "SECURITY_HASHING_SCHEMES": ["hex_sha256", "sha256_crypt"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    # No static files, no commands, no tokens beside the session.
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CACHE_CONTROL": {},  # every response has ours
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_POST_CHANGE_VIEW": "/settings",
    "SECURITY_POST_RESET_VIEW": "/login",
    "SECURITY_POST_VERIFY_VIEW": "/settings",
    "SECURITY_POST_CHANGE_EMAIL_VIEW": "/settings",
    "SECURITY_CHANGE_EMAIL_ERROR_VIEW": "/change-email",
    "SECURITY_CHANGE_EMAIL_SUBJECT": "Confirm your new address",
    "SECURITY_EMAIL_SUBJECT_REGISTER": "Welcome to Total Bankroll",
    "SECURITY_EMAIL_SUBJECT_CONFIRM": "Confirm your e-mail address",
    "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": "Set a new password",
    "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password has been replaced",
    "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password has been changed",
}

UNCONFIRMED = (
    "That address and password do not belong together, or the address is not confirmed yet: the"
    " link is in the letter that we sent.",
    "error",
)
"""What is said to everybody: whoever registers an address would learn by it who plays here."""

MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": ("That address and password do not belong together.", "error"),
    "EMAIL_NOT_PROVIDED": ("Enter your e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("Enter an e-mail address, like name@example.org.", "error"),
    "EMAIL_ALREADY_ASSOCIATED": ("This address is registered already. Sign in instead.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Enter a password.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords differ. Type the same one twice.", "error"),
    "INVALID_PASSWORD": ("That is not your current password.", "error"),
    "PASSWORD_IS_THE_SAME": ("Choose a password that differs from the current one.", "error"),
    "PASSWORD_CHANGE": (
        "Your password is changed. All other devices have been signed out.",
        "success",
    ),
    "PASSWORD_RESET_NO_LOGIN": ("Your new password is set. Sign in with it.", "success"),
    "PASSWORD_RESET_REQUEST": (
        "If %(email)s is registered, an e-mail with a link is on its way.",
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        "That link is older than %(within)s. Ask for a new one.",
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": ("That link is not valid. Ask for a new one.", "error"),
    "CONFIRM_REGISTRATION": (
        "Almost there: open the link in the e-mail that is on its way to %(email)s.",
        "success",
    ),
    "CONFIRMATION_REQUEST": (
        "If %(email)s waits to be confirmed, an e-mail with a link is on its way.",
        "info",
    ),
    "CONFIRMATION_REQUIRED": ("Open the link in the e-mail that we sent you first.", "error"),
    "CONFIRMATION_EXPIRED": ("That link is older than %(within)s. Ask for a new one.", "error"),
    "INVALID_CONFIRMATION_TOKEN": ("That link is not valid. Ask for a new one.", "error"),
    "CHANGE_EMAIL_SENT": ("A link is on its way to %(email)s. Open it within 2 hours.", "info"),
    "CHANGE_EMAIL_CONFIRMED": ("Your new address is confirmed: sign in with it now.", "success"),
    "CHANGE_EMAIL_EXPIRED": ("That link is older than %(within)s. Ask for a new one.", "error"),
    "API_ERROR": ("That link is not valid. Ask for a new one.", "error"),
    "EMAIL_CONFIRMED": ("Your address is confirmed. Sign in to begin.", "success"),
    "ALREADY_CONFIRMED": ("Your address is confirmed already. Sign in.", "info"),
    "DISABLED_ACCOUNT": ("This account is switched off.", "error"),
}


def set_up(app: Flask) -> None:
    """Fill in what config.py has not decided."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    if app.config.get("SECURITY_CONFIRMABLE"):
        app.config.setdefault("SECURITY_MSG_GENERIC_AUTHN_FAILED", UNCONFIRMED)
        app.config.setdefault("SECURITY_POST_REGISTER_VIEW", "/login")
    for name, message in MESSAGES.items():
        app.config.setdefault(f"SECURITY_MSG_{name}", message)
