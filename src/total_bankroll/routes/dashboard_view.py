"""What the dashboard shows: every figure with the link to what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from total_bankroll.charts import (
    Bar,
    Chart,
    Labels,
    Series,
    Slice,
    bar_chart,
    donut,
    line_chart,
    top_slices,
)
from total_bankroll.figures import ratio
from total_bankroll.formatting import Formatter
from total_bankroll.routes.account_rows import STALE_AFTER, AccountRow
from total_bankroll.routes.chart_labels import labels_of
from total_bankroll.routes.dashboard_parts import (
    Change,
    Choice,
    Dashboard,
    Debt,
    Exposure,
    Figure,
    Notice,
)
from total_bankroll.services import views
from total_bankroll.services.views import AccountFigures, Breakdown, History, MonthProfit

RANGES = (("1m", "1M"), ("3m", "3M"), ("ytd", "YTD"), ("1y", "1Y"), ("all", "All"))
BREAKDOWNS = (("total", "Total"), ("site", "Site"), ("asset", "Asset"), ("currency", "Currency"))
DEFAULT_RANGE, DEFAULT_BREAKDOWN = "1y", "total"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Chosen:
    """What the address asks the chart for."""

    range: str
    by: str
    on: date | None = None  # a past day; None is today

    def href(self, **changed: str) -> str:
        """The dashboard with this choice, changed."""
        day = {} if self.on is None else {"on": self.on.isoformat()}
        asked = {"range": self.range, "by": self.by, **day, **changed}
        return f"/?{urlencode(asked)}"

    def entries(self, figure: str, first: date | None = None, *, noun: str = "entries") -> str:
        """The list that explains a figure of this dashboard, from `first` on."""
        begin = {} if first is None else {"from": first.isoformat()}
        end = {} if self.on is None else {"to": self.on.isoformat()}
        return f"/{noun}?{urlencode({'figure': figure, **begin, **end})}"


@dataclass(frozen=True)
class Sources:
    """What the services say."""

    breakdown: Breakdown
    history: History
    change: views.Change
    months: Sequence[MonthProfit]


def dashboard(
    sources: Sources, rows: Sequence[AccountRow], chosen: Chosen, start: date | None, fmt: Formatter
) -> Dashboard:
    """The page's contents from what the services say."""
    found = sources.breakdown
    labels = labels_of(fmt, found.currency)
    profit, month = chosen.entries("profit"), chosen.entries("profit", found.month.start)
    return Dashboard(
        currency=found.currency,
        on=found.on,
        rates_note=_rates_note(found, fmt),
        total=Figure(found.total, chosen.entries("bankroll")),
        change=_change(found.change_7, found.on - WEEK, chosen) if found.since else None,
        profit=Figure(found.profit, profit),
        profit_fx=Figure(found.fx, f"{profit}#fx-effect"),
        month_profit=Figure(found.month.profit, month),
        month_fx=Figure(found.month.fx, f"{month}#fx-effect"),
        month_name=fmt.month(found.on),
        deposits=Figure(found.deposits, chosen.entries("deposits", noun="deposits")),
        withdrawals=Figure(found.withdrawals, chosen.entries("withdrawals", noun="withdrawals")),
        exposure=_exposure(found),
        ranges=_choices(RANGES, chosen, "range", chosen.range),
        breakdowns=_choices(BREAKDOWNS, chosen, "by", chosen.by),
        history=_history(sources.history, labels),
        range_change=_change(sources.change, start, chosen) if found.since else None,
        monthly=_monthly(sources.months, found, labels, fmt),
        allocation=_allocation(found, labels, fmt),
        debts=_debts(found),
        accounts=tuple(rows),
        missing=_notices(found, fmt),
        next=chosen.href(),
        is_past=chosen.on is not None,
    )


def _rates_note(found: Breakdown, fmt: Formatter) -> str:
    foreign = any(row.account.currency != found.currency for row in found.accounts)
    if not foreign or found.rates_on is None:
        return ""
    return f"ECB rates of {fmt.day(min(found.rates_on, found.on))}"


