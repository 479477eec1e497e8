"""The form of a withdrawal: money that leaves the bankroll."""

from total_bankroll.forms.entries import EntryForm


class WithdrawalForm(EntryForm):
    """A withdrawal from one account."""
