"""How charts write their figures for the reader of this page."""

from dataclasses import replace
from decimal import Decimal

from total_bankroll.charts import Labels
from total_bankroll.formatting import Formatter


def labels_of(fmt: Formatter, currency: str) -> Labels:
    """How a chart in `currency` writes its figures and its days."""
    return Labels(
        value=lambda value: fmt.money(value, currency),
        tick=lambda value: fmt.short_money(value, currency),
        day=fmt.day,
        smallest=Decimal(1).scaleb(-fmt.units[currency].decimals),
        short_day=fmt.short_day,
        month=fmt.short_month,
        year_month=fmt.short_year_month,
        weekday=fmt.weekday,
        percent=fmt.percent,
        week_starts=fmt.week_starts,
        currency=currency,
    )


def share_labels(fmt: Formatter) -> Labels:
    """How a chart of shares writes its figures; they are no money."""
    return replace(
        labels_of(fmt, next(iter(fmt.units))),
        value=fmt.percent,
        tick=lambda value: fmt.percent(value, decimals=0),
        smallest=Decimal("0.01"),
        currency="",
    )
