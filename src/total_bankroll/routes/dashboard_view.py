"""What the dashboard shows: every figure with the link to what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
)
from total_bankroll.figures import ratio
from total_bankroll.formatting import Formatter
from total_bankroll.rates import MAX_AGE
from total_bankroll.routes.account_rows import STALE_AFTER, AccountRow, worth_path
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
from total_bankroll.routes.dashboard_tables import ACCOUNTS, HISTORY, MONTHS, PATH
from total_bankroll.routes.lacking import breakdown_lacks, lack_notices, lacks_of
from total_bankroll.routes.past import Past, on_day, unread_day
from total_bankroll.services import views
from total_bankroll.services.history_views import History, MonthProfit
from total_bankroll.services.views import AccountFigures, Breakdown

RANGES = (("1m", "1M"), ("3m", "3M"), ("ytd", "YTD"), ("1y", "1Y"), ("all", "All"))
BREAKDOWNS = (("total", "Total"), ("site", "Site"), ("asset", "Asset"), ("currency", "Currency"))
DEFAULT_RANGE, DEFAULT_BREAKDOWN = "1y", "total"
MOST_SLICES = 8
"""How many accounts stand by themselves in the allocation; the rest is one slice."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Chosen:
    """What the address asks the chart for."""

    range: str
    by: str
    today: date
    on: date | None = None  # a past day; None is today

    @property
    def past(self) -> Past:
        """The day, and the ways to others."""
        asked = ("range", self.range, DEFAULT_RANGE), ("by", self.by, DEFAULT_BREAKDOWN)
        kept = tuple((name, text) for name, text, default in asked if text != default)
        return Past("/", self.on, self.today, kept, unread_day())

    def href(self, **changed: str) -> str:
        """The dashboard with this choice, changed."""
        return on_day(f"/?{urlencode({'range': self.range, 'by': self.by, **changed})}", self.on)

    def csv(self, table: str) -> str:
        """The file of one of this dashboard's tables."""
        asked = {"range": self.range, "by": self.by} if table == HISTORY else {}
        return on_day(f"{PATH}?{urlencode({**asked, 'table': table})}", self.on)

    def report(self, first: date | None, last: date) -> str:
        """Why the bankroll changed from `first` (None: the first entry) on."""
        day = {} if self.on is None else {"on": self.on.isoformat()}
        if first is None:
            return f"/reports?{urlencode({'range': 'all', **day})}"
        days = {"from": first.isoformat(), "to": last.isoformat()}
        return f"/reports?{urlencode({**days, **day})}"

    def entries(self, figure: str, first: date | None = None, *, noun: str = "entries") -> str:
        """The list that explains a figure of this dashboard, from `first` on."""
        begin = {} if first is None else {"from": first.isoformat()}
        return on_day(f"/{noun}?{urlencode({'figure': figure, **begin})}", self.on)

    def worth(self, *rows: AccountFigures) -> str:
        """The list that explains what accounts are worth."""
        return on_day(worth_path(*(row.account.id for row in rows)), self.on)

    def page(self, row: AccountFigures) -> str:
        """An account's own page."""
        return on_day(f"/{row.account.kind}s/{row.account.id}", self.on)


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
        change=_change(found.change_7, found, found.on - WEEK, chosen) if found.since else None,
        profit=Figure(found.profit, profit),
        profit_fx=Figure(found.fx, f"{profit}#fx-effect"),
        month_profit=Figure(found.month.profit, month),
        month_fx=Figure(found.month.fx, f"{month}#fx-effect"),
        month_name=fmt.month(found.on),
        profit_why=chosen.report(None, found.on),
        month_why=chosen.report(found.month.start, found.on),
        deposits=Figure(found.deposits, chosen.entries("deposits", noun="deposits")),
        withdrawals=Figure(found.withdrawals, chosen.entries("withdrawals", noun="withdrawals")),
        exposure=_exposure(found, chosen),
        ranges=_choices(RANGES, chosen, "range", chosen.range),
        breakdowns=_choices(BREAKDOWNS, chosen, "by", chosen.by),
        history=_history(sources.history, labels),
        range_change=_change(sources.change, found, start, chosen) if found.since else None,
        monthly=_monthly(sources.months, found, chosen, labels, fmt),
        allocation=_allocation(found, chosen, labels, fmt),
        debts=_debts(found, chosen),
        accounts=tuple(rows),
        missing=_notices(sources, chosen, fmt),
        next=chosen.href(),
        past=chosen.past,
        csv={name: chosen.csv(name) for name in (HISTORY, MONTHS, ACCOUNTS)},
        has_begun=found.since is not None,
    )


