"""The link of an invitation and its letter, from outside of any request."""

from datetime import timedelta

from total_bankroll.routes.by_host import send
from total_bankroll.routes.mail import in_words

SUBJECT = "You are invited to Total Bankroll"


def invitation_link(secret: str, site: str) -> str:
    """Where the invitation leads; without the site's address, the path alone."""
    return f"{site.rstrip('/')}/invitations/{secret}"


def send_invitation(email: str, link: str, within: timedelta) -> bool:
    """Send the link to the address it is for; False where there is no e-mail, or it failed."""
    said = {"invitation_link": link, "invited_within": in_words(within)}
    return send(SUBJECT, email, "invitation", **said)
