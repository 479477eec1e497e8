"""Opening an invitation: its link leads to registering, for the address that was invited."""

from flask import Blueprint, Flask, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.routes.access import public
from total_bankroll.services.invitations import InvitationService

bp = Blueprint("invitations", __name__, url_prefix="/invitations")

KEPT = "invitation"


@bp.get("/<secret>")
@public
def show(secret: str) -> ResponseReturnValue:
    """The secret leaves the address bar at once, for the session's cookie."""
    if InvitationService().find_address(secret) is None:
        return render_template("security/register_closed.html", mode="spent"), 404
    session[KEPT] = secret
    return redirect(url_for("security.register"))


def invited_address() -> str | None:
    """The address that this browser's invitation is for; the form of registering asks `g`."""
    secret = session.get(KEPT)
    g.invited = None if secret is None else InvitationService().find_address(str(secret))
    found: str | None = g.invited
    return found


def use_up(app: Flask, user: object, **_details: object) -> None:
    """Whoever registers by an invitation uses it up in the same transaction."""
    secret = session.pop(KEPT, None)
    if secret is not None and g.get("invited"):
        InvitationService().use(str(secret), str(user.email))  # type: ignore[attr-defined]  # a player
        if app.config["SECURITY_CONFIRMABLE"]:
            session.pop("_flashes", None)  # which promise a letter with a link
            flash("Welcome. Your address is confirmed: sign in to begin.", "success")
