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

    def __init__(
        self, facts: Facts, user_id: int, now: datetime, folder: Path, method: str = ""
    ) -> None:
        self.facts, self.user_id, self.now, self.folder = facts, user_id, now, folder
        self.method = method

    def ids(self, rows: Any, kind: str | None = None) -> st.SearchStrategy[int]:
        """Mostly the player's own that the method is for, sometimes others, a stranger's, none."""
        fitting = [row for row in rows if kind in (None, getattr(row, "kind", kind))]
        own = [row for row in fitting if row.user_id == self.user_id]
        apt = [row.id for row in own if self._is_apt(row)]
        theirs = [row.id for row in fitting if row.user_id != self.user_id]
        others = [*(row.id for row in own), *theirs[:1], 10**6]
        return st.sampled_from(apt * (4 * len(others)) + others)

    def _is_apt(self, row: Any) -> bool:
        """Deleted ones are restored and purged, archived ones opened, all else is for the rest."""
        is_deleted = getattr(row, "deleted_at", None) is not None
        is_archived = getattr(row, "archived_at", None) is not None
        if self.method.startswith(("restore_", "purge_")):
            return is_deleted
        if self.method.startswith("archive_") and row.balance:
            return False
        return not is_deleted and is_archived is self.method.startswith("unarchive_")

    def entries(self) -> st.SearchStrategy[int]:
        """The newest ones mostly: an edit should meet what was just done."""
        alone = [row for row in self.facts.entries if not row.transfer_id]
        apt = [row for row in alone if self._is_apt(row)]
        return self.ids(sorted(apt or alone, key=lambda row: row.id)[-12:])

    def transfers(self) -> st.SearchStrategy[int]:
        legs = [e for e in self.facts.entries if e.transfer_id and e.user_id == self.user_id]
        apt = [leg.transfer_id for leg in legs if self._is_apt(leg)]
        return st.sampled_from([*apt * 8, *(leg.transfer_id for leg in legs), 10**6])

    def codes(self) -> st.SearchStrategy[str]:
        """A currency: of the player's own, or held back, where the method is about those."""
        if self.method in ("update_currency", "delete_currency"):
            own = [row.code for row in self.facts.currencies if row.owner == self.user_id]
            return st.sampled_from([*own * 12, *CODES])
        if self.method == "accept_rate" and self.facts.held:
            held = {row.currency_id for row in self.facts.held}
            found = [row.code for row in self.facts.currencies if row.id in held]
            return st.sampled_from([*found * 8, *CODES])
        if self.method == "add_currency":
            return st.sampled_from(["CHIP", "GOLD", "EUR"])
        return st.sampled_from(CODES)

    def rate_days(self) -> st.SearchStrategy[date]:
        """Any day, or one on which a rate is held back."""
        held = [row.day for row in self.facts.held] if self.method == "accept_rate" else []
        return st.one_of(st.sampled_from(held), self.days()) if held else self.days()

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
    "in_full": lambda s: st.booleans(),
    # accounts
    "name": lambda s: st.sampled_from(["Stars", "stars", *(f"Room {n}" for n in range(30))]),
    "currency_code": lambda s: st.sampled_from(CODES),
    "balance": lambda s: amounts(0),
    "position": lambda s: st.integers(1, 4),
    "archived": lambda s: st.sampled_from([None, True, False]),
    # entries
    "amount": lambda s: amounts(6),
    "received": lambda s: st.integers(1, 5).map(Decimal),
    "amounts": lambda s: st.dictionaries(s.ids(s.facts.accounts), amounts(0), max_size=2),
    "date": lambda s: s.moments(),
    "older_than": lambda s: s.ids(s.facts.changes),
    "seen": lambda s: st.sampled_from([None, None, None, "an older version"]),
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
    "code": lambda s: s.codes(),
    "from_currency": lambda s: st.sampled_from(CODES),
    "to_currency": lambda s: st.sampled_from(CODES),
    "direction": lambda s: st.sampled_from(["per-euro", "EUR", "USD"]),
    "day": lambda s: s.rate_days(),
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
