"""Sending e-mails once the page is out: no visitor waits for a mail server, or learns from it."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, Response, after_this_request, current_app
from flask_mailman import EmailMultiAlternatives
from flask_security.mail_util import EmailValidateException, MailUtil

from total_bankroll.errors import Invalid
from total_bankroll.routes.request_ids import numbered, request_id
from total_bankroll.services.abandoned import GIVEN_UP_AFTER
from total_bankroll.services.credentials import normal_email

logger = logging.getLogger(__name__)

UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


@dataclass(frozen=True)
class Letter:
    """An e-mail, ready to be sent."""

    subject: str
    recipient: str
    sender: str
    text: str
    html: str

    def send(self, app: Flask, number: str = "-") -> bool:
        """Hand it to the mail server; a failure is logged, as nobody may be left to tell."""
        with numbered(app, number):
            try:
                with app.extensions["mailman"].get_connection() as connection:
                    message = EmailMultiAlternatives(
                        self.subject,
                        self.text,
                        self.sender,
                        [self.recipient],
                        connection=connection,
                    )
                    message.attach_alternative(self.html, "text/html")
                    message.send()
            except Exception:  # whatever a mail server or its back end comes up with
                logger.exception("An e-mail could not be sent: %s", self.subject)
                return False
        return True


class Post(MailUtil):
    """Flask-Security's post office: one form of each address, letters after the response."""

    def normalize(self, email: str) -> str:
        try:
            return normal_email(email)
        except Invalid as error:
            raise EmailValidateException(error.message) from error

    validate = normalize

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **_context: Any,
    ) -> None:
        if not current_app.config["MAIL_CONFIGURED"]:
            return
        # Werkzeug types the proxy as the app.
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        letter = Letter(str(subject), str(recipient), str(sender), body or "", html or "")

        number = request_id()

        @after_this_request
        def send_when_closed(response: Response) -> Response:
            response.call_on_close(lambda: letter.send(app, number))
            return response


def lifetimes() -> dict[str, str]:
    """How long the links in letters work and are waited for, for every letter to say."""
    return {
        "confirm_within": in_words(current_app.config["SECURITY_CONFIRM_EMAIL_WITHIN"]),
        "change_email_within": in_words(current_app.config["SECURITY_CHANGE_EMAIL_WITHIN"]),
        "reset_within": in_words(current_app.config["SECURITY_RESET_PASSWORD_WITHIN"]),
        "given_up_after": in_words(GIVEN_UP_AFTER),
    }


def in_words(span: timedelta) -> str:
    """In the largest unit that says it exactly: "5 days", "1 hour", "90 minutes"."""
    name, unit = next(
        (name, unit) for name, unit in UNITS if not span % unit or unit is UNITS[-1][1]
    )
    count = max(1, span // unit)
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
