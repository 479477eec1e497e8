"""What a generated call of a service is made of: one strategy for the name of each parameter."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.support.facts import Facts
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.selection import Selection

CODES = ("EUR", "USD", "JPY", "USDT", "CHIP")
SLUGS = ("ruin", "tilt", "odds")
DAYS = 45


class Scene:
    """What a call can be about: the rows that are there, whose they are, and what day it is."""

    def __init__(self, facts: Facts, user_id: int, now: datetime, folder: Path) -> None:
        self.facts, self.user_id, self.now, self.folder = facts, user_id, now, folder

    def ids(self, rows: Any, kind: str | None = None) -> st.SearchStrategy[int]:
        """Mostly the player's own, sometimes a stranger's, or one that was never there."""
        fitting = [row for row in rows if kind in (None, getattr(row, "kind", kind))]
        own = [row.id for row in fitting if row.user_id == self.user_id]
        theirs = [row.id for row in fitting if row.user_id != self.user_id]
        return st.sampled_from([*own * 8, *theirs[:1], 10**6])

    def entries(self) -> st.SearchStrategy[int]:
        """The newest ones mostly: an edit should meet what was just done."""
        recent = sorted(self.facts.entries, key=lambda row: row.id)[-12:]
        return self.ids(recent)

    def transfers(self) -> st.SearchStrategy[int]:
        found = {
            e.transfer_id: e
            for e in self.facts.entries
            if e.transfer_id and e.user_id == self.user_id
        }
        return st.sampled_from([*found, 10**6])

    def days(self) -> st.SearchStrategy[date]:
        return st.integers(0, DAYS).map(lambda n: self.now.date() - timedelta(days=n))

    def moments(self) -> st.SearchStrategy[Any]:
        exact = st.integers(0, DAYS * 24).map(lambda n: self.now - timedelta(hours=n, minutes=7))
        return st.one_of(st.none(), self.days(), exact)


def amounts(low: int = 1) -> st.SearchStrategy[Decimal]:
    whole = st.integers(low, 900).map(Decimal)
    cents = st.integers(low * 100, 90_000).map(lambda n: Decimal(n) / 100)
    return st.one_of(whole, whole, cents)


def _filters(scene: Scene) -> st.SearchStrategy[EntryFilter]:
    kinds = st.sampled_from(
        [(), ("deposit",), ("balance",), ("transfer_out",), ("bonus", "expense"), ("transfer_in",)]
    )
    account = st.none() | scene.ids(scene.facts.accounts)
    plain = st.builds(
        EntryFilter,
        kinds=kinds,
        account_id=account,
        from_day=st.none() | scene.days(),
        to_day=st.none() | scene.days(),
        currency=st.none() | st.sampled_from(CODES),
        account_kind=st.sampled_from([None, None, "site", "asset"]),
        on=st.none() | scene.days(),
    )
    sought = st.builds(
        EntryFilter,
        kinds=kinds,
        tag=st.sampled_from([None, "LIVE", "series", "never"]),
        text=st.sampled_from([None, "Sun", "stars", "%", "_"]),
        least=st.none() | amounts(0),
        most=st.none() | amounts(0),
    )
    return st.one_of(plain, sought)


def _selections(scene: Scene) -> st.SearchStrategy[Selection]:
    return st.builds(
        Selection,
        account_id=st.none() | scene.ids(scene.facts.accounts),
        kind=st.sampled_from([None, "site", "asset"]),
        currency=st.none() | st.sampled_from(CODES),
    )


def _places(scene: Scene) -> st.SearchStrategy[str | None]:
    """Where a page may begin: at any entry, whether it is listed or not."""
    found = [f"{e.at:%Y-%m-%dT%H:%M:%S.%f}_{e.id}" for e in scene.facts.entries[-12:]]
    return st.sampled_from([None, *found])


Strategy = Callable[[Scene], st.SearchStrategy[Any]]

STRATEGIES: dict[str, Strategy] = {
    "account_id": lambda s: s.ids(s.facts.accounts),
    "from_account_id": lambda s: s.ids(s.facts.accounts),
    "to_account_id": lambda s: s.ids(s.facts.accounts),
    "site_id": lambda s: s.ids(s.facts.accounts, "site"),
    "asset_id": lambda s: s.ids(s.facts.accounts, "asset"),
    "entry_id": lambda s: s.entries(),
    "entry_ids": lambda s: st.lists(s.entries(), max_size=3),
    "transfer_id": lambda s: s.transfers(),
    "rate_id": lambda s: s.ids(s.facts.manual),
    "submission_id": lambda s: st.none() | st.sampled_from(["one", "two", "three"]),
    # accounts
    "name": lambda s: st.sampled_from(["Stars", "GG", "stars", "Cash", "Bank", "Wallet", "Loan"]),
    "currency_code": lambda s: st.sampled_from(CODES),
    "balance": lambda s: amounts(0),
    "position": lambda s: st.integers(1, 4),
    "archived": lambda s: st.sampled_from([None, True, False]),
    # entries
    "amount": lambda s: amounts(),
    "received": lambda s: amounts(),
    "amounts": lambda s: st.dictionaries(s.ids(s.facts.accounts), amounts(0), max_size=2),
    "date": lambda s: s.moments(),
    "older_than": lambda s: s.ids(s.facts.changes),
    "seen": lambda s: st.sampled_from([None, "an older version"]),
    "tags": lambda s: st.sampled_from([None, (), ("Series",), ("series", "Live"), ("live ♠",)]),
    "note": lambda s: st.sampled_from(["", "for Sunday"]),
    "kind": lambda s: st.sampled_from(["deposit", "withdrawal", "site", "asset"]),
    "filters": _filters,
    "order": lambda s: st.sampled_from(["newest", "newest", "oldest", "amount"]),
    "after_place": _places,
    "before_place": _places,
    "page": lambda s: st.integers(1, 2),
    # figures
    "on": lambda s: s.days(),
    "before": lambda s: s.days(),
    "start": lambda s: s.days(),
    "end": lambda s: s.days(),
    "by": lambda s: st.sampled_from(["total", "site", "asset", "currency"]),
    "months": lambda s: st.integers(1, 4),
    "period": lambda s: st.sampled_from(["whole", "day", "month", "quarter", "year"]),
    "parts_by": lambda s: st.sampled_from(["account", "kind", "currency"]),
    "selection": _selections,
    # currencies and rates
    "code": lambda s: st.sampled_from(CODES),
    "from_currency": lambda s: st.sampled_from(CODES),
    "to_currency": lambda s: st.sampled_from(CODES),
    "direction": lambda s: st.sampled_from(["per-euro", "EUR", "USD"]),
    "day": lambda s: s.days(),
    "days": lambda s: st.lists(s.days(), max_size=3),
    "rate": lambda s: st.sampled_from(["0.5", "1.25", "3", "160", "0.0001"]).map(Decimal),
    "symbol": lambda s: st.sampled_from(["", "¢", "chip"]),
    "decimals": lambda s: st.sampled_from([0, 2, 8]),
    "seconds": lambda s: st.just(1.0),
    # settings
    "display_currency": lambda s: st.sampled_from(CODES),
    "timezone": lambda s: st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
    "locale": lambda s: st.sampled_from(["en", "de"]),
    "theme": lambda s: st.sampled_from(["dark", "light"]),
    # articles
    "directory": lambda s: st.just(s.folder),
    "slug": lambda s: st.sampled_from(SLUGS),
    "sort": lambda s: st.just("newest"),
    "tag": lambda s: st.none(),
    "search": lambda s: st.none(),
}
