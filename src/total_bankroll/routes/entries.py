"""Every entry of every account, and what can be done with one of them."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Conflict
from total_bankroll.forms.bonuses import BonusForm
from total_bankroll.forms.deposits import DepositForm
from total_bankroll.forms.entries import BalanceEntryForm, EntryForm, ResultEntryForm
from total_bankroll.forms.expenses import ExpenseForm
from total_bankroll.forms.withdrawals import WithdrawalForm
from total_bankroll.routes import entry_pages
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.list_query import read_query
from total_bankroll.routes.listing import Listing
from total_bankroll.routes.returning import go_on, ids_of, next_page, submission
from total_bankroll.routes.telling import entries_url, tell, tell_restored
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import EntryView

SERVICE = BankrollService()
FORMS: dict[str, type[EntryForm]] = {
    "balance": BalanceEntryForm,
    "deposit": DepositForm,
    "withdrawal": WithdrawalForm,
    "result": ResultEntryForm,
    "bonus": BonusForm,
    "expense": ExpenseForm,
}

bp = Blueprint("entries", __name__, url_prefix="/entries")


@bp.get("")
def index() -> ResponseReturnValue:
    """The list, with a filter by kind too; explains a figure of the dashboard by `figure`."""
    player = signed_in_player()
    accounts = SERVICE.list_accounts(player.id, archived=None)
    query = read_query(accounts)
    page = SERVICE.list_entries(player.id, **query.asked)
    return render_template(
        "entries/index.html",
        listing=Listing(page, query, accounts),
        tags=() if query.filters.figure else SERVICE.list_entry_tags(player.id),
    )


@bp.post("/delete", endpoint="delete_several")
def delete_several() -> ResponseReturnValue:
    """Take out what is ticked on a page, all of it at once, with an undo."""
    ticked = ids_of(request.form.getlist("ids"))
    once = submission(*sorted(ticked))
    try:
        gone = SERVICE.delete_entries(signed_in_player().id, ticked, submission_id=once)
    except Conflict as error:
        tell(f"Nothing was deleted. {error.message}", kind="error")
        return go_on(url_for(".index"))
    if not ticked:
        tell("Tick the entries to delete first.", kind="info")
    else:
        rest = len(ticked) - len(gone)
        already = f" {_counted(rest)} had been deleted already." if rest else ""
        undo = entries_url("entries.restore_several", gone) if gone else None
        tell(f"{_counted(len(gone))} deleted.{already}", undo)
    return go_on(url_for(".index"))


@bp.post("/restore", endpoint="restore_several")
def restore_several() -> ResponseReturnValue:
    """Bring back what was taken out at once."""
    named = ids_of(request.args.get("entries", "").split(","))
    try:
        back = SERVICE.restore_entries(signed_in_player().id, named, submission_id=submission())
    except Conflict as error:
        tell(f"Nothing was restored. {error.message}", kind="error")
    else:
        tell_restored(back, _counted)
    return go_on(url_for(".index"))


@bp.route("/<int:entry_id>/edit", methods=["GET", "POST"])
def edit(entry_id: int) -> ResponseReturnValue:
    """Change an entry; a leg of a transfer is changed as its transfer."""
    entry = _entry(entry_id)
    if entry.kind in FORMS:
        return entry_pages.edit_entry(entry, FORMS[entry.kind], url_for("entries.index"))
    if entry.deleted or entry.transfer_id is None:
        abort(404)
    target = url_for("transfers.edit", transfer_id=entry.transfer_id, next=next_page() or None)
    return redirect(target)


@bp.post("/<int:entry_id>/delete")
def delete(entry_id: int) -> ResponseReturnValue:
    """Take an entry out, with an undo."""
    return entry_pages.delete_entry(_entry(entry_id), url_for("entries.index"))


@bp.post("/<int:entry_id>/restore")
def restore(entry_id: int) -> ResponseReturnValue:
    """Bring an entry back."""
    return entry_pages.restore_entry(_entry(entry_id), url_for("entries.index"))


def _counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _entry(entry_id: int) -> EntryView:
    return SERVICE.get_entry(signed_in_player().id, entry_id)
