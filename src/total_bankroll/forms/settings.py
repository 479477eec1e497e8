"""Forms of the settings: how a player likes to read."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import RadioField
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from total_bankroll.errors import BankrollError
from total_bankroll.forms.fields import NOT_OFFERED, OfferedField
from total_bankroll.forms.versions import VersionedForm

Choice = tuple[str, str]


class OfferedRadios(RadioField):
    """A question with few answers, which says what to do about anything else."""

    def pre_validate(self, form: AnyForm) -> None:
        if self.data not in {choice[0] for choice in self.iter_choices()}:
            raise StopValidation(NOT_OFFERED)


class SettingsForm(VersionedForm):
    """Display currency, time zone, locale and theme."""

    display_currency = OfferedField("Display currency")
    timezone = OfferedField("Time zone")
    locale = OfferedField("Numbers and dates")
    theme = OfferedRadios("Theme")

    def __init__(
        self,
        *,
        currencies: Sequence[Choice],
        timezones: Mapping[str, Sequence[Choice]],
        locales: Sequence[Choice],
        themes: Sequence[Choice],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data=data)
        self.display_currency.choices = list(currencies)
        self.timezone.choices = {group: list(zones) for group, zones in timezones.items()}
        self.locale.choices = list(locales)
        self.theme.choices = list(themes)

    def refuse(self, error: BankrollError) -> None:
        """Show a domain error beside the field it concerns."""
        if error.field is not None and error.field in self:
            self[error.field].errors = [*self[error.field].errors, error.message]
        else:
            self.form_errors.append(error.message)
