"""The trail as pages show it: what was changed, act by act, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from total_bankroll.errors import NotFound
from total_bankroll.routes.context import signed_in_player
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.trail_views import ChangePage, ChangeView
from total_bankroll.services.views import AccountView

SERVICE = BankrollService()
LONGEST_ID = 18
SHOWN_BESIDE = 5
"""How many changes an account's own page shows; the rest is a link away."""

bp = Blueprint("changes", __name__, url_prefix="/changes")


@dataclass(frozen=True)
class Act:
    """What was changed by one write, which may touch several rows."""

    at: datetime
    actor: str
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True)
class History:
    """Some acts, and where the older ones are."""

    acts: tuple[Act, ...]
    older: str | None


@bp.get("")
def index() -> ResponseReturnValue:
    """All changes, or those of one account or entry, a page at a time."""
    player = signed_in_player()
    asked = {name: _id(name) for name in ("account", "entry", "older")}
    page = SERVICE.list_changes(
        player.id,
        account_id=asked["account"],
        entry_id=asked["entry"],
        older_than=asked["older"],
    )
    kept = {name: asked[name] for name in ("account", "entry") if asked[name] is not None}
    return render_template(
        "changes/index.html",
        history=History(acts_of(page.rows), _older(page, kept)),
        accounts=_choices(SERVICE.list_accounts(player.id, archived=None), page, kept),
        account=asked["account"],
        is_filtered=bool(kept),
        is_first=asked["older"] is None,
        newest=f"/changes?{urlencode(kept)}" if kept else "/changes",
    )


def entry_history(user_id: int, entry_id: int) -> History:
    """What was changed of one entry."""
    page = SERVICE.list_changes(user_id, entry_id=entry_id)
    return History(acts_of(page.rows), _older(page, {"entry": entry_id}))


def transfer_history(user_id: int, transfer_id: int) -> History:
    """What was changed of both legs of a transfer."""
    return History(acts_of(SERVICE.list_changes(user_id, transfer_id=transfer_id).rows), None)


def account_history(user_id: int, account_id: int) -> History:
    """The last changes of one account and its entries."""
    page = SERVICE.list_changes(user_id, account_id=account_id)
    shown = page.rows[:SHOWN_BESIDE]
    is_all = len(shown) == len(page.rows)
    return History(acts_of(shown), None if is_all else f"/changes?account={account_id}")


def acts_of(rows: Sequence[ChangeView]) -> tuple[Act, ...]:
    """Changes of the same write, which stand beside each other, as one act."""
    groups = (tuple(group) for _, group in groupby(rows, key=lambda row: row.batch))
    return tuple(Act(group[0].at, group[0].actor, group) for group in groups)


def _older(page: ChangePage, kept: dict[str, int | None]) -> str | None:
    if page.older_than is None:
        return None
    return f"/changes?{urlencode({**kept, 'older': page.older_than})}"


def _choices(
    accounts: Sequence[AccountView], page: ChangePage, kept: dict[str, int | None]
) -> list[tuple[int, str]]:
    """The accounts to filter by; one that was deleted only where it is asked for."""
    found = [(account.id, account.name) for account in accounts]
    chosen = kept.get("account")
    if chosen is not None and chosen not in dict(found) and page.rows:
        names = [row.name for row in page.rows if row.account_id == chosen]
        found.append(
            (chosen, f"{(names or [_trashed(chosen)])[0] or 'A purged account'} (deleted)")
        )
    return found


def _trashed(account_id: int) -> str | None:
    """The name of a deleted account, of which a page only tells that an entry has left it."""
    try:
        return SERVICE.get_trashed_account(signed_in_player().id, account_id).name
    except NotFound:
        return None


def _id(name: str) -> int | None:
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return int(text) if is_number else None
