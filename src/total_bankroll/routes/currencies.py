"""Currencies: their rates, the rates that a player sets, and currencies of their own."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn, cast

from flask import (
    Blueprint,
    Flask,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Changed, Conflict, Invalid, NoRate
from total_bankroll.forms.currencies import CurrencyForm, NewCurrencyForm, RateForm
from total_bankroll.routes import rate_refresh
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.returning import REFUSED, SEE_OTHER, submission
from total_bankroll.routes.telling import tell
from total_bankroll.services.currency_service import CurrencyService, ManualRateView

SERVICE = CurrencyService()
EURO, DOLLAR = "EUR", "USD"
REFUSALS = (Invalid, Conflict, NoRate)
LONGEST_PAGE = 6

bp = Blueprint("currencies", __name__, url_prefix="/currencies")
bp.record_once(lambda state: rate_refresh.init_app(cast(Flask, state.app)))


@bp.get("")
def index() -> ResponseReturnValue:
    """Every currency with its rate, the player's own rates, and the form for another."""
    return _index(_rate_form({"currency": request.args.get("currency", "")}))


@bp.post("")
def create() -> ResponseReturnValue:
    """Set a rate from a day on."""
    form = _rate_form()
    if form.validate_on_submit():
        try:
            saved = SERVICE.add_manual_rate(
                signed_in_player().id,
                form.currency.data,
                form.day,
                form.rate.data,
                form.direction.data,
                submission_id=submission(),
            )
        except REFUSALS as error:
            form.refuse(error)
        else:
            tell(f"Rate set: {_both_ways(saved)}.", url_for(".delete_rate", rate_id=saved.id))
            return _back()
    return make_response(_index(form), REFUSED)


@bp.route("/rates/<int:rate_id>/edit", methods=["GET", "POST"])
def edit_rate(rate_id: int) -> ResponseReturnValue:
    """Another value, another day or another currency."""
    player = signed_in_player()
    found = SERVICE.get_manual_rate(player.id, rate_id)
    typed = formatter().number(found.rate)
    shown = {"currency": found.code, "date": found.day, "rate": typed}
    form = _rate_form({**shown, "seen": found.version})
    if form.validate_on_submit():
        try:
            saved = SERVICE.update_manual_rate(
                player.id,
                rate_id,
                form.currency.data,
                form.day,
                form.rate.data,
                form.direction.data,
                seen=form.seen.data or None,
                submission_id=submission(),
            )
        except Changed:
            found = SERVICE.get_manual_rate(player.id, rate_id)
            shown = {
                "currency": found.code,
                "date": found.day,
                "rate": formatter().number(found.rate),
            }
            form.show_other(found.version, _both_ways(found), shown)
        except REFUSALS as error:
            form.refuse(error)
        else:
            tell(f"Rate changed: {_both_ways(saved)}.")
            return _back()
    return _answer("rate", form, found=found)


@bp.post("/rates/<int:rate_id>/delete")
def delete_rate(rate_id: int) -> ResponseReturnValue:
    """Delete a rate; the address that undoes it says what it was."""
    gone = SERVICE.delete_manual_rate(signed_in_player().id, rate_id)
    undo = url_for(".restore_rate", currency=gone.code, date=gone.day, rate=f"{gone.rate:f}")
    tell(f"Rate of {gone.code} deleted.", undo)
    return _back()


