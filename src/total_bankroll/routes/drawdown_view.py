"""What the report of drawdowns shows: the deepest fall of the profit, the present one, all days."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from total_bankroll.charts import Chart, Fall, drawdown_chart
from total_bankroll.formatting import Formatter
from total_bankroll.routes.chart_labels import labels_of
from total_bankroll.routes.csv_tables import CsvTable, exactly
from total_bankroll.routes.dashboard_parts import Notice
from total_bankroll.routes.lacking import lack_notices, lacks_of
from total_bankroll.routes.report_query import ReportQuery
from total_bankroll.services.performance_views import ProfitLine


@dataclass(frozen=True)
class Drawdown:
    """A fall from its peak: how deep (below zero), of which share, for how many days.

    `low` is the day of its depth, `recovered` the day that made it up, None so far; `entries`
    are those from the peak to the low.
    """

    depth: Decimal
    share: Decimal | None
    peak: date
    low: date
    recovered: date | None
    days: int
    entries: str


@dataclass(frozen=True)
class DrawdownReport:
    """Everything on the page; amounts are in `currency`. None is a line that lies at its peak."""

    currency: str
    start: date
    end: date
    deepest: Drawdown | None
    present: Drawdown | None
    known: bool
    chart: Chart
    csv: str
    missing: tuple[Notice, ...]


def drawdown_view(line: ProfitLine, query: ReportQuery, fmt: Formatter) -> DrawdownReport:
    """The page's contents from what the service says."""
    return DrawdownReport(
        currency=line.currency,
        start=line.start,
        end=line.end,
        deepest=_deepest(line, query),
        present=_present(line, query),
        known=line.depth is not None,
        chart=_chart(line, fmt),
        csv=query.href(f"{query.path}.csv"),
        missing=_missing(line, fmt),
    )


def _missing(line: ProfitLine, fmt: Formatter) -> tuple[Notice, ...]:
    left_out = lacks_of(line.left_out, "left out of this report")
    gaps = lacks_of(line.gaps, "drawn with gaps, in which no fall is seen")
    return lack_notices((*left_out, *gaps), line.currency, fmt)


def _deepest(line: ProfitLine, query: ReportQuery) -> Drawdown | None:
    if not line.depth or line.peak_day is None or line.trough_day is None:
        return None
    place = line.days.index(line.trough_day)
    return Drawdown(
        depth=line.depth.copy_negate(),
        share=line.shares[place],
        peak=line.peak_day,
        low=line.trough_day,
        recovered=line.recovered,
        days=((line.recovered or line.end) - line.peak_day).days,
        entries=query.entries(line.peak_day, line.trough_day),
    )


def _present(line: ProfitLine, query: ReportQuery) -> Drawdown | None:
    depth, peak = line.depths[-1], line.peak_days[-1]
    if not depth or peak is None:
        return None
    return Drawdown(
        depth=depth,
        share=line.shares[-1],
        peak=peak,
        low=line.end,
        recovered=None,
        days=(line.end - peak).days,
        entries=query.entries(peak, line.end),
    )


def _chart(line: ProfitLine, fmt: Formatter) -> Chart:
    return drawdown_chart(
        [
            Fall(*each)
            for each in zip(line.days, line.depths, line.shares, line.peak_days, strict=True)
        ],
        labels_of(fmt, line.currency),
        chart_id="drawdown-chart",
        title="Profit below its peak",
    )


def drawdown_csv(line: ProfitLine) -> CsvTable:
    """The line as a file."""
    return CsvTable(
        f"drawdown-{line.start}-{line.end}",
        ("day", "currency", "profit", "below_peak", "share_of_bankroll", "peak_day"),
        [
            (day, line.currency, exactly(profit), exactly(depth), exactly(share), peak)
            for day, profit, depth, share, peak in zip(
                line.days, line.profits, line.depths, line.shares, line.peak_days, strict=True
            )
        ],
    )
