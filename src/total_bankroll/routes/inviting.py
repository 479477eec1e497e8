"""The link of an invitation and its letter, from outside of any request."""

from datetime import timedelta
from types import SimpleNamespace

from flask import Flask, current_app, render_template

from total_bankroll.routes.mail import Letter, in_words

SUBJECT = "You are invited to Total Bankroll"
LETTER = "security/email/invitation"


def invitation_link(secret: str, site: str) -> str:
    """Where the invitation leads; without the site's address, the path alone."""
    return f"{site.rstrip('/')}/invitations/{secret}"


def send_invitation(email: str, link: str, within: timedelta) -> bool:
    """Send the link to the address it is for; False where there is no e-mail, or it failed."""
    if not current_app.config["MAIL_CONFIGURED"]:
        return False
    # Werkzeug types the proxy as the app.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    said = {
        "user": SimpleNamespace(email=email),
        "invitation_link": link,
        "invited_within": in_words(within),
    }
    with app.test_request_context():
        text, html = (render_template(f"{LETTER}.{kind}", **said) for kind in ("txt", "html"))
    sender = str(app.config["SECURITY_EMAIL_SENDER"])
    return Letter(SUBJECT, email, sender, text, html).send(app)
