"""The public methods for entries: balances, flows and transfers."""

from collections.abc import Mapping, Sequence

from total_bankroll.errors import NotFound
from total_bankroll.ledger import Kind
from total_bankroll.services import (
    entries,
    entry_groups,
    entry_lists,
    entry_rows,
    entry_tags,
    transfers,
)
from total_bankroll.services.entry_places import NEWEST
from total_bankroll.services.entry_views import EntryFilter, EntryPage
from total_bankroll.services.recording import Money, Tags, When
from total_bankroll.services.trail_views import RestoredEntries
from total_bankroll.services.versions import refuse_unseen
from total_bankroll.services.views import EntryView, Saved, TransferSaved, TransferView
from total_bankroll.services.writing import public_write


class EntryMethods:
    """Amounts are in the account's currency; a date of None is now, a past day its end."""

    def list_entries(
        self,
        user_id: int,
        filters: EntryFilter | None = None,
        *,
        order: str = NEWEST,
        after_place: str | None = None,
        before_place: str | None = None,
    ) -> EntryPage:
        """One page of entries with the totals of the whole list; `order` is one of ORDERS.

        The places are those that another page has named; any other text is the first page.
        """
        filters = filters or EntryFilter()
        return entry_lists.list_entries(user_id, filters, order, after_place, before_place)

    def get_entry(self, user_id: int, entry_id: int) -> EntryView:
        """One entry, deleted or not; raises NotFound."""
        found = entry_rows.get_entry(user_id, entry_id)
        if found is None:
            raise NotFound("There is no such entry.")
        return found

    def list_entry_tags(self, user_id: int) -> tuple[str, ...]:
        """The tags that entries carry now, in the order of their names."""
        return entry_tags.list_entry_tags(user_id)

    def get_transfer(self, user_id: int, transfer_id: int) -> TransferView:
        """One transfer; raises NotFound, also where only one leg is left."""
        return transfers.get_transfer(user_id, transfer_id)

    @public_write
    def record_balance(
        self,
        user_id: int,
        account_id: int,
        amount: Money,
        date: When = None,
        *,
        note: str = "",
        tags: Tags = None,
    ) -> Saved:
        """State what an account holds; a site's balance is never below zero."""
        return entries.record(user_id, Kind.BALANCE, account_id, amount, date, note, tags)

    @public_write
    def record_balances(
        self, user_id: int, amounts: Mapping[int, Money], date: When = None, *, note: str = ""
    ) -> tuple[Saved, ...]:
        """State what several accounts hold: all of it is saved, or nothing."""
        return entries.record_balances(user_id, amounts, date, note)

    @public_write
    def record_deposit(
        self,
        user_id: int,
        account_id: int,
        amount: Money,
        date: When = None,
        *,
        note: str = "",
        tags: Tags = None,
    ) -> Saved:
        """Money that entered the bankroll from outside."""
        return entries.record(user_id, Kind.DEPOSIT, account_id, amount, date, note, tags)

    @public_write
    def record_withdrawal(
        self,
        user_id: int,
        account_id: int,
        amount: Money,
        date: When = None,
        *,
        note: str = "",
        tags: Tags = None,
    ) -> Saved:
        """Money that left the bankroll; it may overdraw the account."""
        return entries.record(user_id, Kind.WITHDRAWAL, account_id, amount, date, note, tags)

    @public_write
    def record_bonus(
        self,
        user_id: int,
        account_id: int,
        amount: Money,
        date: When = None,
        *,
        note: str = "",
        tags: Tags = None,
    ) -> Saved:
        """A bonus or rakeback: profit, but not from play."""
        return entries.record(user_id, Kind.BONUS, account_id, amount, date, note, tags)

    @public_write
    def record_expense(
        self,
        user_id: int,
        account_id: int,
        amount: Money,
        date: When = None,
        *,
        note: str = "",
        tags: Tags = None,
    ) -> Saved:
        """A cost of playing: it lowers profit."""
        return entries.record(user_id, Kind.EXPENSE, account_id, amount, date, note, tags)

    @public_write
    def record_transfer(
        self,
        user_id: int,
        from_account_id: int,
        to_account_id: int,
        amount: Money,
        received: Money | None = None,
        date: When = None,
        *,
        note: str = "",
        tags: Tags = None,
    ) -> TransferSaved:
        """Move money between two accounts; `received` is in the second one's currency."""
        return transfers.record_transfer(
            user_id, from_account_id, to_account_id, amount, received, date, note, tags
        )

    @public_write
    def update_entry(
        self,
        user_id: int,
        entry_id: int,
        *,
        amount: Money | None = None,
        date: When = None,
        note: str | None = None,
        account_id: int | None = None,
        tags: Tags = None,
        seen: str | None = None,
    ) -> Saved:
        """Change what is given of an entry; Conflict for a leg of a transfer.

        `seen` is the version that the player's form showed; raises Changed where it is another.
        """
        refuse_unseen(seen, self.get_entry(user_id, entry_id).version)
        return entries.update_entry(user_id, entry_id, amount, date, note, account_id, tags)

    @public_write
    def update_transfer(
        self,
        user_id: int,
        transfer_id: int,
        from_account_id: int,
        to_account_id: int,
        amount: Money,
        received: Money | None = None,
        date: When = None,
        *,
        note: str | None = None,
        tags: Tags = None,
        seen: str | None = None,
    ) -> TransferSaved:
        """Change a transfer as a whole; a date of None leaves it where it is; `seen` as above."""
        refuse_unseen(seen, self.get_transfer(user_id, transfer_id).version)
        return transfers.update_transfer(
            user_id, transfer_id, from_account_id, to_account_id, amount, received, date, note, tags
        )

    @public_write
    def delete_entry(self, user_id: int, entry_id: int) -> int:
        """Take an entry out; of a transfer, both legs."""
        return entries.delete_entry(user_id, entry_id)

    @public_write
    def restore_entry(self, user_id: int, entry_id: int) -> int:
        """Bring a deleted entry back; of a transfer, both legs."""
        return entries.restore_entry(user_id, entry_id)

    @public_write
    def delete_entries(self, user_id: int, entry_ids: Sequence[int]) -> tuple[int, ...]:
        """Take several entries out at once; returns those that were still there."""
        return entry_groups.delete_entries(user_id, entry_ids)

    @public_write
    def restore_entries(self, user_id: int, entry_ids: Sequence[int]) -> RestoredEntries:
        """Bring several deleted entries back at once; says how many were purged meanwhile."""
        return entry_groups.restore_entries(user_id, entry_ids)

    @public_write
    def delete_transfer(self, user_id: int, transfer_id: int) -> int:
        """Take a transfer out; returns the id of the entry that brings it back."""
        return entries.delete_entry(user_id, transfers.leg_of(user_id, transfer_id))

    @public_write
    def restore_transfer(self, user_id: int, transfer_id: int) -> int:
        """Bring a deleted transfer back."""
        return entries.restore_entry(user_id, transfers.leg_of(user_id, transfer_id))
