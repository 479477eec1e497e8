"""Short words for what tests of the bankroll's figures ask again and again."""

from datetime import date
from decimal import Decimal

from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import AccountFigures, AccountView, Breakdown, EntryView

D = Decimal


def march(day: int) -> date:
    """A day of the month in which these tests play; today is the tenth."""
    return date(2026, 3, day)


def account(service: BankrollService, player: int, account_id: int) -> AccountView:
    """An account as it is now."""
    return service.get_account(player, account_id)


def balance(service: BankrollService, player: int, account_id: int) -> Decimal:
    """An account's native balance as it is now."""
    return service.get_account(player, account_id).balance


def figures(found: Breakdown, account_id: int) -> AccountFigures:
    """One account's row in a breakdown."""
    return next(row for row in found.accounts if row.account.id == account_id)


def entries(service: BankrollService, player: int, account_id: int) -> list[EntryView]:
    """An account's entries, oldest first."""
    rows = service.list_entries(player).rows
    return [row for row in reversed(rows) if row.account_id == account_id]


def changes(service: BankrollService, player: int, account_id: int) -> list[tuple[str, Decimal]]:
    """What each entry of an account did to its balance, oldest first."""
    return [(row.kind, row.change) for row in entries(service, player, account_id)]
