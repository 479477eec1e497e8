"""The daily job: every account's balance on one screen."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Conflict, Invalid
from total_bankroll.forms.balances import PREFIX, BalancesForm
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.returning import REFUSED, go_on, ids_of, submission
from total_bankroll.routes.telling import (
    counted,
    entries_url,
    tell,
    tell_balances,
    tell_restored,
)
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import AccountView

SERVICE = BankrollService()

bp = Blueprint("balances", __name__, url_prefix="/balances")


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Type what changed; all of it is saved, or nothing."""
    player = signed_in_player()
    accounts = SERVICE.list_accounts(player.id)
    _refuse_strangers(accounts)
    form = BalancesForm.over(player, accounts)
    if form.validate_on_submit():
        try:
            saved = SERVICE.record_balances(
                player.id, form.amounts, form.date.data, submission_id=submission()
            )
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            tell_balances(saved)
            return go_on(url_for(".index"))
    body = render_template("balances/index.html", form=form, accounts=accounts)
    return body, REFUSED if form.is_submitted() else 200


@bp.post("/delete")
def delete() -> ResponseReturnValue:
    """Take back what the screen has recorded, all of it at once."""
    gone = SERVICE.delete_entries(signed_in_player().id, _named(), submission_id=submission())
    tell(
        f"{counted(len(gone))} taken back.", entries_url("balances.restore", gone) if gone else None
    )
    return go_on(url_for(".index"))


@bp.post("/restore")
def restore() -> ResponseReturnValue:
    """Bring back what was taken back."""
    back = SERVICE.restore_entries(signed_in_player().id, _named(), submission_id=submission())
    tell_restored(back, counted)
    return go_on(url_for(".index"))


def _named() -> list[int]:
    """The entries that the address names."""
    return ids_of(request.args.get("entries", "").split(","))


def _refuse_strangers(accounts: tuple[AccountView, ...]) -> None:
    """A balance typed for an account that is not there (any more) is not quietly dropped."""
    known = {f"{PREFIX}{account.id}" for account in accounts}
    for name, text in request.form.items():
        if name.startswith(PREFIX) and text.strip() and name not in known:
            abort(404)
