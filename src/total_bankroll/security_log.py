"""Security events in the log: what happened to which account, from where; never a secret."""

import hashlib
import logging

from flask import Flask, current_app, g, has_request_context, request

from total_bankroll.errors import Invalid
from total_bankroll.services.credentials import normal_email

logger = logging.getLogger("total_bankroll.security")


def init_app(app: Flask) -> None:
    """Let events through wherever Flask's own log goes; it drops all below a warning else."""
    app.logger.getChild("security").setLevel(logging.INFO)


def note(event: str, email: str = "", *, mark: str = "", **more: object) -> None:
    """Log one event; `more` holds plain words and numbers, no name, token or cookie.

    `mark` names an account whose address is not at hand.
    """
    said = {"account": mark or account_mark(email), **more}
    if has_request_context():
        said["address"] = request.remote_addr
        if "request_id" in g:
            said["request"] = g.request_id
    logger.info("%s %s", event, " ".join(f"{name}={value}" for name, value in said.items()))


def account_mark(email: str) -> str:
    """A short name for an account, there or not, that tells nothing to who reads it."""
    try:
        return digest(normal_email(email))
    except Invalid:
        return digest(email)


def digest(text: str) -> str:
    """A keyed hash, the same wherever this instance runs."""
    key = str(current_app.config["SECRET_KEY"]).encode()[:64]
    return hashlib.blake2b(text.encode(errors="replace"), key=key, digest_size=12).hexdigest()
