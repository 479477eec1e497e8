"""What is asked of every instance after each write: every cached read, and what lies behind it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.support.machine import World
from total_bankroll.extensions import db


def days_ago(world: World, back: int) -> date:
    """A day, by the calendar of UTC."""
    return (world.now - timedelta(days=back)).date()


def check_reads(world: World) -> None:
    """Ask all instances for both players, and compare with the naive answers.

    The instances share out the ways of asking.
    """
    if world.seen_at_commit:
        raise world.seen_at_commit[0]
    for instance, app in enumerate(world.apps):
        for user_id in world.players:
            with app.app_context():
                for name, arguments in probes(world, user_id, instance):
                    world.compare(user_id, name, **arguments)
                db.session.remove()


def probes(world: World, user_id: int, way: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """One call at least of every cached read; that it is reached is asserted of the whole run."""
    accounts = [row.id for row in world.facts.accounts if row.user_id == user_id]
    articles = [row.slug for row in world.facts.articles]
    since = days_ago(world, 9)
    yield "get_bankroll_breakdown", {}
    yield "get_bankroll_breakdown", {"on": days_ago(world, 4)}  # each differs from it in one thing
    yield "get_bankroll_breakdown", {"currency_code": "USD"}
    yield "calculate_total_bankroll", {}
    yield "get_change", {"before": since}
    yield "get_history", {"by": ("total", "site", "currency")[way]}
    yield "get_monthly_profit", {"months": 3}
    yield "get_attribution", {"period": ("month", "whole", "quarter")[way]}
    yield "get_extreme_months", {"end": days_ago(world, 2)}
    yield "get_performance", {"start": since}
    yield from (("get_returns", {}) for _ in range(way, 1))
    yield "get_profit_line", {}
    yield "get_allocation", {"parts_by": ("account", "kind", "currency")[way]}
    yield "get_daily_results", {"start": days_ago(world, 30)}
    yield "list_accounts", {}
    yield from (("list_entries", {}) for _ in range(way, 1))  # of one: it is long
    yield "get_all_currencies", {}
    yield "get_units", {}
    yield "list_tags", {}
    yield "list_articles", {}
    yield "render_list", {}
    yield from (("get_account_history", {"account_id": key}) for key in accounts[:1])
    yield from (("get_article", {"slug": slug}) for slug in articles[:1])
