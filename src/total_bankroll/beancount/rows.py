"""What a Beancount ledger is written from: plain rows, amounts as counts of the smallest unit."""

from dataclasses import dataclass
from datetime import date, datetime

from total_bankroll.ledger import Kind


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose bankroll it is, the currency in which they read it, and the days it covers."""

    player: str
    display_currency: str
    first: date
    last: date
    today: date


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its code."""

    code: str
    name: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Account:
    """A site or an asset, with the day from which it is there, and that of its end."""

    id: int
    kind: str
    name: str
    currency: str
    opened: date
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry and what it did; `at` is empty where no time was meant.

    Of two legs of a transfer, each has the other as its `partner`.
    """

    id: int
    account_id: int
    kind: Kind
    day: date
    amount: int
    change: int
    opening: bool = False
    at: datetime | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    partner: "Entry | None" = None
