"""The trash: what was deleted, bringing it back, and letting it go for good."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import NotFound
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.returning import SEE_OTHER, submission
from total_bankroll.routes.telling import tell
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.trail_views import Purged, TrashedAccount, TrashedEntry

SERVICE = BankrollService()
LONGEST_PAGE, LONGEST_ID = 6, 18

bp = Blueprint("trash", __name__, url_prefix="/trash")


@dataclass(frozen=True)
class Doomed:
    """What a player is asked about before it is purged: one row, or all that is old."""

    entry: TrashedEntry | None = None
    account: TrashedAccount | None = None
    expired: Purged | None = None


@bp.get("")
def index() -> ResponseReturnValue:
    """Everything that can be restored, newest first."""
    player = signed_in_player()
    page = _number(request.args.get("page", ""), LONGEST_PAGE) or 1
    return render_template(
        "trash/index.html",
        page=SERVICE.list_trash(player.id, page),
        expired=SERVICE.get_expired(player.id),
        href=lambda number: url_for(".index", page=number),
    )


@bp.get("/purge")
def purge() -> ResponseReturnValue:
    """Ask before anything goes for good."""
    try:
        doomed: Doomed | None = _doomed(request.args.get("entry"), request.args.get("account"))
    except NotFound:
        doomed = None
    return render_template("trash/purge.html", doomed=doomed)


@bp.post("/purge", endpoint="purge_for_good")
def purge_for_good() -> ResponseReturnValue:
    """Let it go: one entry, one account, or all that was deleted more than 30 days ago."""
    user_id = signed_in_player().id
    entry, account = (_sent(name) for name in ("entry", "account"))
    if entry is not None:
        purged = SERVICE.purge_entry(user_id, entry, submission_id=submission())
    elif account is not None:
        purged = SERVICE.purge_account(user_id, account, submission_id=submission())
    elif request.form.get("expired"):
        purged = SERVICE.purge_expired(user_id, submission_id=submission())
    else:
        abort(400)
    tell(_in_words(purged))
    return redirect(url_for(".index"), SEE_OTHER)


def _doomed(entry: str | None, account: str | None) -> Doomed:
    user_id = signed_in_player().id
    if entry is not None:
        return Doomed(entry=SERVICE.get_trashed_entry(user_id, _number(entry, LONGEST_ID)))
    if account is not None:
        return Doomed(account=SERVICE.get_trashed_account(user_id, _number(account, LONGEST_ID)))
    return Doomed(expired=SERVICE.get_expired(user_id))


def _sent(name: str) -> int | None:
    """The id that the form carries; 400 where it is none."""
    text = request.form.get(name)
    if text is None:
        return None
    return _number(text, LONGEST_ID) or abort(400)


def _number(text: str, longest: int) -> int:
    """A number that was sent; 0, which no row has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else 0


def _in_words(purged: Purged) -> str:
    if not purged.accounts and not purged.entries:
        return "There was nothing to purge."
    parts = [
        f"{formatter().count(count)} {one if count == 1 else many}"
        for count, one, many in (
            (purged.accounts, "account", "accounts"),
            (purged.entries, "entry", "entries"),
        )
        if count
    ]
    return f"{' and '.join(parts)} purged."
