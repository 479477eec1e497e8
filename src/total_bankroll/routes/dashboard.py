"""The front page: the dashboard of a player, or what this is for a stranger."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from total_bankroll.routes.access import public
from total_bankroll.routes.account_rows import account_rows
from total_bankroll.routes.context import current_player, formatter
from total_bankroll.routes.dashboard_view import (
    BREAKDOWNS,
    DEFAULT_BREAKDOWN,
    DEFAULT_RANGE,
    RANGES,
    Chosen,
    Sources,
    dashboard,
)
from total_bankroll.routes.past import past_day
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.history import range_start
from total_bankroll.services.people_service import PlayerView

bp = Blueprint("dashboard", __name__)
SERVICE = BankrollService()


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """The bankroll, or the way in."""
    player = current_player()
    if player is None:
        return render_template("front.html")
    return _dashboard(player)


def _dashboard(player: PlayerView) -> ResponseReturnValue:
    today = SERVICE.today(player.id)
    chosen = Chosen(
        range=_choice("range", RANGES, DEFAULT_RANGE),
        by=_choice("by", BREAKDOWNS, DEFAULT_BREAKDOWN),
        on=past_day(today),
        today=today,
    )
    found = SERVICE.get_bankroll_breakdown(player.id, on=chosen.on)
    start = range_start(chosen.range, found.on)
    sources = Sources(
        breakdown=found,
        history=SERVICE.get_history(player.id, start=start, end=found.on, by=chosen.by),
        change=SERVICE.get_change(player.id, before=start, on=found.on),
        months=SERVICE.get_monthly_profit(player.id, on=found.on),
    )
    fmt = formatter()
    rows = account_rows(found, fmt.units[found.currency].decimals, on=chosen.on)
    view = dashboard(sources, rows, chosen, start, fmt)
    return render_template("dashboard/index.html", view=view)


def _choice(name: str, choices: tuple[tuple[str, str], ...], default: str) -> str:
    asked = request.args.get(name, default)
    return asked if asked in dict(choices) else default
