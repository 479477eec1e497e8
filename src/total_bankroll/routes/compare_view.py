"""What the comparison of two days shows: the whole, every account, and what lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from total_bankroll.charts import Chart
from total_bankroll.formatting import Formatter
from total_bankroll.money import apportion, exact, round_half_up
from total_bankroll.routes.account_rows import was_there
from total_bankroll.routes.compare_query import CompareQuery
from total_bankroll.routes.csv_tables import CsvTable, exactly
from total_bankroll.routes.dashboard_parts import Notice
from total_bankroll.routes.lacking import breakdown_lacks, lack_notices, lacks_of
from total_bankroll.routes.past import on_day
from total_bankroll.routes.report_tables import Sum, figures_of, line_of, period_sums
from total_bankroll.routes.report_view import waterfall
from total_bankroll.routes.report_words import Clause, sentence
from total_bankroll.services.attribution_views import AttributionReport
from total_bankroll.services.views import AccountFigures, Breakdown

WHOLE = {
    "bankroll": "Bankroll",
    "capital": "Capital",
    "profit": "Profit",
    "fx": "of which FX",
    "deposits": "Deposits",
    "withdrawals": "Withdrawals",
}
"""The figures of the whole, by the names that a file gives them."""
GAINS = ("profit", "fx")
FLOWS = ("capital", "deposits", "withdrawals")
ACCOUNT_HEAD = (
    "account_id",
    "account",
    "kind",
    "account_currency",
    "balance_from",
    "balance_to",
    "balance_change",
    "currency",
    "value_from",
    "value_to",
    "value_change",
    "share_from",
    "share_to",
)


@dataclass(frozen=True)
class Pair:
    """A figure on both days and how it changed; None where a rate is missing."""

    before: Sum | None
    after: Sum | None

    @property
    def change(self) -> Sum | None:
        """What the second is more than the first, as shown and exactly."""
        if self.before is None or self.after is None:
            return None
        with exact():
            shown = self.after.value - self.before.value
            return Sum(shown, self.after.exact - self.before.exact)


@dataclass(frozen=True)
class WholeRow:
    """A figure of the whole bankroll; one that is a gain is signed, what flows has no colour."""

    key: str
    name: str
    pair: Pair
    is_gain: bool
    is_flow: bool


@dataclass(frozen=True)
class AccountRow:
    """An account on both days: `native` in its currency, `value` in the display currency."""

    id: int
    name: str
    kind: str
    currency: str
    href: str
    native: Pair
    value: Pair
    shares: tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Comparison:
    """Everything on the page; amounts are in `currency`, unless they are an account's own."""

    currency: str
    whole: tuple[WholeRow, ...]
    accounts: tuple[AccountRow, ...]
    total: Pair
    clauses: tuple[Clause, ...]
    waterfall: Chart | None
    missing: tuple[Notice, ...]

    def as_csv(self, query: CompareQuery, table: str) -> CsvTable:
        """The table of the accounts, or else that of the whole, exactly."""
        name = f"compare-{query.first}-{query.last}"
        if table == "accounts":
            rows = [(*_lead(row), *_cells(row, self.currency)) for row in self.accounts]
            return CsvTable(f"{name}-accounts", ACCOUNT_HEAD, rows)
        head = ("figure", "currency", "from", "to", "change")
        return CsvTable(
            f"{name}-whole", head, [(r.key, self.currency, *_exacts(r.pair)) for r in self.whole]
        )


def comparison(
    first: Breakdown,
    last: Breakdown,
    between: AttributionReport | None,
    query: CompareQuery,
    fmt: Formatter,
) -> Comparison:
    """The page's contents from what the services say of both days and of the time between."""
    decimals = fmt.units[first.currency].decimals
    whole = _whole(first, last, decimals)
    total = None if between is None else _total(between, decimals)
    return Comparison(
        currency=first.currency,
        whole=whole,
        accounts=_accounts(first, last, decimals, query),
        total=whole[0].pair,
        clauses=()
        if between is None or total is None
        else sentence(between, total, selected=False),
        waterfall=None if between is None or total is None else waterfall(between, total, fmt),
        missing=_missing(first, last, between, fmt),
    )


