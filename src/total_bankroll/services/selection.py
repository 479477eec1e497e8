"""Which accounts a report is about."""

from collections.abc import Iterable

from total_bankroll.services.views import AccountView
from total_bankroll.values import value


@value
class Selection:
    """One account, those of a kind (site, asset), those held in a currency; None is any."""

    account_id: int | None = None
    kind: str | None = None
    currency: str | None = None

    def of(self, accounts: Iterable[AccountView]) -> list[AccountView]:
        """The accounts that belong to it, in their order."""
        return [account for account in accounts if account in self]

    def __contains__(self, account: AccountView) -> bool:
        return (
            self.account_id in (None, account.id)
            and self.kind in (None, account.kind)
            and self.currency in (None, account.currency)
        )


EVERYTHING = Selection()
