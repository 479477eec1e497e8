"""What the report of returns shows: two ways to measure, what they mean, by year and by account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from total_bankroll.apportioning import Line, fitted, shown_lines
from total_bankroll.book import ZERO
from total_bankroll.formatting import Formatter
from total_bankroll.money import exact, round_half_up, trimmed
from total_bankroll.routes.csv_tables import CsvTable, Value, exactly
from total_bankroll.routes.dashboard_parts import Notice
from total_bankroll.routes.lacking import report_notices
from total_bankroll.routes.report_query import ReportQuery
from total_bankroll.routes.report_tables import Sum
from total_bankroll.routes.report_words import Clause, size_of
from total_bankroll.routes.returns_words import of_money_weighted, of_time_weighted, why_they_differ
from total_bankroll.services.performance_views import Performance, Returns

FIGURES = ("opening", "came", "went", "closing", "profit", "time_weighted", "money_weighted")


@dataclass(frozen=True)
class ReturnRow:
    """What one year or account earned; `lead` is what a file has before the figures."""

    label: str
    profit: Sum
    found: Performance
    lead: tuple[Value, ...] = ()
    href: str | None = None
    note: str = ""


@dataclass(frozen=True)
class ReturnTable:
    """Years or accounts, and all of them together."""

    name: str
    title: str
    first: str
    rows: tuple[ReturnRow, ...]
    total: ReturnRow
    lead: tuple[str, ...]
    csv: str

    def as_csv(self, name: str) -> CsvTable:
        """Every row with all its figures, exactly."""
        return CsvTable(
            f"{name}-{self.name}",
            (*self.lead, "currency", *FIGURES),
            [
                (
                    *row.lead,
                    row.found.currency,
                    *(exactly(getattr(row.found, key)) for key in FIGURES),
                )
                for row in self.rows
            ],
        )


@dataclass(frozen=True)
class ReturnsReport:
    """Everything on the page; amounts are in `currency`, returns are ratios or None."""

    currency: str
    start: date
    end: date
    opening: Sum
    came: Sum
    went: Sum
    closing: Sum
    profit: Sum
    found: Performance
    of_time_weighted: str
    of_money_weighted: str
    difference: str
    years: ReturnTable
    accounts: ReturnTable
    costs: Clause | None
    missing: tuple[Notice, ...]


def returns_view(found: Returns, query: ReportQuery, fmt: Formatter) -> ReturnsReport:
    """The page's contents from what the service says."""
    whole, profit = found.whole, found.whole.profit
    decimals = fmt.units[whole.currency].decimals
    steps = (whole.came, whole.went.copy_negate(), profit)
    line = shown_lines([Line(whole.opening, steps, whole.closing)], decimals)[0]
    shown_profit = Sum(line.steps[2], trimmed(profit))
    total = ReturnRow("In all", shown_profit, whole)
    return ReturnsReport(
        currency=whole.currency,
        start=whole.start,
        end=whole.end,
        opening=Sum(line.opening, trimmed(whole.opening)),
        came=Sum(line.steps[0], trimmed(whole.came)),
        went=Sum(line.steps[1].copy_abs(), trimmed(whole.went)),
        closing=Sum(line.closing, trimmed(whole.closing)),
        profit=shown_profit,
        found=whole,
        of_time_weighted=of_time_weighted(whole, fmt),
        of_money_weighted=of_money_weighted(whole),
        difference=why_they_differ(whole, fmt),
        years=_years(found, total, query, fmt),
        accounts=_accounts(found, total, query, fmt),
        costs=_costs(found, decimals),
        missing=report_notices(whole.left_out, whole.currency, fmt),
    )


def _years(found: Returns, total: ReturnRow, query: ReportQuery, fmt: Formatter) -> ReturnTable:
    return ReturnTable(
        name="years",
        title="By year",
        first="Year",
        rows=_without_empty_start(
            ReturnRow(
                label=str(year.end.year),
                profit=profit,
                found=year,
                lead=(year.start, year.end),
                href=query.between(year.start, year.end),
                note=_part_of_a_year(year, fmt),
            )
            for year, profit in zip(
                found.years, _profits(found.years, total.profit, fmt), strict=True
            )
        ),
        total=total,
        lead=("start", "end"),
        csv=query.href(f"{query.path}.csv", table="years"),
    )


def _without_empty_start(rows: Iterable[ReturnRow]) -> tuple[ReturnRow, ...]:
    """Without the years before anything was there; one is left."""
    kept = list(rows)
    while len(kept) > 1 and not any(_amounts(kept[0].found)):
        kept.pop(0)
    return tuple(kept)


def _amounts(year: Performance) -> tuple[Decimal, ...]:
    return year.opening, year.came, year.went, year.closing, year.profit


def _part_of_a_year(year: Performance, fmt: Formatter) -> str:
    """Where it begins or ends within the year, and who is not in it."""
    parts = [
        f"from {fmt.short_day(year.start)}" if (year.start.month, year.start.day) != (1, 1) else "",
        f"to {fmt.short_day(year.end)}" if (year.end.month, year.end.day) != (12, 31) else "",
        f"without {', '.join(one.name for one in year.left_out)}" if year.left_out else "",
    ]
    return " ".join(filter(None, parts))


def _accounts(found: Returns, total: ReturnRow, query: ReportQuery, fmt: Formatter) -> ReturnTable:
    each = [one.performance for one in found.accounts]
    return ReturnTable(
        name="accounts",
        title="By account",
        first="Account",
        rows=tuple(
            ReturnRow(
                label=one.account.name,
                profit=profit,
                found=one.performance,
                lead=(one.account.id, one.account.name, one.account.kind, one.account.currency),
                href=query.href(account=str(one.account.id)),
                note=one.account.currency,
            )
            for one, profit in zip(found.accounts, _profits(each, total.profit, fmt), strict=True)
        ),
        total=total,
        lead=("account_id", "account", "kind", "account_currency"),
        csv=query.href(f"{query.path}.csv", table="accounts"),
    )


def _profits(rows: Sequence[Performance], total: Sum, fmt: Formatter) -> list[Sum]:
    """Shown so that they add up to the shown total, where they are what it is made of."""
    exacts = [row.profit for row in rows]
    decimals = fmt.units[rows[0].currency].decimals if rows else 0
    with exact():
        is_whole = sum(exacts, ZERO) == total.exact
    shown = (
        fitted(exacts, total.value, decimals)
        if is_whole
        else [round_half_up(one, decimals) for one in exacts]
    )
    return [Sum(value, trimmed(one)) for value, one in zip(shown, exacts, strict=True)]


def _costs(found: Returns, decimals: int) -> Clause | None:
    """What transfers among the accounts cost: it is in the whole, and in no account by itself."""
    with exact():
        alone = sum((one.performance.profit for one in found.accounts), ZERO)
        costs: Decimal = alone - found.whole.profit
    if not costs:
        return None
    verb = "cost" if costs > 0 else "brought"
    size = size_of(Sum(round_half_up(costs, decimals), trimmed(costs)))
    return Clause(f"Transfers among these accounts {verb}", size)
