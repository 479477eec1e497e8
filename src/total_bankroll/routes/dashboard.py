"""The front page: the dashboard of a player, or what this is for a stranger."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from total_bankroll.routes.access import public
from total_bankroll.routes.account_rows import AccountRow, account_rows
from total_bankroll.routes.context import current_player, formatter, signed_in_player
from total_bankroll.routes.csv_tables import CsvTable, csv_response
from total_bankroll.routes.dashboard_tables import (
    ACCOUNTS,
    MONTHS,
    PATH,
    accounts_table,
    history_table,
    months_table,
)
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
from total_bankroll.services.views import Breakdown

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
    chosen = _chosen(player)
    found = SERVICE.get_bankroll_breakdown(player.id, on=chosen.on)
    start = range_start(chosen.range, found.on)
    sources = Sources(
        breakdown=found,
        history=SERVICE.get_history(player.id, start=start, end=found.on, by=chosen.by),
        change=SERVICE.get_change(player.id, before=start, on=found.on),
        months=SERVICE.get_monthly_profit(player.id, on=found.on),
    )
    view = dashboard(sources, _rows(found, chosen.on), chosen, start, formatter())
    return render_template("dashboard/index.html", view=view)


@bp.get(PATH)
def table() -> ResponseReturnValue:
    """What one of the dashboard's pictures is made of, exactly."""
    player = signed_in_player()
    asked = request.args.get("table", "").strip()
    return csv_response(_table(player, _chosen(player), asked))


def _table(player: PlayerView, chosen: Chosen, asked: str) -> CsvTable:
    """The accounts, the months, or else the history, of which a file has every day."""
    found = SERVICE.get_bankroll_breakdown(player.id, on=chosen.on)
    if asked == ACCOUNTS:
        return accounts_table(_rows(found, chosen.on), found)
    if asked == MONTHS:
        return months_table(SERVICE.get_monthly_profit(player.id, on=found.on), found)
    start = range_start(chosen.range, found.on)
    history = SERVICE.get_history(player.id, start=start, end=found.on, by=chosen.by, in_full=True)
    return history_table(f"bankroll-{chosen.by}", history)


def _chosen(player: PlayerView) -> Chosen:
    today = SERVICE.today(player.id)
    return Chosen(
        range=_choice("range", RANGES, DEFAULT_RANGE),
        by=_choice("by", BREAKDOWNS, DEFAULT_BREAKDOWN),
        on=past_day(today),
        today=today,
    )


def _rows(found: Breakdown, on: date | None) -> list[AccountRow]:
    return account_rows(found, formatter().units[found.currency].decimals, on=on)


def _choice(name: str, choices: tuple[tuple[str, str], ...], default: str) -> str:
    asked = request.args.get(name, default)
    return asked if asked in dict(choices) else default
