"""The dashboard's tables as files: every day and every line, where a drawing takes some."""

from collections.abc import Sequence
from itertools import repeat

from total_bankroll.money import trimmed
from total_bankroll.routes.account_rows import AccountRow
from total_bankroll.routes.csv_tables import CsvTable, exactly
from total_bankroll.services.history_views import History, MonthProfit
from total_bankroll.services.views import Breakdown

PATH = "/bankroll.csv"
HISTORY, MONTHS, ACCOUNTS = "history", "months", "accounts"
ACCOUNT_HEAD = (
    "account_id",
    "account",
    "kind",
    "account_currency",
    "balance",
    "currency",
    "value",
    "share",
)


def history_table(name: str, found: History) -> CsvTable:
    """A line a column; a cell is empty where a day lacks a rate."""
    columns = (line.values for line in found.series)
    rows = zip(*columns, strict=True) if found.series else repeat((), len(found.days))
    return CsvTable(
        f"{name}-{found.days[0]}-{found.days[-1]}",
        ("day", "currency", *(line.name or "Balance" for line in found.series)),
        [
            (day, found.currency, *map(exactly, values))
            for day, values in zip(found.days, rows, strict=True)
        ],
    )


def months_table(months: Sequence[MonthProfit], found: Breakdown) -> CsvTable:
    """The profit of the months since there is anything."""
    since = (found.since or found.on).replace(day=1)
    return CsvTable(
        f"profit-by-month-{found.on}",
        ("month", "currency", "profit"),
        [
            (f"{one.month:%Y-%m}", found.currency, exactly(one.profit))
            for one in months
            if one.month >= since
        ],
    )


def accounts_table(rows: Sequence[AccountRow], found: Breakdown) -> CsvTable:
    """What each account holds, what that is worth, and its share of all that is above zero."""
    return CsvTable(
        f"accounts-{found.on}",
        ACCOUNT_HEAD,
        [
            (
                *(row.id, row.name, row.kind, row.currency, trimmed(row.balance)),
                *(found.currency, exactly(row.exact), exactly(row.share)),
            )
            for row in rows
        ],
    )
