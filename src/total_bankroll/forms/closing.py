"""The form that closes an account."""

from wtforms import PasswordField, StringField

from total_bankroll.errors import BankrollError
from total_bankroll.forms.base import BaseForm


class ClosingForm(BaseForm):
    """The address, so that nobody closes an account by accident, and the password."""

    email = StringField("E-mail address")
    password = PasswordField("Password")

    def refuse(self, error: BankrollError) -> None:
        """Show a domain error beside the field it concerns."""
        name = error.field if error.field in self else "email"
        self[name].errors = [*self[name].errors, error.message]
