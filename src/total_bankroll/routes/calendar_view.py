"""What the calendar of results shows: a year's days, its best and worst, streaks, its months."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from total_bankroll.apportioning import fitted
from total_bankroll.book import ZERO
from total_bankroll.charts import Chart, calendar_chart
from total_bankroll.formatting import Formatter
from total_bankroll.money import exact, round_half_up, trimmed
from total_bankroll.routes.chart_labels import labels_of
from total_bankroll.routes.csv_tables import CsvTable
from total_bankroll.routes.dashboard_parts import Notice
from total_bankroll.routes.lacking import report_notices
from total_bankroll.routes.report_query import ReportQuery
from total_bankroll.routes.report_ranges import DAY
from total_bankroll.routes.report_tables import Sum
from total_bankroll.services.performance_views import DailyResults, DayResult, Streak


@dataclass(frozen=True)
class Day:
    """A day's result and its entries."""

    day: date
    won: Sum
    href: str


@dataclass(frozen=True)
class Run:
    """Days of gains or losses in a row, and their entries."""

    streak: Streak
    href: str


@dataclass(frozen=True)
class Month:
    """A month's result, its days that won and lost, and its entries."""

    label: str
    start: date
    end: date
    won: Sum
    winning: int
    losing: int
    href: str


@dataclass(frozen=True)
class CalendarReport:
    """Everything on the page; amounts are in `currency`."""

    year: int
    currency: str
    chart: Chart
    total: Sum
    winning: int
    losing: int
    best: Day | None
    worst: Day | None
    longest_winning: Run | None
    longest_losing: Run | None
    months: tuple[Month, ...]
    days_csv: str
    months_csv: str
    days_table: CsvTable
    months_table: CsvTable
    previous: str | None
    next: str | None
    missing: tuple[Notice, ...]


def calendar_view(found: DailyResults, query: ReportQuery, fmt: Formatter) -> CalendarReport:
    """The page's contents from what the service says."""
    year, decimals = found.end.year, fmt.units[found.currency].decimals
    months = _months(found, query, fmt)
    return CalendarReport(
        year=year,
        currency=found.currency,
        chart=_chart(found, query, fmt),
        total=Sum(round_half_up(found.total, decimals), trimmed(found.total)),
        winning=found.winning,
        losing=found.losing,
        best=_day(found.best, query, decimals),
        worst=_day(found.worst, query, decimals) if len(found.days) > 1 else None,
        longest_winning=_run(found.longest_winning, query),
        longest_losing=_run(found.longest_losing, query),
        months=months,
        days_csv=query.href(f"{query.path}.csv", table="days"),
        months_csv=query.href(f"{query.path}.csv", table="months"),
        days_table=_days_table(found),
        months_table=_months_table(found, months),
        previous=_other_year(query, year - 1) if query.has_previous else None,
        next=_other_year(query, year + 1) if query.has_next else None,
        missing=report_notices(found.left_out, found.currency, fmt),
    )


def _other_year(query: ReportQuery, year: int) -> str:
    return query.href(year=str(year))


def _day(found: DayResult | None, query: ReportQuery, decimals: int) -> Day | None:
    if found is None:
        return None
    shown = Sum(round_half_up(found.won, decimals), trimmed(found.won))
    return Day(found.day, shown, query.entries(found.day, found.day))


def _run(streak: Streak | None, query: ReportQuery) -> Run | None:
    return None if streak is None else Run(streak, query.entries(streak.first, streak.last))


def _chart(found: DailyResults, query: ReportQuery, fmt: Formatter) -> Chart:
    """Every day of the year; no drawing of a year without any result."""
    first = date(found.end.year, 1, 1)
    won = {one.day: trimmed(one.won) for one in found.days}
    days = [first + n * DAY for n in range((found.end - first).days + 1)] if won else []
    return calendar_chart(
        days,
        [won.get(day, ZERO) for day in days],
        labels_of(fmt, found.currency),
        chart_id="calendar-chart",
        title=f"Results of {found.end.year}, day by day",
        href=lambda day: query.entries(day, day),
    )


def _months(found: DailyResults, query: ReportQuery, fmt: Formatter) -> tuple[Month, ...]:
    """Every month until the last day; their shown sums add up to the shown total."""
    decimals = fmt.units[found.currency].decimals
    ends = [_month_end(found.end, month) for month in range(1, found.end.month + 1)]
    parts = [[one for one in found.days if one.day.month == end.month] for end in ends]
    with exact():
        sums: list[Decimal] = [sum((one.won for one in part), ZERO) for part in parts]
    shown = fitted(sums, round_half_up(found.total, decimals), decimals)
    return tuple(
        Month(
            label=fmt.short_year_month(end),
            start=end.replace(day=1),
            end=end,
            won=Sum(value, trimmed(exactly)),
            winning=sum(one.won > 0 for one in part),
            losing=sum(one.won < 0 for one in part),
            href=query.entries(end.replace(day=1), end),
        )
        for end, part, value, exactly in zip(ends, parts, shown, sums, strict=True)
    )


def _month_end(last: date, month: int) -> date:
    return min(date(last.year, month, monthrange(last.year, month)[1]), last)


def _days_table(found: DailyResults) -> CsvTable:
    return CsvTable(
        f"results-{found.end.year}-days",
        ("day", "currency", "result"),
        [(one.day, found.currency, trimmed(one.won)) for one in found.days],
    )


def _months_table(found: DailyResults, months: tuple[Month, ...]) -> CsvTable:
    return CsvTable(
        f"results-{found.end.year}-months",
        ("start", "end", "currency", "result", "winning_days", "losing_days"),
        [(m.start, m.end, found.currency, m.won.exact, m.winning, m.losing) for m in months],
    )
