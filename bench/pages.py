"""Every page that a player can get, with the ids of rows that are there."""

from collections.abc import Iterator

from sqlalchemy import extract, select

from bench.instances import Instance
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Article, Currency, Entry, ManualRate, Tag

# By the name of the address's argument, or else by its noun.
ROWS = {
    "sites": select(Account.id).where(Account.kind == "site"),
    "assets": select(Account.id).where(Account.kind == "asset"),
    "entries": select(Entry.id).where(Entry.transfer_id.is_(None)),
    "deposits": select(Entry.id).where(Entry.kind == Kind.DEPOSIT),
    "withdrawals": select(Entry.id).where(Entry.kind == Kind.WITHDRAWAL),
    "bonuses": select(Entry.id).where(Entry.kind == Kind.BONUS),
    "expenses": select(Entry.id).where(Entry.kind == Kind.EXPENSE),
    "transfers": select(Entry.transfer_id).where(Entry.transfer_id.is_not(None)),
    "rate_id": select(ManualRate.id),
    "code": select(Currency.code).where(Currency.user_id.is_not(None)),
    "slug": select(Article.slug),
    "tag": select(Tag.slug),
    "year": select(extract("year", Entry.day)),
}
# Files, and where a player is sent away from.
LEFT_OUT = ("static", "security.", "exports.", "entry_files.", "your_data.download")
QUERIES = (
    "/?range=all&by=site",
    "/?range=1m&by=currency",
    "/entries?after=2026-01-01T00:00:00.000000_1",
    "/entries?sort=amount",
    "/entries?q=sunday&min=10&tag=live",
    "/entries?figure=profit",
    "/entries?figure=bankroll",
    "/?on=2026-01-01",
    "/entries?figure=profit&on=2026-01-01",
    "/reports?range=all&by=month",
    "/reports?range=all&by=quarter&currency=USD&kind=site",
)


def every_page(instance: Instance) -> list[str]:
    """The addresses of all pages for which a row is there."""
    return [*sorted(set(_pages(instance))), *QUERIES]


def _pages(instance: Instance) -> Iterator[str]:
    with instance.context():
        found = {noun: db.session.scalar(query.limit(1)) for noun, query in ROWS.items()}
    for rule in instance.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(LEFT_OUT):
            continue
        noun = found.get(rule.rule.split("/")[1])
        wanted = {name: found.get(name, noun) for name in rule.arguments}
        if None in wanted.values():
            continue
        with instance.app.test_request_context():
            yield str(instance.app.url_for(rule.endpoint, **wanted))
