"""What the reads over time return: lines of a chart, and profit month by month."""

from datetime import date
from decimal import Decimal

from total_bankroll.services.views import Missing
from total_bankroll.values import value


@value
class HistorySeries:
    """One line of a chart: `values[i]` belongs to the history's `days[i]`; None is a gap."""

    key: str
    name: str
    values: tuple[Decimal | None, ...]


@value
class History:
    """Values over time in `currency`, at the end of each of `days`, each at its day's rates.

    `gaps` names each account that lacks a rate in between, with the first such day.
    """

    currency: str
    by: str
    days: tuple[date, ...]
    series: tuple[HistorySeries, ...]
    gaps: tuple[Missing, ...] = ()


@value
class MonthProfit:
    """The profit of a calendar month in the player's zone; None where a rate is missing."""

    month: date
    profit: Decimal | None
