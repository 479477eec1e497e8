"""Two days side by side: what there was, what there is, and what lies between."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from total_bankroll.routes.compare_query import DAY, PATH, CompareQuery, read_compare_query
from total_bankroll.routes.compare_view import Comparison, comparison, days_of
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.csv_tables import csv_response
from total_bankroll.routes.past import present_day
from total_bankroll.services.bankroll_service import BankrollService

SERVICE = BankrollService()

bp = Blueprint("compare", __name__)


@bp.get(PATH)
def index() -> ResponseReturnValue:
    """The bankroll and every account at the ends of two days."""
    query = _query()
    return render_template(
        "compare/index.html",
        view=_view(query),
        query=query,
        days=days_of(query),
        accounts=SERVICE.list_accounts(signed_in_player().id, archived=None),
    )


@bp.get(f"{PATH}.csv")
def table() -> ResponseReturnValue:
    """The whole or the accounts, exactly."""
    query = _query()
    return csv_response(_view(query).as_csv(query, request.args.get("table", "").strip()))


def _query() -> CompareQuery:
    return read_compare_query(formatter().units, present_day())


def _view(query: CompareQuery) -> Comparison:
    """Both days, whose books hold all that what lies between needs."""
    player, currency = signed_in_player().id, query.currency
    before = SERVICE.get_bankroll_breakdown(player, currency, on=query.first)
    after = SERVICE.get_bankroll_breakdown(player, currency, on=query.last)
    between = None
    if query.first < query.last:
        first = query.first + DAY
        between = SERVICE.get_attribution(player, currency, start=first, end=query.last)
    return comparison(before, after, between, query, formatter())
