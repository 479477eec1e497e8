"""The player's own passkeys: listed, added and removed."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from total_bankroll.devices import device_words
from total_bankroll.errors import Conflict, Invalid, InvalidName
from total_bankroll.forms.passkeys import PasskeyForm
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.fresh import fresh
from total_bankroll.routes.notices import tell_of_second_factor
from total_bankroll.routes.passkey_step import this_site
from total_bankroll.routes.returning import REFUSED, SEE_OTHER
from total_bankroll.services.passkeys import LONGEST_NAME, PATIENCE, PasskeyService
from total_bankroll.services.recovery_codes import count_codes

bp = Blueprint("passkeys", __name__, url_prefix="/settings/passkeys")


@bp.get("")
@fresh
def index() -> ResponseReturnValue:
    player = signed_in_player()
    found = PasskeyService().list_passkeys(player.id)
    left = count_codes(player.id) if found else 0
    return render_template("passkeys/index.html", passkeys=found, left=left)


@bp.get("/new")
@fresh
def new() -> ResponseReturnValue:
    form = PasskeyForm()
    form.name.data = device_words(request.user_agent.string)[:LONGEST_NAME]
    return _offer(form)


@bp.post("/new")
@fresh
def create() -> ResponseReturnValue:
    """The browser's answer proves the passkey; recovery codes are shown where it is the first."""
    player, form = signed_in_player(), PasskeyForm()
    told = _told(form.state.data or "", player.id)
    if not form.validate_on_submit() or told is None:
        return _again(form, "That took too long. Try again.")
    challenge, handle = told
    try:
        codes = PasskeyService().add_passkey(
            player.id,
            name=form.name.data or "",
            answer=form.credential.data or "",
            challenge=challenge,
            handle=handle,
            site=this_site(),
        )
    except InvalidName as error:
        form.name.errors = [error.message]
        return _again(form)
    except Conflict as error:
        flash(error.message, "info")
        return redirect(url_for("passkeys.index"), SEE_OTHER)
    except Invalid as error:
        return _again(form, error.message)
    return _added(player.email, codes)


@bp.post("/<int:passkey_id>/delete")
@fresh
def delete(passkey_id: int) -> ResponseReturnValue:
    player = signed_in_player()
    is_enough = PasskeyService().remove_passkey(player.id, passkey_id)
    tell_of_second_factor(player.email, "passkey removed")
    end = " Your password is enough now." if is_enough else ""
    flash(f"The passkey is removed: it signs nobody in any more.{end}", "success")
    return redirect(url_for("passkeys.index"), SEE_OTHER)


def _added(email: str, codes: list[str]) -> ResponseReturnValue:
    tell_of_second_factor(email, "passkey added")
    if codes:
        back = url_for("passkeys.index")
        return render_template("second_factor/codes.html", codes=codes, is_new=True, back=back)
    flash("The passkey is added. Your recovery codes stay as they are.", "success")
    return redirect(url_for("passkeys.index"), SEE_OTHER)


def _again(form: PasskeyForm, *messages: str) -> ResponseReturnValue:
    form.form_errors.extend(messages)
    return _offer(form), REFUSED


def _offer(form: PasskeyForm) -> str:
    """The page, with a challenge that was never given before."""
    player = signed_in_player()
    offer = PasskeyService().begin(player.id, player.email, this_site())
    form.state.data = _serializer().dumps([player.id, offer.challenge, offer.handle])
    form.credential.data = ""
    return render_template(
        "passkeys/new.html", form=form, options=offer.options, longest=LONGEST_NAME
    )


def _told(state: str, user_id: int) -> tuple[str, str] | None:
    """Challenge and handle, where this player's page told them to the browser, and lately."""
    try:
        owner, challenge, handle = _serializer().loads(state, max_age=PATIENCE)
    except (BadData, ValueError, TypeError):
        return None
    return (str(challenge), str(handle)) if owner == user_id else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="passkeys")
