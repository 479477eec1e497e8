"""Flask-Security's forms, in this application's words."""

from typing import Any, ClassVar

from flask import g
from flask_security.change_email import ChangeEmailForm
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    Form,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    VerifyForm,
)
from flask_security.utils import hash_password
from wtforms import Field, ValidationError

EMAIL, PASSWORD, AGAIN = "E-mail address", "Password", "Password again"
NEW, NEW_AGAIN = "New password", "New password again"


class Worded(Form):
    """A form whose labels are ours."""

    LABELS: ClassVar[dict[str, str]] = {"email": EMAIL}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.LABELS.items():
            self[name].label.text = text


class SignInForm(Worded, LoginForm):
    """Signing in; where to go on has been checked before the form is made."""

    LABELS: ClassVar = {"email": EMAIL, "password": PASSWORD, "remember": "Stay signed in"}

    def validate_next(self, field: Field) -> None:
        """Nothing to refuse: an address that is not ours is dropped before."""


class RegistrationForm(Worded, RegisterFormV2):
    """Becoming a player."""

    LABELS: ClassVar = {"email": EMAIL, "password": PASSWORD, "password_confirm": AGAIN}
    reveals_players = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.email.data is None:
            self.email.data = g.get("invited")

    def validate_next(self, field: Field) -> None:
        """As in signing in."""

    def validate_email(self, field: Field) -> None:
        """An invitation is for one address."""
        invited = g.get("invited")
        if invited and field.data != invited:
            raise ValidationError(f"This invitation is for {invited}.")

    def validate(self, **kwargs: Any) -> bool:
        valid = bool(super().validate(**kwargs))
        if self.reveals_players:
            # Without e-mail there is no way to tell only the owner; the field says it then.
            self.existing_email_user = None
        return valid


class ConfirmedRegistrationForm(RegistrationForm):
    """Becoming a player where an e-mail confirms it: the page answers everybody alike."""

    reveals_players = False


class ForgottenForm(Worded, ForgotPasswordForm):
    """Asking for a link to set a new password."""

    def validate(self, **kwargs: Any) -> bool:
        valid = bool(super().validate(**kwargs))
        if valid:
            # As Flask-Security does where there is no such player: both take equally long.
            hash_password("")
        return valid


class NewPasswordForm(Worded, ResetPasswordForm):
    """Setting a new password by such a link."""

    LABELS: ClassVar = {"password": NEW, "password_confirm": NEW_AGAIN}


class ChangeForm(Worded, ChangePasswordForm):
    """Changing the password, knowing the current one."""

    LABELS: ClassVar = {
        "password": "Current password",
        "new_password": NEW,
        "new_password_confirm": NEW_AGAIN,
    }


class AddressForm(Worded, ChangeEmailForm):
    """Another address, which a link confirms."""

    LABELS: ClassVar = {"email": "New e-mail address"}


class AgainForm(Worded, VerifyForm):
    """The password once more; where to go on has been checked before the form is made."""

    LABELS: ClassVar = {"password": PASSWORD}

    def validate_next(self, field: Field) -> None:
        """As in signing in."""


class ConfirmationForm(Worded, SendConfirmationForm):
    """Asking for another link that confirms the address."""