def _change(change: views.Change, before: date | None, chosen: Chosen) -> Change:
    return Change(
        value=change.value,
        percent=ratio(change.value, change.base) if change.base > 0 else None,
        deposited=change.capital,
        href=chosen.entries("change", before and before + timedelta(days=1)),
    )


def _exposure(found: Breakdown) -> Exposure | None:
    largest = found.largest
    if largest is None or largest.value is None or largest.share is None:
        return None
    return Exposure(largest.account.name, largest.value, largest.share, _page(largest))


def _page(row: AccountFigures) -> str:
    return f"/{row.account.kind}s/{row.account.id}"


def _choices(
    choices: Sequence[tuple[str, str]], chosen: Chosen, name: str, current: str
) -> tuple[Choice, ...]:
    return tuple(
        Choice(text, chosen.href(**{name: key}), on=key == current) for key, text in choices
    )


def _history(history: History, labels: Labels) -> Chart:
    series = [Series(s.name, s.values, rest=s.key == "rest") for s in history.series]
    return line_chart(
        history.days, series, labels, chart_id="history-chart", title="Bankroll over time"
    )


def _monthly(
    months: Sequence[MonthProfit], found: Breakdown, labels: Labels, fmt: Formatter
) -> Chart:
    since = found.since or found.on
    bars = [
        Bar(fmt.short_month(m.month), m.profit, _month_href(m.month, found.on))
        for m in months
        if m.month >= since.replace(day=1)
    ]
    return bar_chart(bars, labels, chart_id="monthly-chart", title="Monthly profit")


def _month_href(month: date, on: date) -> str:
    following = (month + timedelta(days=31)).replace(day=1)
    last = min(following - timedelta(days=1), on)
    return f"/entries?figure=profit&from={month.isoformat()}&to={last.isoformat()}"


def _allocation(found: Breakdown, labels: Labels, fmt: Formatter) -> Chart | None:
    positive = [row for row in found.accounts if row.value is not None and row.share is not None]
    if not positive:
        return None
    slices = top_slices(
        [
            Slice(row.account.name, row.value or Decimal(0), _page(row), _share(row.share, fmt))
            for row in positive
        ],
        rest_share=_share(_rest_share(positive), fmt),
    )
    return donut(
        slices,
        labels,
        chart_id="allocation-chart",
        title="Allocation",
        center=labels.tick(found.positive_total),
        sub=f"{len(positive)} account{'s' if len(positive) > 1 else ''}",
    )


def _share(share: Decimal | None, fmt: Formatter) -> str:
    return "" if share is None else fmt.percent(share)


def _rest_share(rows: Sequence[AccountFigures]) -> Decimal:
    shares = sorted((row.share for row in rows if row.share is not None), reverse=True)
    return sum(shares[8:], Decimal(0))


def _debts(found: Breakdown) -> tuple[Debt, ...]:
    return tuple(
        Debt(row.account.name, row.value, _page(row))
        for row in found.accounts
        if row.value is not None and row.value < 0
    )


def _notices(found: Breakdown, fmt: Formatter) -> tuple[Notice, ...]:
    lacking = [
        Notice(_lack(missing, fmt), "/currencies", "Set a rate") for missing in found.missing
    ]
    open_rows = [row for row in found.accounts if not row.account.archived]
    overdrawn = [
        Notice(f"{row.account.name} is overdrawn: type its balance.", _page(row), "Open")
        for row in open_rows
        if row.balance < 0 and row.account.kind == "site"
    ]
    return (*lacking, *overdrawn, *_stale(open_rows, found.on))


def _lack(missing: views.Missing, fmt: Formatter) -> str:
    left_out = {
        "value": "It is left out of every total.",
        "capital": "It is left out of capital and profit.",
        "fx": "Its FX effect is left out.",
    }[missing.figure]
    day = fmt.day(missing.day)
    return f"{missing.name} has no exchange rate for {missing.currency} on {day}. {left_out}"


def _stale(rows: Sequence[AccountFigures], on: date) -> tuple[Notice, ...]:
    names = [
        row.account.name
        for row in rows
        if row.account.updated_on is not None and row.account.updated_on < on - STALE_AFTER
    ]
    if not names:
        return ()
    shown = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return (Notice(f"Not updated for 30 days: {shown}.", "/balances", "Update balances"),)
