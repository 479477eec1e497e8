"""The pieces of the dashboard, as its template reads them; amounts are in its currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from total_bankroll.charts import Chart
from total_bankroll.routes.account_rows import AccountRow
from total_bankroll.routes.past import Past


@dataclass(frozen=True)
class Figure:
    """An amount in the display currency, and where its entries are."""

    value: Decimal
    href: str
    exact: Decimal | None = None


@dataclass(frozen=True)
class Change:
    """A change, as a ratio of a positive base too, the net capital within it, and its report."""

    value: Decimal
    percent: Decimal | None
    capital: Figure
    href: str
    why: str


@dataclass(frozen=True)
class Exposure:
    """The account that holds most: its page, and the list that explains what it is worth."""

    name: str
    value: Decimal
    share: Decimal
    page: str
    href: str


@dataclass(frozen=True)
class Choice:
    """One link of a segmented control."""

    text: str
    href: str
    on: bool


@dataclass(frozen=True)
class Debt:
    """An asset worth less than nothing: its page, and the list that explains it where one does."""

    name: str
    value: Decimal
    page: str
    href: str | None = None


@dataclass(frozen=True)
class Notice:
    """Something that is missing, and the page where it can be mended.

    `accounts` says of each what it is left out of, where several share a notice.
    """

    text: str
    href: str
    action: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page; amounts are in `currency`."""

    currency: str
    on: date
    rates_note: str
    total: Figure
    change: Change | None
    profit: Figure
    profit_fx: Figure
    month_profit: Figure
    month_fx: Figure
    month_name: str
    profit_why: str
    month_why: str
    deposits: Figure
    withdrawals: Figure
    exposure: Exposure | None
    ranges: tuple[Choice, ...]
    breakdowns: tuple[Choice, ...]
    history: Chart
    range_change: Change | None
    monthly: Chart
    allocation: Chart | None
    debts: tuple[Debt, ...]
    accounts: tuple[AccountRow, ...]
    missing: tuple[Notice, ...]
    next: str
    past: Past
    csv: Mapping[str, str]
    has_begun: bool
