"""How charts write their figures for the reader of this page."""

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
    )
