"""Forms of entries: one account, one amount, one date."""

from collections.abc import Mapping, Sequence

from wtforms import HiddenField

from total_bankroll.errors import BankrollError
from total_bankroll.forms.base import BaseForm
from total_bankroll.forms.fields import (
    AccountField,
    DateTimeField,
    Holder,
    MoneyField,
    NextField,
    NoteField,
    Writer,
    unit_of,
)
from total_bankroll.forms.tags import TagsField
from total_bankroll.forms.versions import VersionedForm
from total_bankroll.money import Unit


class LedgerForm(BaseForm):
    """A form with amounts: it knows who writes, and shows what the service refuses."""

    main_field = "amount"

    next = NextField()

    def __init__(self, writer: Writer, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data=data)
        self.writer = writer

    def unit_for(self, field_name: str) -> Unit | None:
        """The currency of an amount; None where no account is chosen, or it has no amounts."""
        return None

    def refuse(self, error: BankrollError) -> None:
        """Show a domain error beside the field it concerns."""
        name = self.main_field if error.field == "amount" else error.field
        if name is not None and name in self:
            self[name].errors = [*self[name].errors, error.message]
        else:
            self.form_errors.append(error.message)


class ChangeForm(VersionedForm, LedgerForm):
    """A change of something that is there already."""


class AskingForm(ChangeForm):
    """A form whose page sends `ask`: what changes a balance's result is explained first."""

    ask = HiddenField(default="1")

    @property
    def asks(self) -> bool:
        """Whether the page wants to explain first; a form sent without it is simply taken."""
        return bool(self.ask.raw_data and self.ask.raw_data[0])

    def asked(self, warnings: Sequence[object]) -> None:
        """What has been explained is not asked again; what was refused meanwhile still is."""
        if warnings:
            self.ask.data = ""


class EntryForm(AskingForm):
    """An amount that enters or leaves one account."""

    account = AccountField("Account")
    amount = MoneyField("Amount")
    date = DateTimeField("Date")
    note = NoteField("Note")
    tags = TagsField("Tags")

    def __init__(
        self,
        writer: Writer,
        holders: Sequence[Holder],
        data: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(writer, data)
        self.account.offer(holders)

    def unit_for(self, field_name: str) -> Unit | None:
        holder = self.account.account
        return None if holder is None else unit_of(holder)


class ResultEntryForm(EntryForm):
    """A result: a gain, or a loss with a minus."""

    amount = MoneyField("Amount", signed=True)


class BalanceEntryForm(EntryForm):
    """What an account held at a time; only an asset may be in debt."""

    amount = MoneyField("Balance", zero=True)

    def unit_for(self, field_name: str) -> Unit | None:
        holder = self.account.account
        self.amount.signed = holder is not None and holder.kind == "asset"
        return super().unit_for(field_name)
