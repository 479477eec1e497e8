"""The public methods for sites and assets: two nouns, one mechanism."""

from total_bankroll.extensions import db
from total_bankroll.services import accounts
from total_bankroll.services.books import account_views, view_of
from total_bankroll.services.ownership import own_account
from total_bankroll.services.previews import preview_delete
from total_bankroll.services.recording import Money, When
from total_bankroll.services.views import AccountView, Deleted, DeletePreview
from total_bankroll.services.writing import public_write


class AccountMethods:
    """Every method takes the player's id first; a stranger's account is NotFound.

    `balance` is in the account's currency. Names raise InvalidName, balances InvalidAmount,
    currencies UnknownCurrency, dates InvalidDate, and what the state forbids raises Conflict.
    `seen` is the version that the player's form showed; raises Changed where it is another.
    """

    def list_accounts(
        self, user_id: int, *, kind: str | None = None, archived: bool | None = False
    ) -> tuple[AccountView, ...]:
        """Accounts in the player's order; `archived` None lists open and archived ones."""
        return tuple(
            account
            for account in account_views(user_id)
            if kind in (None, account.kind) and archived in (None, account.archived)
        )

    def get_account(self, user_id: int, account_id: int, *, kind: str | None = None) -> AccountView:
        """One account, archived or not, but not a deleted one."""
        account = own_account(db.session(), user_id, account_id, kind)
        return view_of(account, account.currency)

    def account_has_entries(self, user_id: int, account_id: int) -> bool:
        """Whether the account's currency is fixed."""
        own_account(db.session(), user_id, account_id)
        return accounts.has_entries(db.session(), account_id)

    def preview_delete_account(self, user_id: int, account_id: int) -> DeletePreview:
        """Bankroll and profit with and without an account."""
        return preview_delete(user_id, account_id)

    @public_write
    def add_site(
        self,
        user_id: int,
        name: str,
        currency_code: str,
        balance: Money | None = None,
        *,
        date: When = None,
    ) -> int:
        """Add a site; returns its id."""
        return accounts.add_account(user_id, "site", name, currency_code, balance, date)

    @public_write
    def update_site(
        self,
        user_id: int,
        site_id: int,
        *,
        name: str | None = None,
        currency_code: str | None = None,
        balance: Money | None = None,
        seen: str | None = None,
    ) -> int:
        """Change what is given of a site; returns its id."""
        return accounts.update_account(user_id, "site", site_id, name, currency_code, balance, seen)

    @public_write
    def archive_site(self, user_id: int, site_id: int) -> int:
        """Put an empty site away."""
        return accounts.archive_account(user_id, "site", site_id)

    @public_write
    def unarchive_site(self, user_id: int, site_id: int) -> int:
        """Bring an archived site back."""
        return accounts.unarchive_account(user_id, "site", site_id)

    @public_write
    def delete_site(self, user_id: int, site_id: int) -> Deleted:
        """Take a site and its entries out."""
        return accounts.delete_account(user_id, "site", site_id)

    @public_write
    def restore_site(self, user_id: int, site_id: int) -> int:
        """Undo a site's deletion or archiving."""
        return accounts.restore_account(user_id, "site", site_id)

    @public_write
    def move_site(self, user_id: int, site_id: int, position: int) -> int:
        """Put a site at a position; 1 is the top."""
        return accounts.move_account(user_id, "site", site_id, position)

    @public_write
    def add_asset(
        self,
        user_id: int,
        name: str,
        currency_code: str,
        balance: Money | None = None,
        *,
        date: When = None,
    ) -> int:
        """Add an asset; its balance may be a debt; returns its id."""
        return accounts.add_account(user_id, "asset", name, currency_code, balance, date)

    @public_write
    def update_asset(
        self,
        user_id: int,
        asset_id: int,
        *,
        name: str | None = None,
        currency_code: str | None = None,
        balance: Money | None = None,
        seen: str | None = None,
    ) -> int:
        """Change what is given of an asset; returns its id."""
        return accounts.update_account(
            user_id, "asset", asset_id, name, currency_code, balance, seen
        )

    @public_write
    def archive_asset(self, user_id: int, asset_id: int) -> int:
        """Put an empty asset away."""
        return accounts.archive_account(user_id, "asset", asset_id)

    @public_write
    def unarchive_asset(self, user_id: int, asset_id: int) -> int:
        """Bring an archived asset back."""
        return accounts.unarchive_account(user_id, "asset", asset_id)

    @public_write
    def delete_asset(self, user_id: int, asset_id: int) -> Deleted:
        """Take an asset and its entries out."""
        return accounts.delete_account(user_id, "asset", asset_id)

    @public_write
    def restore_asset(self, user_id: int, asset_id: int) -> int:
        """Undo an asset's deletion or archiving."""
        return accounts.restore_account(user_id, "asset", asset_id)

    @public_write
    def move_asset(self, user_id: int, asset_id: int, position: int) -> int:
        """Put an asset at a position; 1 is the top."""
        return accounts.move_account(user_id, "asset", asset_id, position)
