"""Every cached read, with what a test asks it and how many seconds it is kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

from total_bankroll.services.entry_views import EntryFilter

SERVICES = "total_bankroll.services."
MINUTE = 60
ON, START = date(2026, 3, 10), date(2025, 3, 10)

Ask = Callable[[int, dict[str, Any]], tuple[Any, ...]]
ASKED: dict[str, tuple[Ask, int]] = {
    "breakdown.breakdown": (lambda me, _: (me, "EUR", ON), 5 * MINUTE),
    "breakdown.change_since": (lambda me, _: (me, "USD", START, ON), 5 * MINUTE),
    "history.history": (lambda me, _: (me, "EUR", START, ON, "currency"), 5 * MINUTE),
    "history.account_history": (lambda me, has: (me, has["account"], None, ON), 5 * MINUTE),
    "history.monthly_profit": (lambda me, _: (me, "EUR", START, ON), 5 * MINUTE),
    "attribution.attribution": (lambda me, _: (me, "EUR", START, ON, "month"), 5 * MINUTE),
    "attribution.extreme_months": (lambda me, _: (me, "EUR", START, ON), 5 * MINUTE),
    "performance_reads.performance": (lambda me, _: (me, "EUR", START, ON), 5 * MINUTE),
    "performance_reads.returns": (lambda me, _: (me, "USD", START, ON), 5 * MINUTE),
    "performance_reads.profit_line": (lambda me, _: (me, "EUR", START, ON), 5 * MINUTE),
    "performance_reads.daily_results": (lambda me, _: (me, "EUR", START, ON), 5 * MINUTE),
    "allocation.allocation": (lambda me, _: (me, "EUR", START, ON, "kind"), 5 * MINUTE),
    "entry_totals._kept": (lambda me, _: (me, "EUR", EntryFilter(), (), None), 5 * MINUTE),
    "currency_reads.units": (lambda me, _: (me,), 24 * 60 * MINUTE),
    "currency_reads.currencies": (lambda me, _: (me, ON), 24 * 60 * MINUTE),
    "article_reads.shelf": (lambda *_: (), 60 * MINUTE),
    "article_reads.listing": (lambda *_: (1, "newest", None), 60 * MINUTE),
    "article_reads.article": (lambda _, has: (has["slug"],), 60 * MINUTE),
    "article_fragments.list_fragment": (
        lambda _, has: (1, "title", has["tag"], "de"),
        60 * MINUTE,
    ),
}
