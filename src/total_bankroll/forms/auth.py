"""Flask-Security's forms, in this application's words."""

from typing import Any, ClassVar

from flask import current_app, g
from flask_security.change_email import ChangeEmailForm
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    Form,
    LoginForm,
    PasswordFormMixin,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    UniqueEmailFormMixin,
    VerifyForm,
)
from flask_security.utils import hash_password
from wtforms import Field, ValidationError

from total_bankroll.clock import now

EMAIL, PASSWORD, AGAIN = "E-mail address", "Password", "Password again"
NEW, NEW_AGAIN = "New password", "New password again"
OF_ACCOUNT = "Password of the account"


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

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Nothing is left to confirm without e-mail, nor by the link of an invitation."""
        details: dict[str, Any] = super().to_dict(only_user)
        if only_user and (self.reveals_players or g.get("invited")):
            details["confirmed_at"] = now()
        return details


def overlook_unconfirmed(form: UniqueEmailFormMixin, field: Field) -> None:
    """An unconfirmed address is not taken."""
    found = form.existing_email_user
    if found is not None and found.confirmed_at is None:
        form.existing_email_user = None
        field.errors = []


class ConfirmedRegistrationForm(RegistrationForm):
    """Becoming a player where an e-mail confirms it: the page answers everybody alike.

    Who has registered before and not confirmed it is as good as new.
    """

    reveals_players = False

    def validate_email(self, field: Field) -> None:
        """The account goes to who registers last."""
        overlook_unconfirmed(self, field)
        super().validate_email(field)


class ProofForm(Worded, PasswordFormMixin, Form):
    """Confirming an address: whoever has the link types the password of the account it is for."""

    LABELS: ClassVar = {"password": OF_ACCOUNT}

    def __init__(self, *args: Any, player: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.player = player

    def validate_password(self, field: Field) -> None:
        """The link is the owner's; the account may be somebody else's who gave this address."""
        typed = current_app.extensions["security"].password_util.normalize(field.data or "")
        if not self.player.password or not self.player.verify_and_update_password(typed):
            raise ValidationError("That is not the password of this account.")


class ForgottenForm(Worded, ForgotPasswordForm):
    """Asking for a link to set a new password."""

    def validate(self, **kwargs: Any) -> bool:
        valid = bool(super().validate(**kwargs))
        if self.requires_confirmation:
            # Its one fault is that nobody has confirmed it; the link of the letter does.
            self.email.errors, valid = [], True
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


class ConfirmedAddressForm(AddressForm):
    """Another address, where letters confirm all of them."""

    def validate_email(self, field: Field) -> None:
        """The link decides: whoever opens it has the address."""
        overlook_unconfirmed(self, field)


class AgainForm(Worded, VerifyForm):
    """The password once more; where to go on has been checked before the form is made."""

    LABELS: ClassVar = {"password": PASSWORD}

    def validate_next(self, field: Field) -> None:
        """As in signing in."""


class ConfirmationForm(Worded, SendConfirmationForm):
    """Asking for another link that confirms the address."""
