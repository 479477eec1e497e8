"""The form of a bonus: rakeback and what else a room gives."""

from total_bankroll.forms.entries import EntryForm


class BonusForm(EntryForm):
    """A bonus on one account."""
