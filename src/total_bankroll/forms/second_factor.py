"""The forms of the second step: a code of the app, or one of those kept for its loss."""

from typing import ClassVar

from flask_security.forms import Form, TwoFactorVerifyCodeForm
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import HiddenField, StringField

from total_bankroll.forms.auth import Worded
from total_bankroll.forms.base import BaseForm

CODE = "Code"


class StepForm(Worded, TwoFactorVerifyCodeForm):
    """The app's code, after the password."""

    LABELS: ClassVar = {"code": CODE}


class RecoveryForm(Worded, MfRecoveryForm):
    """A recovery code in its place."""

    LABELS: ClassVar = {"code": "Recovery code"}


class NoRescueForm(Form):
    """In place of Flask-Security's questions to somebody without the app: there is a link."""


class EnrolmentForm(BaseForm):
    """The first code of a new app; `state` is what the app was told, signed."""

    state = HiddenField()
    code = StringField(CODE)