def _total(between: AttributionReport, decimals: int) -> dict[str, Sum]:
    _, shown = period_sums(between, decimals)
    return figures_of(shown, line_of(between.whole))


def _whole(first: Breakdown, last: Breakdown, decimals: int) -> tuple[WholeRow, ...]:
    before, after = _figures(first, decimals), _figures(last, decimals)
    return tuple(
        WholeRow(key, name, Pair(before[key], after[key]), key in GAINS, key in FLOWS)
        for key, name in WHOLE.items()
    )


def _figures(found: Breakdown, decimals: int) -> dict[str, Sum]:
    """Rounded, but for capital, which is what is left of the bankroll without its profit."""
    exacts = (found.total, found.capital, found.profit, found.fx, found.deposits)
    sums = {
        key: Sum(round_half_up(value, decimals), value)
        for key, value in zip(WHOLE, (*exacts, found.withdrawals), strict=True)
    }
    with exact():
        if found.total == found.capital + found.profit:
            shown = sums["bankroll"].value - sums["profit"].value
            sums["capital"] = Sum(shown, found.capital)
    return sums


def _accounts(
    first: Breakdown, last: Breakdown, decimals: int, query: CompareQuery
) -> tuple[AccountRow, ...]:
    pairs = zip(first.accounts, last.accounts, strict=True)
    shown = [pair for pair in pairs if any(map(was_there, pair))]
    befores = _values([before for before, _ in shown], decimals)
    afters = _values([after for _, after in shown], decimals)
    return tuple(
        AccountRow(
            id=after.account.id,
            name=after.account.name,
            kind=after.account.kind,
            currency=after.account.currency,
            href=_page(after, query),
            native=Pair(_own(before.balance), _own(after.balance)),
            value=Pair(befores[place], afters[place]),
            shares=(before.share, after.share),
        )
        for place, (before, after) in enumerate(shown)
    )


def _page(row: AccountFigures, query: CompareQuery) -> str:
    on = query.last if query.last < query.today else None
    return on_day(f"/{row.account.kind}s/{row.account.id}", on)


def _own(balance: Decimal) -> Sum:
    return Sum(balance, balance)


def _values(figures: Sequence[AccountFigures], decimals: int) -> list[Sum | None]:
    """What the accounts were worth, shown so that they add up."""
    shown = iter(apportion([f.value for f in figures if f.value is not None], decimals))
    return [None if f.value is None else Sum(next(shown), f.value) for f in figures]


def _missing(
    first: Breakdown, last: Breakdown, between: AttributionReport | None, fmt: Formatter
) -> tuple[Notice, ...]:
    found = [*breakdown_lacks(first), *breakdown_lacks(last)]
    lacking = {one.missing.account_id for one in found}
    rest = () if between is None else between.left_out
    also = [one for one in rest if one.account_id not in lacking]
    found += lacks_of(also, "left out of what lies between")
    return lack_notices(found, first.currency, fmt)


def _lead(row: AccountRow) -> tuple[int, str, str, str]:
    return row.id, row.name, row.kind, row.currency


def _cells(row: AccountRow, currency: str) -> tuple[Decimal | str | None, ...]:
    shares = map(exactly, row.shares)
    return (*_exacts(row.native), currency, *_exacts(row.value), *shares)


def _exacts(pair: Pair) -> tuple[Decimal | None, ...]:
    found = (pair.before, pair.after, pair.change)
    return tuple(None if one is None else exactly(one.exact) for one in found)


def days_of(query: CompareQuery) -> tuple[tuple[date, str], tuple[date, str]]:
    """Both days, each with the dashboard of that day."""
    return (query.first, _dashboard(query.first, query)), (
        query.last,
        _dashboard(query.last, query),
    )


def _dashboard(day: date, query: CompareQuery) -> str:
    return on_day("/", day if day < query.today else None)
