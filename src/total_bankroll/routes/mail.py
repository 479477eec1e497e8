"""Sending e-mails once the page is out: no visitor waits for a mail server, or learns from it."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, after_this_request, current_app
from flask_mailman import EmailMultiAlternatives
from flask_security.mail_util import EmailValidateException, MailUtil

from total_bankroll.errors import Invalid
from total_bankroll.services.credentials import normal_email

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """An e-mail, ready to be sent."""

    subject: str
    recipient: str
    sender: str
    text: str
    html: str

    def send(self, app: Flask) -> None:
        """Hand it to the mail server; a failure is logged, nobody is left to tell."""
        with app.app_context():
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

        @after_this_request
        def send_when_closed(response: Response) -> Response:
            response.call_on_close(lambda: letter.send(app))
            return response
