"""What a report of changes shows: sentence, waterfall, tables, what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from total_bankroll.charts import Chart, Ranked, Step, ranking_chart, waterfall_chart
from total_bankroll.formatting import Formatter
from total_bankroll.money import exact, round_half_up, trimmed
from total_bankroll.routes.chart_labels import labels_of
from total_bankroll.routes.dashboard_parts import Notice
from total_bankroll.routes.lacking import report_notices
from total_bankroll.routes.report_query import ReportQuery
from total_bankroll.routes.report_ranges import DAY
from total_bankroll.routes.report_tables import (
    ACCOUNT_COLUMNS,
    PERIOD_COLUMNS,
    TITLES,
    ReportTable,
    Sum,
    TableRow,
    account_sums,
    columns_of,
    figures_of,
    line_of,
    period_sums,
    without_empty_start,
)
from total_bankroll.routes.report_words import Clause, sentence
from total_bankroll.services.attribution_views import (
    STEPS,
    Attribution,
    AttributionReport,
    ExtremeMonths,
)

FINER = {"whole": "month", "year": "month", "quarter": "month"}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""How many months a period has."""
NEITHER_WON_NOR_LOST = ("capital_in", "capital_out", "moved")
FEWEST_TO_COMPARE = 2
WHOLE, MONTH = "whole", "month"


@dataclass(frozen=True)
class Extreme:
    """The best or the worst period; `note` says of a part where it begins or ends."""

    label: str
    profit: Sum
    href: str | None
    note: str


@dataclass(frozen=True)
class Report:
    """Everything on the page; amounts are in `currency`.

    `pieces_csv` is the table by period with all time as one: the pieces of the waterfall. The best
    and the worst month stand beside those of longer periods.
    """

    currency: str
    start: date
    end: date
    by: str
    opening: Sum
    closing: Sum
    profit: Sum
    clauses: tuple[Clause, ...]
    waterfall: Chart
    pieces_csv: str
    periods: ReportTable
    accounts: ReportTable
    ranking: Chart
    best: Extreme | None
    worst: Extreme | None
    best_month: Extreme | None
    worst_month: Extreme | None
    missing: tuple[Notice, ...]


def report_view(
    found: AttributionReport,
    query: ReportQuery,
    fmt: Formatter,
    months: ExtremeMonths | None = None,
) -> Report:
    """The page's contents from what the service says; `months` where periods are longer."""
    decimals = fmt.units[found.currency].decimals
    sums, shown_total = period_sums(found, decimals)
    total = figures_of(shown_total, line_of(found.whole))
    periods = _periods(found, sums, total, query, fmt)
    best, worst = _extremes(periods)
    best_month, worst_month = _of_months(found, months, query, fmt)
    accounts = _accounts(found, total, query, decimals)
    return Report(
        currency=found.currency,
        start=found.whole.start,
        end=found.whole.end,
        by=found.by,
        opening=total["opening"],
        closing=total["closing"],
        profit=total["profit"],
        clauses=sentence(found, total, selected=query.selected),
        waterfall=waterfall(found, total, fmt),
        pieces_csv=query.href("/reports.csv", by=WHOLE, table="periods"),
        periods=periods,
        accounts=accounts,
        ranking=_ranking(accounts, fmt),
        best=best,
        worst=worst,
        best_month=best_month,
        worst_month=worst_month,
        missing=report_notices(found.left_out, found.currency, fmt),
    )


def _periods(
    found: AttributionReport,
    sums: Sequence[dict[str, Sum]],
    total: dict[str, Sum],
    query: ReportQuery,
    fmt: Formatter,
) -> ReportTable:
    rows = without_empty_start(
        [
            TableRow(
                label=period_name(period, found.by, fmt),
                sums=tuple(one[key] for key in PERIOD_COLUMNS),
                lead=(period.start, period.end),
                href=_finer(period, found.by, query),
                entries=query.entries(period.start, period.end),
                note=_part(period, found.by, fmt),
            )
            for period, one in zip(found.periods, sums, strict=True)
        ]
    )
    return ReportTable(
        name="periods",
        title=f"By {found.by}" if found.by != WHOLE else "As a whole",
        currency=found.currency,
        columns=columns_of(PERIOD_COLUMNS, [row.sums for row in rows]),
        rows=rows,
        total=TableRow("In all", tuple(total[key] for key in PERIOD_COLUMNS)),
        lead=("start", "end"),
        csv=query.href("/reports.csv", table="periods"),
    )


def period_name(period: Attribution, by: str, fmt: Formatter) -> str:
    """ "Nov 2026", "Q4 2026", "2026", or the days from first to last."""
    day = period.end
    if by == "month":
        return fmt.short_year_month(day)
    if by == "quarter":
        return f"Q{(day.month + 2) // 3} {day.year}"
    if by == "year":
        return str(day.year)
    return f"{fmt.day(period.start)} – {fmt.day(period.end)}"