def _rates_note(found: Breakdown, fmt: Formatter) -> str:
    """How old the rates are; those of a past day are that day's, whenever they were published."""
    foreign = any(row.account.currency != found.currency for row in found.accounts)
    if not foreign or found.rates_on is None or found.on < found.rates_on:
        return ""
    age = found.on - found.rates_on
    old = f", {age.days} days old" if age > MAX_AGE else ""
    return f"ECB rates of {fmt.day(found.rates_on)}{old}"


def _change(change: views.Change, found: Breakdown, before: date | None, chosen: Chosen) -> Change:
    first = before and before + timedelta(days=1)
    return Change(
        value=change.value,
        percent=ratio(change.value, change.base) if change.base > 0 else None,
        capital=Figure(change.capital, chosen.entries("capital", first)),
        href=chosen.entries("change", first),
        why=chosen.report(first, found.on),
    )


def _exposure(found: Breakdown, chosen: Chosen) -> Exposure | None:
    largest = found.largest
    if largest is None or largest.value is None or largest.share is None:
        return None
    return Exposure(
        largest.account.name,
        largest.value,
        largest.share,
        chosen.page(largest),
        chosen.worth(largest),
    )


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
    months: Sequence[MonthProfit], found: Breakdown, chosen: Chosen, labels: Labels, fmt: Formatter
) -> Chart:
    since = found.since or found.on
    bars = [
        Bar(fmt.short_month(m.month), m.profit, _month_href(m.month, found.on, chosen))
        for m in months
        if m.month >= since.replace(day=1)
    ]
    return bar_chart(bars, labels, chart_id="monthly-chart", title="Monthly profit")


def _month_href(month: date, on: date, chosen: Chosen) -> str:
    following = (month + timedelta(days=31)).replace(day=1)
    last = min(following - timedelta(days=1), on)
    href = f"/entries?figure=profit&from={month.isoformat()}&to={last.isoformat()}"
    return on_day(href, chosen.on)


def _allocation(found: Breakdown, chosen: Chosen, labels: Labels, fmt: Formatter) -> Chart | None:
    positive = [row for row in found.accounts if row.value is not None and row.share is not None]
    if not positive:
        return None
    ranked = sorted(positive, key=lambda row: row.value or Decimal(0), reverse=True)
    slices = [_slice(row.account.name, [row], chosen, fmt) for row in ranked[:MOST_SLICES]]
    if rest := ranked[MOST_SLICES:]:
        slices.append(replace(_slice("Others", rest, chosen, fmt), rest=True))
    return donut(
        slices,
        labels,
        chart_id="allocation-chart",
        title="Allocation",
        center=labels.tick(found.positive_total),
        sub=f"{len(positive)} account{'s' if len(positive) > 1 else ''}",
    )


def _slice(name: str, rows: Sequence[AccountFigures], chosen: Chosen, fmt: Formatter) -> Slice:
    value = sum((row.value for row in rows if row.value is not None), Decimal(0))
    share = sum((row.share for row in rows if row.share is not None), Decimal(0))
    return Slice(name, value, chosen.worth(*rows), fmt.percent(share))


def _debts(found: Breakdown, chosen: Chosen) -> tuple[Debt, ...]:
    return tuple(
        Debt(row.account.name, row.value, chosen.page(row), chosen.worth(row))
        for row in found.accounts
        if row.value is not None and row.value < 0
    )


def _notices(sources: Sources, chosen: Chosen, fmt: Formatter) -> tuple[Notice, ...]:
    found = sources.breakdown
    lacks = [
        *breakdown_lacks(found),
        *lacks_of(found.change_7.missing, "left out of the 7-day change"),
        *lacks_of(sources.change.missing, "left out of the change over the chart’s time"),
        *lacks_of(sources.history.gaps, "drawn with gaps, and left out of months that need it"),
    ]
    lacking = lack_notices(lacks, found.currency, fmt)
    open_rows = [row for row in found.accounts if not row.archived]
    overdrawn = [
        Notice(f"{row.account.name} is overdrawn: type its balance.", chosen.page(row), "Open")
        for row in open_rows
        if row.balance < 0 and row.account.kind == "site"
    ]
    return (*lacking, *overdrawn, *_stale(open_rows, found.on))


def _stale(rows: Sequence[AccountFigures], on: date) -> tuple[Notice, ...]:
    names = [
        row.account.name
        for row in rows
        if row.updated_on is not None and row.updated_on < on - STALE_AFTER
    ]
    if not names:
        return ()
    shown = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return (Notice(f"Not updated for 30 days: {shown}.", "/balances", "Update balances"),)
