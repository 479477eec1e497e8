"""Further reports: returns, drawdowns, allocation, a calendar of results; each with its tables."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from total_bankroll.routes.allocation_view import BYS, WAYS, AllocationReport, allocation_view
from total_bankroll.routes.calendar_view import CalendarReport, calendar_view
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.csv_tables import csv_response
from total_bankroll.routes.drawdown_view import DrawdownReport, drawdown_csv, drawdown_view
from total_bankroll.routes.report_query import (
    ReportQuery,
    read_calendar_query,
    read_report_query,
)
from total_bankroll.routes.returns_view import ReturnsReport, returns_view
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.performance_views import ProfitLine
from total_bankroll.services.views import AccountView

SERVICE = BankrollService()
Accounts = tuple[AccountView, ...]

bp = Blueprint("report_pages", __name__, url_prefix="/reports")


@bp.get("/returns")
def returns() -> ResponseReturnValue:
    """Time-weighted beside money-weighted return, by year and by account."""
    accounts = _accounts()
    query = _query(accounts, "returns")
    return _page("returns", _returns(query), query, accounts)


@bp.get("/returns.csv")
def returns_table() -> ResponseReturnValue:
    """The years or the accounts, exactly."""
    view = _returns(_query(_accounts(), "returns"))
    table = view.accounts if _asked() == "accounts" else view.years
    return csv_response(table.as_csv(f"returns-{view.start}-{view.end}"))


@bp.get("/drawdown")
def drawdown() -> ResponseReturnValue:
    """How far the profit lies below its peak, day by day."""
    accounts = _accounts()
    query = _query(accounts, "drawdown")
    return _page("drawdown", _drawdown(query), query, accounts)


@bp.get("/drawdown.csv")
def drawdown_table() -> ResponseReturnValue:
    """Every day, exactly: a drawing takes some of many."""
    return csv_response(drawdown_csv(_profit_line(_query(_accounts(), "drawdown"), in_full=True)))


@bp.get("/allocation")
def allocation() -> ResponseReturnValue:
    """What the bankroll was made of over time, and which currencies it is exposed to."""
    accounts = _accounts()
    query = _allocation_query(accounts)
    return _page("allocation", _allocation(query), query, accounts)


@bp.get("/allocation.csv")
def allocation_table() -> ResponseReturnValue:
    """The parts on every day or the exposure, exactly."""
    view = _allocation(_allocation_query(_accounts()), in_full=_asked() != "exposure")
    return csv_response(view.exposure_table if _asked() == "exposure" else view.table)


@bp.get("/calendar")
def calendar() -> ResponseReturnValue:
    """A year's results, day by day."""
    accounts = _accounts()
    query = _calendar_query(accounts)
    return _page("calendar", _calendar(query), query, accounts)


@bp.get("/calendar.csv")
def calendar_table() -> ResponseReturnValue:
    """The days or the months of a year, exactly."""
    view = _calendar(_calendar_query(_accounts()))
    return csv_response(view.months_table if _asked() == "months" else view.days_table)


def _page(
    name: str,
    view: ReturnsReport | DrawdownReport | AllocationReport | CalendarReport,
    query: ReportQuery,
    accounts: Accounts,
) -> str:
    return render_template(f"reports/{name}.html", view=view, query=query, accounts=accounts)


def _asked() -> str:
    """Which of the report's tables."""
    return request.args.get("table", "").strip()


def _accounts() -> Accounts:
    return SERVICE.list_accounts(signed_in_player().id, archived=None)


def _query(accounts: Accounts, name: str) -> ReportQuery:
    today = SERVICE.today(signed_in_player().id)
    return read_report_query(accounts, formatter().units, today, f"/reports/{name}", bys=())


def _allocation_query(accounts: Accounts) -> ReportQuery:
    return read_report_query(
        accounts,
        formatter().units,
        SERVICE.today(signed_in_player().id),
        "/reports/allocation",
        bys=tuple(BYS),
        ways=tuple(WAYS),
    )


def _calendar_query(accounts: Accounts) -> ReportQuery:
    today = SERVICE.today(signed_in_player().id)
    return read_calendar_query(accounts, formatter().units, today, "/reports/calendar")


def _returns(query: ReportQuery) -> ReturnsReport:
    found = SERVICE.get_returns(
        signed_in_player().id,
        query.currency,
        start=query.time.first,
        end=query.time.last,
        selection=query.selection,
    )
    return returns_view(found, query, formatter())


def _drawdown(query: ReportQuery) -> DrawdownReport:
    return drawdown_view(_profit_line(query), query, formatter())


def _profit_line(query: ReportQuery, *, in_full: bool = False) -> ProfitLine:
    return SERVICE.get_profit_line(
        signed_in_player().id,
        query.currency,
        start=query.time.first,
        end=query.time.last,
        selection=query.selection,
        in_full=in_full,
    )


def _allocation(query: ReportQuery, *, in_full: bool = False) -> AllocationReport:
    """The breakdown comes first: it loads all days, of which the other takes its share."""
    user_id = signed_in_player().id
    breakdown = SERVICE.get_bankroll_breakdown(user_id, query.currency, on=query.time.last)
    found = SERVICE.get_allocation(
        user_id,
        query.currency,
        start=query.time.first,
        end=query.time.last,
        parts_by=query.typed.get("by", "account"),
        selection=query.selection,
        in_full=in_full,
    )
    return allocation_view(found, breakdown, query, formatter())


def _calendar(query: ReportQuery) -> CalendarReport:
    found = SERVICE.get_daily_results(
        signed_in_player().id,
        query.currency,
        start=query.time.first or query.time.last,
        end=query.time.last,
        selection=query.selection,
    )
    return calendar_view(found, query, formatter())
