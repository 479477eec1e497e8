"""The public previews: what a change would do, so that a form can say it before it is made."""

from total_bankroll.services.moving import preview_update_entry, preview_update_transfer
from total_bankroll.services.previews import preview_back_dating, preview_transfer
from total_bankroll.services.recording import Money, When
from total_bankroll.services.views import BackDating


class PreviewMethods:
    """Nothing is written; what the change itself would refuse is refused here too."""

    def preview_back_dating(
        self, user_id: int, kind: str, account_id: int, amount: Money, date: When
    ) -> BackDating | None:
        """What a flow put before a balance entry would do to that one's result."""
        return preview_back_dating(user_id, kind, account_id, amount, date)

    def preview_transfer(
        self,
        user_id: int,
        from_account_id: int,
        to_account_id: int,
        amount: Money,
        received: Money | None = None,
        date: When = None,
    ) -> tuple[BackDating, ...]:
        """What a transfer put before balance entries would do to their results."""
        return preview_transfer(user_id, from_account_id, to_account_id, amount, received, date)

    def preview_update_entry(
        self, user_id: int, entry_id: int, amount: Money, date: When, account_id: int
    ) -> tuple[BackDating, ...]:
        """What a change of an entry would do to the results of balance entries around it."""
        return preview_update_entry(user_id, entry_id, amount, date, account_id)

    def preview_update_transfer(
        self,
        user_id: int,
        transfer_id: int,
        from_account_id: int,
        to_account_id: int,
        amount: Money,
        received: Money | None = None,
        date: When = None,
    ) -> tuple[BackDating, ...]:
        """What a change of a transfer would do to the results of balance entries around it."""
        return preview_update_transfer(
            user_id, transfer_id, from_account_id, to_account_id, amount, received, date
        )