@bp.post("/rates/restore")
def restore_rate() -> ResponseReturnValue:
    """Set a deleted rate again."""
    try:
        day = date.fromisoformat(request.args.get("date", ""))
        rate = Decimal(request.args.get("rate", ""))
    except (ValueError, InvalidOperation):
        _refuse_junk()
    saved = SERVICE.add_manual_rate(
        signed_in_player().id, request.args.get("currency", ""), day, rate
    )
    tell(f"Rate set again: {_both_ways(saved)}.")
    return _back()


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a currency that is not in the list."""
    form = NewCurrencyForm(signed_in_player())
    if form.validate_on_submit():
        try:
            code = SERVICE.add_currency(
                signed_in_player().id,
                form.code.data,
                form.name.data,
                form.symbol.data,
                int(form.decimals.data),
                submission_id=submission(),
            )
        except REFUSALS as error:
            form.refuse(error)
        else:
            tell(f"{code} added. Set its rate next.", url_for(".delete", code=code))
            return redirect(url_for(".index", currency=code), SEE_OTHER)
    return _answer("new", form)


@bp.route("/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> ResponseReturnValue:
    """Another name or sign for a currency of the player's own."""
    player = signed_in_player()
    found = SERVICE.get_own_currency(player.id, code)
    shown = {"name": found.name, "symbol": found.symbol, "seen": found.version}
    form = CurrencyForm(player, shown)
    if form.validate_on_submit():
        try:
            SERVICE.update_currency(
                player.id,
                code,
                name=form.name.data,
                symbol=form.symbol.data,
                seen=form.seen.data or None,
                submission_id=submission(),
            )
        except Changed:
            found = SERVICE.get_own_currency(player.id, code)
            words = f"{found.name}, with the symbol {found.symbol}"
            stored = {"name": found.name, "symbol": found.symbol}
            form.show_other(found.version, words, stored)
        except REFUSALS as error:
            form.refuse(error)
        else:
            tell(f"{code} changed.")
            return _back()
    return _answer("edit", form, found=found)


@bp.post("/<code>/delete")
def delete(code: str) -> ResponseReturnValue:
    """Delete a currency of the player's own, where nothing needs it."""
    try:
        gone = SERVICE.delete_currency(signed_in_player().id, code)
    except Conflict as error:
        tell(error.message, kind="error")
        return _back()
    undo = url_for(
        ".restore", code=code, name=gone.name, symbol=gone.symbol, decimals=gone.decimals
    )
    tell(f"{code} deleted.", undo)
    return _back()


@bp.post("/<code>/restore")
def restore(code: str) -> ResponseReturnValue:
    """Add a deleted currency again."""
    decimals = request.args.get("decimals", "")
    if not (decimals.isascii() and decimals.isdigit() and len(decimals) == 1):
        _refuse_junk()
    name, symbol = request.args.get("name", ""), request.args.get("symbol", "")
    SERVICE.add_currency(signed_in_player().id, code, name, symbol, int(decimals))
    tell(f"{code} added again.")
    return _back()


def _refuse_junk() -> NoReturn:
    abort(400)


def _back() -> ResponseReturnValue:
    return redirect(url_for(".index"), SEE_OTHER)


def _rate_form(data: Mapping[str, object] | None = None) -> RateForm:
    player = signed_in_player()
    coins = [coin for coin in SERVICE.get_all_currencies(player.id) if coin.code != EURO]
    measures = dict.fromkeys((EURO, DOLLAR, player.display_currency))
    return RateForm(player, coins, tuple(measures), data)


def _index(form: RateForm) -> str:
    player = signed_in_player()
    page = request.args.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= LONGEST_PAGE else 1
    return render_template(
        "currencies/index.html",
        form=form,
        currencies=SERVICE.get_all_currencies(player.id),
        manual=SERVICE.list_manual_rates(player.id, number),
        page_href=lambda page: url_for(".index", page=page),
    )


def _answer(template: str, form: RateForm | CurrencyForm, **context: object) -> ResponseReturnValue:
    html = render_template(f"currencies/{template}.html", form=form, **context)
    return html, REFUSED if form.errors else 200


def _both_ways(rate: ManualRateView) -> str:
    """A rate and its inverse, as a check on which of them was typed."""
    fmt = formatter()
    there, back = fmt.number(rate.rate), fmt.number(rate.inverse)
    return f"1 EUR = {there} {rate.code}, 1 {rate.code} = {back} EUR, from {fmt.day(rate.day)}"
