"""What cached reads are worth, making all of them stale, and filling them before they are asked."""

from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from total_bankroll import cache_statistics
from total_bankroll.cache_policy import ARTICLES, RATES, empty_cache, user_scope
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.models import Account, User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.history import range_start
from total_bankroll.services.writing import write_scope

PER_PROCESS = ("SimpleCache", "NullCache")
RANGE = "1y"  # what the dashboard shows unless it is asked for more
SCOPES_A_WRITE = 200  # a long write would keep others waiting
SHORT_NAME = 2  # module and function


class ReadCount(NamedTuple):
    """How often one cached read was served from the cache, and how often it was worked out."""

    name: str
    hits: int
    misses: int


class Statistics(NamedTuple):
    """The counters of all processes that have left some in the last days."""

    backend: str
    processes: int
    reads: tuple[ReadCount, ...]


class CachedReadsService:
    """Nobody needs this for figures to be right: stale ones are never served."""

    @property
    def backend(self) -> str:
        """The cache's kind, as the settings name it."""
        return str(current_app.config["CACHE_TYPE"])

    @property
    def is_shared(self) -> bool:
        """Whether what one process stores can be read by others."""
        return self.backend not in PER_PROCESS

    def statistics(self) -> Statistics:
        """Hits and misses by read."""
        counts, processes = cache_statistics.summed(current_app)
        hits, misses = counts[cache_statistics.HITS], counts[cache_statistics.MISSES]
        reads = tuple(
            ReadCount(_short(name), hits.get(name, 0), misses.get(name, 0))
            for name in sorted(hits.keys() | misses.keys())
        )
        return Statistics(self.backend, processes, reads)

    def clear(self) -> int:
        """Renew every token, which makes every cached read stale in every process; how many."""
        ids = db.session.scalars(select(User.id).order_by(User.id)).all()
        scopes = [RATES, ARTICLES, *map(user_scope, ids)]
        for start in range(0, len(scopes), SCOPES_A_WRITE):
            with write_scope(*scopes[start : start + SCOPES_A_WRITE]):
                pass  # renewing the tokens is all there is to do
        empty_cache()
        return len(scopes)

    def warm(self, *, days: int) -> int:
        """Fill what the dashboards of players read who typed something in the last days."""
        since = (now() - timedelta(days=days)).date()
        active = select(Account.user_id).where(Account.updated_on >= since).distinct()
        players = db.session.scalars(active).all()
        for user_id in players:
            db.session.rollback()
            _fill(user_id)
        return len(players)


def _fill(user_id: int) -> None:
    bankroll = BankrollService()
    CurrencyService().get_units(user_id)
    on = bankroll.get_bankroll_breakdown(user_id).on
    start = range_start(RANGE, on)
    bankroll.get_history(user_id, start=start, end=on)
    bankroll.get_change(user_id, before=start, on=on)
    bankroll.get_monthly_profit(user_id, on=on)


def _short(name: str) -> str:
    return ".".join(name.split(".")[-SHORT_NAME:])
