"""What the report of the allocation shows: parts over time, debts, and exposure to currencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from total_bankroll.book import ZERO
from total_bankroll.charts import (
    Cell,
    Chart,
    Ranked,
    Series,
    ranking_chart,
    shares_of,
    stacked_chart,
    top_areas,
)
from total_bankroll.figures import ratio
from total_bankroll.formatting import Formatter
from total_bankroll.money import exact, trimmed
from total_bankroll.routes.chart_labels import labels_of, share_labels
from total_bankroll.routes.csv_tables import CsvTable, exactly
from total_bankroll.routes.dashboard_parts import Debt, Notice
from total_bankroll.routes.lacking import lack_notices, lacks_of
from total_bankroll.routes.report_query import ReportQuery
from total_bankroll.services.allocation_views import Allocation
from total_bankroll.services.views import AccountFigures, Breakdown

BYS = {"account": "Account", "kind": "Kind", "currency": "Currency"}
WAYS = {"value": "Values", "share": "Shares"}
ONE = Decimal(1)


@dataclass(frozen=True)
class Exposed:
    """A currency: what is held in it, what that is worth, and its share of what is above zero.

    `value` is None without a rate, `share` where there is nothing above zero.
    """

    currency: str
    held: Decimal
    value: Decimal | None
    share: Decimal | None
    href: str


@dataclass(frozen=True)
class AllocationReport:
    """Everything on the page; amounts are in `currency`."""

    currency: str
    start: date
    end: date
    by: str
    chart: Chart
    debts: tuple[Debt, ...]
    bys: tuple[tuple[str, str, bool], ...]
    ways: tuple[tuple[str, str, bool], ...]
    exposure: tuple[Exposed, ...]
    ranking: Chart
    total: Decimal
    csv: str
    exposure_csv: str
    table: CsvTable
    exposure_table: CsvTable
    missing: tuple[Notice, ...]


def allocation_view(
    found: Allocation, breakdown: Breakdown, query: ReportQuery, fmt: Formatter
) -> AllocationReport:
    """The page's contents from what the service says."""
    figures = [one for one in breakdown.accounts if _is_selected(one, query)]
    exposure = _exposure(figures, query)
    way = query.typed.get("as", "value")
    with exact():
        total = sum((one.value or ZERO for one in exposure), ZERO)
    return AllocationReport(
        currency=found.currency,
        start=found.days[0],
        end=found.days[-1],
        by=found.by,
        chart=_chart(found, way, fmt),
        debts=_debts(figures),
        bys=tuple((text, query.href(by=key), key == found.by) for key, text in BYS.items()),
        ways=tuple((text, query.href(**{"as": key}), key == way) for key, text in WAYS.items()),
        exposure=exposure,
        ranking=_ranking(exposure, found.currency, fmt),
        total=total,
        csv=query.href(f"{query.path}.csv", table="parts"),
        exposure_csv=query.href(f"{query.path}.csv", table="exposure"),
        table=_table(found, way),
        exposure_table=_exposure_table(exposure, found),
        missing=_missing(found, fmt),
    )


def _is_selected(one: AccountFigures, query: ReportQuery) -> bool:
    return one.account in query.selection


def _chart(found: Allocation, way: str, fmt: Formatter) -> Chart:
    parts = top_areas(_series(found))
    is_shares = way == "share"
    return stacked_chart(
        found.days,
        shares_of(parts) if is_shares else parts,
        share_labels(fmt) if is_shares else labels_of(fmt, found.currency),
        chart_id="allocation-chart",
        title=f"Allocation by {found.by}{', as shares' if is_shares else ''}",
        whole=ONE if is_shares else None,
    )


def _series(found: Allocation) -> list[Series]:
    return [Series(part.name, part.values) for part in found.parts]


def _debts(figures: Sequence[AccountFigures]) -> tuple[Debt, ...]:
    return tuple(
        Debt(one.account.name, one.value, f"/{one.account.kind}s/{one.account.id}")
        for one in figures
        if one.value is not None and one.value < 0
    )


def _exposure(figures: Sequence[AccountFigures], query: ReportQuery) -> tuple[Exposed, ...]:
    """The currencies that anything is held or owed in, the largest value first."""
    found = []
    for code in sorted({one.account.currency for one in figures if one.balance}):
        own = [one for one in figures if one.account.currency == code]
        with exact():
            held = sum((one.balance for one in own), ZERO)
            known = all(one.value is not None for one in own)
            value = sum((one.value or ZERO for one in own), ZERO) if known else None
        found.append(Exposed(code, held, value, None, query.href(held=code)))
    return _with_shares(sorted(found, key=lambda one: -(one.value or ZERO)))


def _with_shares(rows: Sequence[Exposed]) -> tuple[Exposed, ...]:
    with exact():
        whole = sum((row.value for row in rows if row.value and row.value > 0), ZERO)
    return tuple(
        Exposed(
            row.currency,
            row.held,
            None if row.value is None else trimmed(row.value),
            ratio(row.value, whole) if row.value and row.value > 0 else None,
            row.href,
        )
        for row in rows
    )


def _ranking(exposure: Sequence[Exposed], currency: str, fmt: Formatter) -> Chart:
    return ranking_chart(
        [
            Ranked(
                row.currency,
                row.value,
                href=row.href,
                cells=(Cell(row.held, row.currency, row.held),),
            )
            for row in exposure
        ],
        labels_of(fmt, currency),
        chart_id="exposure-chart",
        title="Exposure to currencies",
        head=("Currency", "Value", "Held"),
        held=True,
    )


def _table(found: Allocation, way: str) -> CsvTable:
    """Every part, not only those that are drawn by themselves."""
    parts = shares_of(_series(found)) if way == "share" else _series(found)
    columns = (
        zip(*(part.values for part in parts), strict=True) if parts else [()] * len(found.days)
    )
    return CsvTable(
        f"allocation-{found.by}-{found.days[0]}-{found.days[-1]}",
        ("day", "currency", *(part.name for part in parts)),
        [
            (day, found.currency, *map(exactly, values))
            for day, values in zip(found.days, columns, strict=True)
        ],
    )


def _exposure_table(exposure: Sequence[Exposed], found: Allocation) -> CsvTable:
    return CsvTable(
        f"exposure-{found.days[-1]}",
        ("held_in", "held", "currency", "value", "share"),
        [(row.currency, row.held, found.currency, row.value, row.share) for row in exposure],
    )


def _missing(found: Allocation, fmt: Formatter) -> tuple[Notice, ...]:
    left_out = lacks_of(found.left_out, "left out of this report")
    gaps = lacks_of(found.gaps, "drawn with gaps")
    return lack_notices((*left_out, *gaps), found.currency, fmt)
