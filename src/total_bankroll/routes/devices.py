"""Where a player is signed in, and signing out there from here."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.fresh import fresh
from total_bankroll.routes.notices import tell_of_ended
from total_bankroll.routes.presence import here, lifetime
from total_bankroll.routes.returning import SEE_OTHER
from total_bankroll.services.sign_ins import SignInService

bp = Blueprint("devices", __name__, url_prefix="/settings/devices")


@bp.get("")
def index() -> ResponseReturnValue:
    found = SignInService().list_sign_ins(signed_in_player().id, lifetime())
    return render_template("devices/index.html", sign_ins=found, here=here(), lasts=lifetime())


@bp.post("/<int:sign_in_id>/end")
@fresh
def end(sign_in_id: int) -> ResponseReturnValue:
    player = signed_in_player()
    SignInService().end_sign_in(player.id, sign_in_id)
    tell_of_ended(player.email, 1)
    flash("You are signed out there.", "success")
    return redirect(url_for("devices.index"), SEE_OTHER)


@bp.post("/end-others")
@fresh
def end_others() -> ResponseReturnValue:
    player = signed_in_player()
    count = SignInService().end_others(player.id, here())
    if count:
        tell_of_ended(player.email, count)
    flash(_ended(count), "success")
    return redirect(url_for("devices.index"), SEE_OTHER)


def _ended(count: int) -> str:
    if not count:
        return "You were signed in nowhere else."
    return f"You are signed out in {count} other {'browser' if count == 1 else 'browsers'}."
