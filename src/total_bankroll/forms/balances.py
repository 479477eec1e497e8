"""The form of the daily job: every account's balance on one screen."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from total_bankroll.errors import BankrollError
from total_bankroll.forms.entries import LedgerForm
from total_bankroll.forms.fields import DateTimeField, Holder, MoneyField, Writer, unit_of
from total_bankroll.money import Unit

PREFIX = "balance-"


class BalancesForm(LedgerForm):
    """One optional amount an account, and one date for all; only what was typed is saved."""

    date = DateTimeField("Date")

    @classmethod
    def over(cls, writer: Writer, holders: Sequence[Holder]) -> "BalancesForm":
        """The form with a field for each of `holders`."""
        fields = {f"{PREFIX}{holder.id}": _field_for(holder) for holder in holders}
        form: BalancesForm = type(cls.__name__, (cls,), fields)(writer)
        form.holders = {f"{PREFIX}{holder.id}": holder for holder in holders}
        return form

    holders: Mapping[str, Holder]

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and not self.amounts:
            self.form_errors.append("Type at least one balance.")
            return False
        return is_valid

    def unit_for(self, field_name: str) -> Unit | None:
        return unit_of(self.holders[field_name])

    @property
    def amounts(self) -> dict[int, Decimal]:
        """What was typed, by account."""
        typed = {holder.id: self[name].data for name, holder in self.holders.items()}
        return {account_id: amount for account_id, amount in typed.items() if amount is not None}

    def refuse(self, error: BankrollError) -> None:
        """A single typed amount is the one meant; among several, the form as a whole says it."""
        typed = list(self.amounts)
        if error.field == "date" or len(typed) != 1:
            super().refuse(error)
        else:
            field = self[f"{PREFIX}{typed[0]}"]
            field.errors = [*field.errors, error.message]


def _field_for(holder: Holder) -> MoneyField:
    label = f"{holder.name} ({holder.currency})"
    return MoneyField(label, zero=True, optional=True, signed=holder.kind == "asset")
