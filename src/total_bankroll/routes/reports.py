"""Reports: why the bankroll changed, over any time and of any accounts, and a year on paper."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.csv_tables import csv_response
from total_bankroll.routes.report_query import ReportQuery, read_report_query, read_year_query
from total_bankroll.routes.report_view import MONTH, WHOLE, Report, report_view
from total_bankroll.services.attribution_views import AttributionReport, ExtremeMonths
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import AccountView

SERVICE = BankrollService()

bp = Blueprint("reports", __name__)


@bp.get("/reports")
def index() -> ResponseReturnValue:
    """The changes of a stretch of time: a sentence, a waterfall, by period and by account."""
    accounts = _accounts()
    query = _query(accounts)
    return render_template(
        "reports/index.html", view=_report(query), query=query, accounts=accounts
    )


@bp.get("/reports.csv")
def table() -> ResponseReturnValue:
    """One of the report's tables, exactly; a file has room for every period asked for."""
    query = _query(_accounts())
    view = report_view(_attribution(query, query.time.by), query, formatter())
    asked = request.args.get("table", "").strip()
    chosen = view.accounts if asked == view.accounts.name else view.periods
    return csv_response(chosen.as_csv(f"report-{view.start}-{view.end}"))


@bp.get("/reports/year/<int:year>")
def year(year: int) -> ResponseReturnValue:
    """A calendar year on a sheet of paper."""
    accounts = _accounts()
    today = SERVICE.today(signed_in_player().id)
    query = read_year_query(accounts, formatter().units, today, year)
    if query is None:
        abort(404)
    view = _report(query)
    return render_template(
        "reports/year.html", view=view, query=query, year=year, accounts=accounts
    )


def _accounts() -> tuple[AccountView, ...]:
    return SERVICE.list_accounts(signed_in_player().id, archived=None)


def _query(accounts: tuple[AccountView, ...]) -> ReportQuery:
    player = signed_in_player()
    return read_report_query(accounts, formatter().units, SERVICE.today(player.id))


def _report(query: ReportQuery) -> Report:
    found = _found(query)
    return report_view(found, query, formatter(), None if found.by == MONTH else _months(query))


def _months(query: ReportQuery) -> ExtremeMonths:
    return SERVICE.get_extreme_months(
        signed_in_player().id,
        query.currency,
        start=query.time.first,
        end=query.time.last,
        selection=query.selection,
    )


def _found(query: ReportQuery) -> AttributionReport:
    """The report in the periods asked for, or in longer ones where there would be too many."""
    first = query.time.first or _attribution(query, WHOLE).whole.start
    return _attribution(query, query.periods(first))


def _attribution(query: ReportQuery, by: str) -> AttributionReport:
    return SERVICE.get_attribution(
        signed_in_player().id,
        query.currency,
        start=query.time.first,
        end=query.time.last,
        period=by,
        selection=query.selection,
    )
