"""The form of a deposit: money that enters the bankroll from outside."""

from total_bankroll.forms.entries import EntryForm


class DepositForm(EntryForm):
    """A deposit to one account."""
