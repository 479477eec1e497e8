"""Closing one's account: what goes, the question, and a browser in which nothing is left."""

from typing import cast

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from total_bankroll.errors import Invalid
from total_bankroll.forms.closing import ClosingForm
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.fresh import fresh
from total_bankroll.routes.guessing import limit_guesses
from total_bankroll.routes.notices import tell_of_closing
from total_bankroll.routes.presence import without_pages
from total_bankroll.routes.returning import REFUSED, SEE_OTHER
from total_bankroll.services.closing import ClosingService

bp = Blueprint("closing", __name__, url_prefix="/settings/close")


@bp.get("")
@fresh
def index() -> ResponseReturnValue:
    return _page(ClosingForm())


@bp.post("")
@fresh
def close() -> ResponseReturnValue:
    player, form = signed_in_player(), ClosingForm()
    if form.validate_on_submit():
        try:
            ClosingService().close(
                player.id, email=form.email.data or "", password=form.password.data or ""
            )
        except Invalid as error:
            form.refuse(error)
        else:
            logout_user()
            tell_of_closing(player.email)
            flash("Your account is closed. Nothing of it is left here.", "success")
            return without_pages(make_response(redirect(url_for("dashboard.index"), SEE_OTHER)))
    return _page(form), REFUSED


def _page(form: ClosingForm) -> str:
    leaving = ClosingService().count(signed_in_player().id)
    return render_template("closing/index.html", form=form, leaving=leaving)


bp.record_once(lambda state: limit_guesses(cast(Flask, state.app), "closing.close"))
