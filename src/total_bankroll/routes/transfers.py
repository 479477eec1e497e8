"""The pages of transfers: money that moved between two accounts of the same player."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Changed, Conflict, Invalid
from total_bankroll.forms.transfers import TransferForm
from total_bankroll.routes.changes import transfer_history
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.entry_pages import (
    changed_date,
    gone_page,
    offer_tags,
    shown_time,
    when_and_note,
)
from total_bankroll.routes.list_query import read_query, transfer_kinds
from total_bankroll.routes.listing import Listing
from total_bankroll.routes.returning import REFUSED, go_on, next_page, submission
from total_bankroll.routes.taking_back import fields_back
from total_bankroll.routes.telling import differing, lines_of, tell, tell_changed, warn_overdrawn
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import (
    AccountView,
    BackDating,
    TransferSaved,
    TransferView,
)

SERVICE = BankrollService()

bp = Blueprint("transfers", __name__, url_prefix="/transfers")


@bp.get("")
def index() -> ResponseReturnValue:
    """The list, filtered and paged, with its totals."""
    player = signed_in_player()
    accounts = SERVICE.list_accounts(player.id, archived=None)
    query = read_query(accounts, transfer_kinds(accounts))
    page = SERVICE.list_entries(player.id, **query.asked)
    return render_template(
        "transfers/index.html", listing=Listing(page, query, accounts), noun="transfers"
    )


@bp.route("/new", methods=["GET", "POST"])
@bp.post("", endpoint="create")
def new() -> ResponseReturnValue:
    """Move money between two accounts."""
    player = signed_in_player()
    accounts = SERVICE.list_accounts(player.id)
    form = TransferForm(player, accounts, _prefilled())
    warnings: tuple[BackDating, ...] = ()
    if form.validate_on_submit():
        try:
            warnings = _warnings(form)
            if not warnings:
                return _record(form)
        except (Invalid, Conflict) as error:
            form.refuse(error)
    offer_tags(form.tags)
    body = render_template("transfers/new.html", form=form, accounts=accounts, warnings=warnings)
    return body, REFUSED if form.is_submitted() and not warnings else 200


@bp.route("/<int:transfer_id>/edit", methods=["GET", "POST"])
def edit(transfer_id: int) -> ResponseReturnValue:
    """Change both legs of a transfer at once."""
    player = signed_in_player()
    transfer = SERVICE.get_transfer(player.id, transfer_id)
    form = TransferForm(player, _holders(transfer), _as_typed(transfer))
    if transfer.deleted:
        restore = url_for(".restore", transfer_id=transfer_id)
        history = transfer_history(player.id, transfer_id)
        return gone_page(form, _as_typed(transfer), "Transfer", restore, history)
    warnings: tuple[BackDating, ...] = ()
    if form.validate_on_submit():
        try:
            warnings = _changing(form, transfer)
            if not warnings:
                return _change(form, transfer)
        except Changed:
            transfer = SERVICE.get_transfer(player.id, transfer_id)
            form.show_other(transfer.version, _in_words(transfer), _as_typed(transfer))
        except (Invalid, Conflict) as error:
            form.refuse(error)
    offer_tags(form.tags)
    history = transfer_history(player.id, transfer_id)
    body = render_template(
        "transfers/edit.html",
        form=form,
        transfer=transfer,
        history=history,
        warnings=warnings,
    )
    return body, REFUSED if form.is_submitted() and not warnings else 200


@bp.post("/<int:transfer_id>/delete")
def delete(transfer_id: int) -> ResponseReturnValue:
    """Take a transfer out of both accounts, with an undo."""
    player = signed_in_player()
    SERVICE.delete_transfer(player.id, transfer_id, submission_id=submission())
    tell("Transfer deleted.", url_for(".restore", transfer_id=transfer_id, next=_back()))
    return go_on(url_for(".index"))


@bp.post("/<int:transfer_id>/restore")
def restore(transfer_id: int) -> ResponseReturnValue:
    """Bring a transfer back."""
    SERVICE.restore_transfer(signed_in_player().id, transfer_id, submission_id=submission())
    tell("Transfer is back.")
    return go_on(url_for(".index"))


def _warnings(form: TransferForm) -> tuple[BackDating, ...]:
    """What the player has to know of either account; asked once, and only by the page itself."""
    if not form.asks or form.date.data is None:
        return ()
    found = SERVICE.preview_transfer(
        signed_in_player().id,
        form.from_account.data,
        form.to_account.data,
        form.amount.value,
        form.received.data,
        form.date.data,
    )
    form.asked(found)
    return found


def _record(form: TransferForm) -> ResponseReturnValue:
    saved = SERVICE.record_transfer(
        signed_in_player().id,
        form.from_account.data,
        form.to_account.data,
        form.amount.value,
        form.received.data,
        form.date.data,
        note=form.note.data,
        tags=form.tags.data,
        submission_id=submission(),
    )
    return _told(saved)


def _changing(form: TransferForm, transfer: TransferView) -> tuple[BackDating, ...]:
    """What the change does to balances on either side; asked once, and only by the page itself."""
    date = changed_date(form.date)
    ends = form.from_account.data, form.to_account.data
    amount, received = form.amount.value, form.received.data
    arrives = amount if received is None else received
    stays = (*ends, amount, arrives) == (
        transfer.from_account_id,
        transfer.to_account_id,
        transfer.amount,
        transfer.received,
    )
    if not form.asks or (date is None and stays):
        return ()
    found = SERVICE.preview_update_transfer(
        signed_in_player().id,
        transfer.id,
        *ends,
        amount,
        received,
        date,
    )
    form.asked(found)
    return found


def _change(form: TransferForm, transfer: TransferView) -> ResponseReturnValue:
    player = signed_in_player()
    saved = SERVICE.update_transfer(
        player.id,
        transfer.id,
        form.from_account.data,
        form.to_account.data,
        form.amount.value,
        form.received.data,
        changed_date(form.date),
        note=form.note.data,
        tags=form.tags.data,
        seen=form.seen.data or None,
        submission_id=submission(),
    )
    changed = SERVICE.get_transfer(player.id, transfer.id)
    back = fields_back(_as_typed(transfer), _as_typed(changed))
    what = differing(transfer, changed)
    tell_changed("Transfer", what, saved.source, saved.target, back=back)
    return go_on(url_for(".index"))


def _told(saved: TransferSaved) -> ResponseReturnValue:
    undo = url_for(".delete", transfer_id=saved.transfer_id, next=_back())
    tell(f"Transfer saved. {'. '.join(lines_of(saved))}.", undo)
    warn_overdrawn(saved.source)
    return go_on(url_for(".index"))


def _back() -> str:
    return next_page() or url_for(".index")


def _prefilled() -> dict[str, object]:
    return {
        "from_account": request.args.get("from", type=int),
        "to_account": request.args.get("to", type=int),
        "next": next_page(),
    }


def _in_words(transfer: TransferView) -> str:
    fmt = formatter()
    names = {account.id: account.name for account in _holders(transfer)}
    sent = fmt.money(transfer.amount, transfer.from_currency)
    arrived = fmt.money(transfer.received, transfer.to_currency)
    ends = f"from {names[transfer.from_account_id]} to {names[transfer.to_account_id]}"
    return f"{sent} {ends}, {arrived} received, {when_and_note(transfer)}"


def _as_typed(transfer: TransferView) -> dict[str, object]:
    fmt = formatter()
    is_plain = (
        transfer.from_currency == transfer.to_currency and transfer.amount == transfer.received
    )
    return {
        "from_account": transfer.from_account_id,
        "to_account": transfer.to_account_id,
        "amount": fmt.editable(transfer.amount, transfer.from_currency),
        "received": "" if is_plain else fmt.editable(transfer.received, transfer.to_currency),
        "date": shown_time(transfer),
        "note": transfer.note,
        "tags": transfer.tags,
        "next": next_page(),
        "seen": transfer.version,
    }


def _holders(transfer: TransferView) -> list[AccountView]:
    """The open accounts, and the transfer's own even where they are archived."""
    own = (transfer.from_account_id, transfer.to_account_id)
    accounts = SERVICE.list_accounts(signed_in_player().id, archived=None)
    return [account for account in accounts if not account.archived or account.id in own]
