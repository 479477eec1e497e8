"""The player's own second factor: adding an app, recovery codes, and taking it off."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from total_bankroll.errors import Conflict, Invalid, NotFound
from total_bankroll.forms.second_factor import EnrolmentForm
from total_bankroll.qr import qr_picture
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.fresh import fresh
from total_bankroll.routes.notices import tell_of_second_factor
from total_bankroll.routes.returning import REFUSED, SEE_OTHER
from total_bankroll.services.passkeys import PasskeyService
from total_bankroll.services.recovery_codes import count_codes
from total_bankroll.services.second_factors import SecondFactorService

bp = Blueprint("second_factor", __name__, url_prefix="/settings/second-factor")

ENROL_WITHIN = 30 * 60  # seconds


@bp.get("")
@fresh
def index() -> ResponseReturnValue:
    player = signed_in_player()
    is_on = SecondFactorService().is_on(player.id)
    passkeys = PasskeyService().count_passkeys(player.id)
    left = count_codes(player.id) if is_on or passkeys else 0
    return render_template("second_factor/index.html", is_on=is_on, passkeys=passkeys, left=left)


@bp.get("/new")
@fresh
def new() -> ResponseReturnValue:
    if SecondFactorService().is_on(signed_in_player().id):
        return redirect(url_for("second_factor.index"))
    return _enrolment(EnrolmentForm())


@bp.post("/new")
@fresh
def create() -> ResponseReturnValue:
    """The first code proves that the app was told; the answer is the only sight of the codes."""
    player, form = signed_in_player(), EnrolmentForm()
    secret = _secret(form.state.data or "", player.id)
    if not form.validate_on_submit() or not secret:
        form.form_errors.append("That took too long. Here is a new key for the app.")
        return _enrolment(form), REFUSED
    try:
        codes = SecondFactorService().turn_on(player.id, secret, form.code.data or "")
    except Invalid as error:
        form.code.errors = [error.message]
        return _enrolment(form, secret), REFUSED
    except Conflict as error:
        return _back(error.message)
    tell_of_second_factor(player.email, "added")
    if not codes:
        flash("The app is added. Your recovery codes stay as they are.", "success")
        return redirect(url_for("second_factor.index"), SEE_OTHER)
    return _codes(codes, is_new=True)


@bp.post("/codes")
@fresh
def renew_codes() -> ResponseReturnValue:
    player = signed_in_player()
    try:
        codes = SecondFactorService().renew_codes(player.id)
    except NotFound as error:
        return _back(error.message)
    tell_of_second_factor(player.email, "codes renewed")
    return _codes(codes, is_new=False)


@bp.post("/delete")
@fresh
def delete() -> ResponseReturnValue:
    player = signed_in_player()
    try:
        is_enough = SecondFactorService().turn_off(player.id)
    except NotFound as error:
        return _back(error.message)
    tell_of_second_factor(player.email, "taken off")
    now = "your password is enough now" if is_enough else "signing in asks for a passkey"
    flash(f"The app is taken off: {now}.", "success")
    return redirect(url_for("second_factor.index"), SEE_OTHER)


def _codes(codes: list[str], *, is_new: bool) -> str:
    """Nobody can read them again."""
    back = url_for("second_factor.index")
    return render_template("second_factor/codes.html", codes=codes, is_new=is_new, back=back)


def _back(message: str) -> ResponseReturnValue:
    flash(message, "info")
    return redirect(url_for("second_factor.index"), SEE_OTHER)


def _enrolment(form: EnrolmentForm, secret: str = "") -> str:
    """The page with the QR code; after a wrong code, of the same secret as before."""
    player = signed_in_player()
    told = SecondFactorService().begin(player.email, secret)
    form.state.data = _serializer().dumps([player.id, told.secret])
    picture = qr_picture(told.uri)
    return render_template("second_factor/new.html", form=form, key=told.key, picture=picture)


def _secret(state: str, user_id: int) -> str:
    """What the app was told, where this player's page told it, and lately."""
    try:
        owner, secret = _serializer().loads(state, max_age=ENROL_WITHIN)
    except (BadData, ValueError, TypeError):
        return ""
    return str(secret) if owner == user_id else ""


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="second-factor")
