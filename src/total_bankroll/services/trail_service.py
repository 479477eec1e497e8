"""The public methods for what was changed, and for what was deleted."""

from total_bankroll.services import changes, purging, trash
from total_bankroll.services.trail_views import (
    ChangePage,
    Purged,
    TrashedAccount,
    TrashedEntry,
    TrashPage,
)
from total_bankroll.services.writing import public_write


class TrailMethods:
    """Deleting is undone by restoring, at any time; purging is not undone."""

    def list_changes(
        self,
        user_id: int,
        *,
        account_id: int | None = None,
        entry_id: int | None = None,
        transfer_id: int | None = None,
        older_than: int | None = None,
    ) -> ChangePage:
        """What was changed, newest first: all, or of one account, entry or transfer.

        Of an account, also of entries that have left it.
        `older_than` is the id of a change: those before it are listed.
        """
        return changes.list_changes(user_id, account_id, entry_id, transfer_id, older_than)

    def list_trash(self, user_id: int, page: int = 1) -> TrashPage:
        """Deleted accounts, and one page of deleted entries, newest first."""
        return trash.list_trash(user_id, page)

    def get_trashed_entry(self, user_id: int, entry_id: int) -> TrashedEntry:
        """One deleted entry; raises NotFound."""
        return trash.get_entry(user_id, entry_id)

    def get_trashed_account(self, user_id: int, account_id: int) -> TrashedAccount:
        """One deleted account; raises NotFound."""
        return trash.get_account(user_id, account_id)

    def get_expired(self, user_id: int) -> Purged:
        """How much was deleted more than 30 days ago."""
        return trash.get_expired(user_id)

    @public_write
    def purge_entry(self, user_id: int, entry_id: int) -> Purged:
        """Let a deleted entry go for good, a transfer with both legs, and what the trail says."""
        return purging.purge_entry(user_id, entry_id)

    @public_write
    def purge_account(self, user_id: int, account_id: int) -> Purged:
        """Let a deleted account go for good, with its entries and what the trail says of them."""
        return purging.purge_account(user_id, account_id)

    @public_write
    def purge_expired(self, user_id: int) -> Purged:
        """Let all go for good that was deleted more than 30 days ago."""
        return purging.purge_expired(user_id)
