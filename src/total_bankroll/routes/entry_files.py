"""The lists of entries as files: every row of all their pages."""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.list_query import KINDS, read_query, transfer_kinds
from total_bankroll.routes.private_files import private_file
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_files import EntryFileService
from total_bankroll.services.views import AccountView

SERVICE = BankrollService()
LISTS = {
    "entries": None,
    "deposits": "deposit",
    "withdrawals": "withdrawal",
    "transfers": "transfer",
    "bonuses": "bonus",
    "expenses": "expense",
}
"""The lists that there are, and the kind of entry that each is of."""

bp = Blueprint("entry_files", __name__)


def _file(noun: str) -> ResponseReturnValue:
    """What a list's page shows at the same address, page after page."""
    player = signed_in_player()
    accounts = SERVICE.list_accounts(player.id, archived=None)
    query = read_query(accounts, _kinds(noun, accounts))
    file = EntryFileService().entries(player.id, query.filters, query.order)
    return private_file(file, "text/csv", f"{noun}-{query.filters.on or query.today}.csv")


def _kinds(noun: str, accounts: tuple[AccountView, ...]) -> tuple[str, ...]:
    kind = LISTS[noun]
    if kind is None:
        return ()
    return transfer_kinds(accounts) if kind == "transfer" else KINDS[kind]


def _file_of(noun: str) -> Callable[[], ResponseReturnValue]:
    def table() -> ResponseReturnValue:
        return _file(noun)

    return table


for _noun in LISTS:
    bp.add_url_rule(f"/{_noun}.csv", _noun, _file_of(_noun))
