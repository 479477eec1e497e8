"""The tables of a report: what is shown adds up, and the exact figure stands behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from total_bankroll.apportioning import Line, fitted, shown_lines, total_line
from total_bankroll.book import ZERO
from total_bankroll.money import exact, trimmed
from total_bankroll.routes.csv_tables import CsvTable, Value
from total_bankroll.services.attribution_views import STEPS, Attribution, AttributionReport

GAINS = ("results", "bonuses", "expenses", "costs", "fx")
"""The steps that profit is made of; the others are money that came in or went out."""
TITLES = {
    "opening": "Opening",
    "capital_in": "Capital in",
    "capital_out": "Capital out",
    "results": "Results",
    "bonuses": "Bonuses",
    "expenses": "Expenses",
    "costs": "Transfer costs",
    "moved": "Moved",
    "fx": "FX effect",
    "closing": "Closing",
    "profit": "Profit",
}
PERIOD_COLUMNS = ("opening", *STEPS, "closing", "profit")
ACCOUNT_COLUMNS = ("results", "bonuses", "expenses", "fx", "profit", "moved")
ALWAYS = ("opening", "results", "closing", "profit")
"""Columns that are shown even where they are zero throughout."""


@dataclass(frozen=True)
class Sum:
    """A figure as it is shown and as it is."""

    value: Decimal
    exact: Decimal


@dataclass(frozen=True)
class Column:
    """A column; `tone` says how it is written: a value, a flow with its sign, or a gain."""

    key: str
    title: str
    tone: str
    empty: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row with the page that says more, the entries behind it, and what a file has before it."""

    label: str
    sums: tuple[Sum, ...]
    lead: tuple[Value, ...] = ()
    href: str | None = None
    entries: str | None = None
    note: str = ""


@dataclass(frozen=True)
class ReportTable:
    """A table in `currency`; `lead` names what a file has before the figures."""

    name: str
    title: str
    currency: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    total: TableRow
    lead: tuple[str, ...]
    csv: str = ""

    @property
    def visible(self) -> list[Column]:
        """The columns that hold anything."""
        return [column for column in self.columns if not column.empty]

    def cells(self, row: TableRow) -> Iterator[tuple[Column, Sum]]:
        """A row's figures under their visible columns."""
        pairs = zip(self.columns, row.sums, strict=True)
        return ((column, figure) for column, figure in pairs if not column.empty)

    @property
    def longest(self) -> int:
        """The characters of the longest figure that is shown, without its currency."""
        sums = chain.from_iterable(row.sums for row in (*self.rows, self.total))
        return max(len(f"{figure.value:,}") for figure in sums)

    def as_csv(self, name: str) -> CsvTable:
        """Every row and column, exactly."""
        head = (*self.lead, "currency", *(column.key for column in self.columns))
        return CsvTable(
            f"{name}-{self.name}",
            head,
            [(*row.lead, self.currency, *(s.exact for s in row.sums)) for row in self.rows],
        )


def line_of(found: Attribution) -> Line:
    """The signed steps from opening to closing value."""
    with exact():
        return Line(found.opening, found.steps, found.closing)


def period_sums(report: AttributionReport, decimals: int) -> tuple[list[dict[str, Sum]], Line]:
    """Each period's figures by column, and the shown total of all periods."""
    exacts = [line_of(period) for period in report.periods]
    shown = shown_lines(exacts, decimals)
    figures = [figures_of(line, exactly) for line, exactly in zip(shown, exacts, strict=True)]
    return figures, total_line(shown)


def figures_of(shown: Line, exactly: Line) -> dict[str, Sum]:
    """The figures of a line by the keys of PERIOD_COLUMNS."""
    values, exacts = _named(shown), _named(exactly)
    return {key: Sum(values[key], trimmed(exacts[key])) for key in PERIOD_COLUMNS}


def _named(line: Line) -> dict[str, Decimal]:
    steps = dict(zip(STEPS, line.steps, strict=True))
    with exact():
        profit = sum((steps[name] for name in GAINS), ZERO)
    return {"opening": line.opening, **steps, "closing": line.closing, "profit": profit}


def account_sums(
    report: AttributionReport, total: dict[str, Sum], decimals: int
) -> list[dict[str, Sum]]:
    """Each account's figures, adding up to the shown `total`; then what transfers cost.

    An account by itself knows no costs: what it sent was moved. They stand in a line of their
    own, which takes from profit what it gives back to what was moved.
    """
    steps = [dict(zip(STEPS, a.whole.steps, strict=True)) for a in report.accounts]
    costs = total["costs"]
    with exact():
        moved_shown = total["moved"].value + costs.value
        sums = {**{key: total[key].value for key in STEPS}, "moved": moved_shown}
        keys = [key for key in ACCOUNT_COLUMNS if key != "profit"]
        columns = {key: fitted([s[key] for s in steps], sums[key], decimals) for key in keys}
        return [
            _with_profit({key: Sum(columns[key][n], trimmed(own[key])) for key in keys})
            for n, own in enumerate(steps)
        ] + ([_cost_line(costs)] if costs.exact or costs.value else [])


def _with_profit(sums: dict[str, Sum]) -> dict[str, Sum]:
    gains = [sums[key] for key in GAINS if key in sums]
    profit = Sum(sum((g.value for g in gains), ZERO), sum((g.exact for g in gains), ZERO))
    return {**sums, "profit": profit}


def _cost_line(costs: Sum) -> dict[str, Sum]:
    nothing = Sum(ZERO, ZERO)
    back = Sum(-costs.value, -costs.exact)
    return {**dict.fromkeys(ACCOUNT_COLUMNS, nothing), "profit": costs, "moved": back}


def columns_of(keys: Sequence[str], rows: Sequence[tuple[Sum, ...]]) -> tuple[Column, ...]:
    """The columns, with those marked in which nothing stands."""
    return tuple(
        Column(
            key,
            TITLES[key],
            tone_of(key),
            empty=key not in ALWAYS and not any(row[place].exact for row in rows),
        )
        for place, key in enumerate(keys)
    )


def tone_of(key: str) -> str:
    """How a column is written."""
    if key in ("opening", "closing"):
        return "value"
    return "gain" if key in (*GAINS, "profit") else "flow"


def without_empty_start(rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """Without the periods before anything was there; one is left."""
    first = next((n for n, row in enumerate(rows) if any(s.exact for s in row.sums)), len(rows) - 1)
    return tuple(rows[max(first, 0) :])


def named(row: TableRow, sums: dict[str, Sum], keys: Sequence[str]) -> TableRow:
    """A row with its figures in the order of the columns."""
    return replace(row, sums=tuple(sums[key] for key in keys))