def _part(period: Attribution, by: str, fmt: Formatter) -> str:
    """Of a period that was cut off: where it begins or ends."""
    if by == WHOLE:
        return ""
    begins = "" if _begins(period.start, by) else f"from {fmt.short_day(period.start)}"
    ends = "" if _begins(period.end + DAY, by) else f"to {fmt.short_day(period.end)}"
    return f"{begins} {ends}".strip()


def _begins(day: date, by: str) -> bool:
    """Whether a calendar month, quarter or year begins with a day."""
    return day.day == 1 and (day.month - 1) % MONTHS[by] == 0


def _finer(period: Attribution, by: str, query: ReportQuery) -> str | None:
    """The same days in more detail: their months, or a month's entries."""
    if by in FINER:
        return query.between(period.start, period.end, by=FINER[by])
    return query.entries(period.start, period.end)


def _extremes(table: ReportTable) -> tuple[Extreme | None, Extreme | None]:
    if len(table.rows) < FEWEST_TO_COMPARE:
        return None, None
    place = PERIOD_COLUMNS.index("profit")
    ranked = sorted(table.rows, key=lambda row: row.sums[place].exact)
    worst, best = ranked[0], ranked[-1]
    if best.sums[place].exact == worst.sums[place].exact:
        return None, None
    return _extreme(best, place), _extreme(worst, place)


def _of_months(
    found: AttributionReport, months: ExtremeMonths | None, query: ReportQuery, fmt: Formatter
) -> tuple[Extreme | None, Extreme | None]:
    """The best and the worst month; none where months leave out accounts that the report has."""
    if months is None or months.left_out != found.left_out:
        return None, None
    decimals = fmt.units[found.currency].decimals
    best, worst = (_month(each, decimals, query, fmt) for each in (months.best, months.worst))
    return best, worst


def _month(
    month: Attribution | None, decimals: int, query: ReportQuery, fmt: Formatter
) -> Extreme | None:
    if month is None:
        return None
    with exact():
        profit = month.profit
    shown = round_half_up(profit, decimals)
    return Extreme(
        period_name(month, MONTH, fmt),
        Sum(shown, trimmed(profit)),
        query.entries(month.start, month.end),
        _part(month, MONTH, fmt),
    )


def _extreme(row: TableRow, place: int) -> Extreme:
    return Extreme(row.label, row.sums[place], row.href, row.note)


def _accounts(
    found: AttributionReport, total: dict[str, Sum], query: ReportQuery, decimals: int
) -> ReportTable:
    sums = account_sums(found, total, decimals)
    rows = [
        TableRow(
            label=one.account.name,
            sums=tuple(own[key] for key in ACCOUNT_COLUMNS),
            lead=(one.account.id, one.account.name, one.account.kind, one.account.currency),
            href=query.href(account=str(one.account.id)),
            entries=query.entries(one.whole.start, one.whole.end, account=str(one.account.id)),
            note=one.account.currency,
        )
        for one, own in zip(found.accounts, sums, strict=False)
    ]
    if len(sums) > len(rows):
        costs = tuple(sums[-1][key] for key in ACCOUNT_COLUMNS)
        rows.append(TableRow(TITLES["costs"], costs, (None, TITLES["costs"], None, None)))
    return ReportTable(
        name="accounts",
        title="By account",
        currency=found.currency,
        columns=columns_of(ACCOUNT_COLUMNS, [row.sums for row in rows]),
        rows=tuple(rows),
        total=TableRow("In all", tuple(total[key] for key in ACCOUNT_COLUMNS)),
        lead=("account_id", "account", "kind", "account_currency"),
        csv=query.href("/reports.csv", table="accounts"),
    )


def _ranking(table: ReportTable, fmt: Formatter) -> Chart:
    place = ACCOUNT_COLUMNS.index("profit")
    return ranking_chart(
        [
            Ranked(row.label, row.sums[place].value, row.sums[place].exact, row.href)
            for row in table.rows
        ],
        labels_of(fmt, table.currency),
        chart_id="ranking-chart",
        title="Profit by account",
        head=("Account", "Profit"),
    )


def waterfall(found: AttributionReport, total: dict[str, Sum], fmt: Formatter) -> Chart:
    """From opening to closing value, step by step; `total` are the figures as they are shown."""

    def step(key: str) -> Step:
        figure = total[key]
        return Step(TITLES[key], figure.value, figure.exact, key in NEITHER_WON_NOR_LOST)

    return waterfall_chart(
        step("opening"),
        [step(key) for key in STEPS],
        step("closing"),
        labels_of(fmt, found.currency),
        chart_id="waterfall-chart",
        title="Why the bankroll changed",
    )
