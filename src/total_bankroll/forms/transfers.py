"""The form of a transfer: money that moves between two accounts of the same player."""

from collections.abc import Mapping, Sequence

from total_bankroll.forms.entries import AskingForm
from total_bankroll.forms.fields import (
    AccountField,
    DateTimeField,
    Holder,
    MoneyField,
    NoteField,
    Writer,
    unit_of,
)
from total_bankroll.forms.tags import TagsField
from total_bankroll.money import Unit


class TransferForm(AskingForm):
    """What leaves one account and what arrives at the other; blank means the same."""

    from_account = AccountField("From")
    to_account = AccountField("To")
    amount = MoneyField("Amount sent")
    received = MoneyField("Amount received", optional=True)
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
        self.from_account.offer(holders)
        self.to_account.offer(holders)

    def unit_for(self, field_name: str) -> Unit | None:
        field = self.to_account if field_name == "received" else self.from_account
        return None if field.account is None else unit_of(field.account)
