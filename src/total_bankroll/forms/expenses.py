"""The form of an expense: what poker costs beside the game."""

from total_bankroll.forms.entries import EntryForm


class ExpenseForm(EntryForm):
    """An expense paid from one account."""
