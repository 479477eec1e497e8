"""The forms of passkeys: adding one, being asked for one, and its answer."""

from typing import Any, ClassVar

from flask import current_app
from flask_security.forms import Form
from flask_security.webauthn import WebAuthnSigninForm, WebAuthnSigninResponseForm
from wtforms import Field, HiddenField, StringField

from total_bankroll.errors import Invalid
from total_bankroll.forms.auth import Worded
from total_bankroll.forms.base import BaseForm


class PasskeyForm(BaseForm):
    """A new passkey: `state` is what the browser was told, signed; `credential` its answer."""

    state = HiddenField()
    credential = HiddenField()
    name = StringField("Name")


class ChallengeForm(Worded, WebAuthnSigninForm):
    """Asking for a challenge; where to go on has been checked before the form is made."""

    LABELS: ClassVar = {"remember": "Stay signed in"}

    def validate_next(self, field: Field) -> None:
        """Nothing to refuse: an address that is not ours is dropped before."""


class AnswerForm(WebAuthnSigninResponseForm):
    """The answer to it. What Flask-Security checks of it is not enough: see ADR 13."""

    def validate_next(self, field: Field) -> None:
        """As above."""

    def validate(self, **kwargs: Any) -> bool:
        if not Form.validate(self, **kwargs):
            return False
        checking = current_app.extensions["security"].webauthn_util
        try:
            used = checking.take(
                self.credential.data or "", self.challenge, is_secondary=self.is_secondary
            )
        except Invalid as error:
            self.form_errors.append(error.message)
            return False
        self.user, self.cred, self.authentication_verification = used.user, used.passkey, used.proof
        self.mf_check = True
        return True
