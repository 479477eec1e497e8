"""Letters of what the host's commands do, from outside of any request."""

from types import SimpleNamespace

from flask import Flask, current_app, render_template

from total_bankroll.routes.mail import Letter
from total_bankroll.routes.notices import LETTERS, SECOND_FACTOR


def site_address() -> str:
    """This site's address, where the settings say it."""
    hosts = current_app.config.get("TRUSTED_HOSTS") or []
    scheme = current_app.config["PREFERRED_URL_SCHEME"]
    return f"{scheme}://{hosts[0].removeprefix('.')}" if hosts else ""


def send(subject: str, email: str, letter: str, **said: object) -> bool:
    """Send a letter at once; False where there is no e-mail, or it failed, which is logged."""
    if not current_app.config["MAIL_CONFIGURED"]:
        return False
    # Werkzeug types the proxy as the app.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    template = f"{LETTERS}/{letter}"
    said["user"] = SimpleNamespace(email=email)
    with app.test_request_context(base_url=site_address() or None):
        text, html = (render_template(f"{template}.{kind}", **said) for kind in ("txt", "html"))
    sender = str(app.config["SECURITY_EMAIL_SENDER"])
    return Letter(subject, email, sender, text, html).send(app)


def tell_of_password(email: str) -> bool:
    """The host has set another password."""
    return send("Your password has been replaced", email, "password_by_host")


def tell_of_address(former: str, new: str) -> bool:
    """The host has set another address; the former one is told."""
    subject, letter = "Your e-mail address has been changed", "change_email_notice"
    return send(subject, former, letter, new_email=new)


def tell_of_second_factor(email: str) -> bool:
    """The host has taken off app and passkeys."""
    return send("Your second factor", email, "second_factor", what=SECOND_FACTOR["off by host"])
