"""Checks of single rows: keys that lead somewhere, tokens, names, and whose is what."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ForeignKey, func, select

from total_bankroll.cache_policy import ARTICLES, RATES
from total_bankroll.extensions import db
from total_bankroll.models import (
    Account,
    AccountDay,
    AccountYear,
    CacheToken,
    Currency,
    Entry,
    ManualRate,
    User,
)
from total_bankroll.models.base import Model
from total_bankroll.services.faults import Fault, chunks
from total_bankroll.services.names import name_key
from total_bankroll.services.preferences import known_timezones


def foreign_keys() -> Iterator[Fault]:
    """Every key leads to a row: SQLite does not look at rows that others wrote unchecked."""
    for table in Model.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: str(key.parent)):
            count = _orphans(key)
            db.session.rollback()
            if count:
                what = f"{count} rows lead to no row of {key.column.table}"
                yield Fault(f"{key.parent}", what, _why_orphans_stay(key))


def _orphans(key: ForeignKey) -> int:
    child: Column[Any] = key.parent
    parent = key.column.table.alias()
    target = parent.c[key.column.name]
    return (
        db.session.scalar(
            select(func.count())
            .select_from(child.table.outerjoin(parent, child == target))
            .where(child.is_not(None), target.is_(None))
        )
        or 0
    )


def is_derived(key: ForeignKey) -> bool:
    """Whether the rows of a table say nothing without the row that they lead to."""
    table = key.parent.table.name
    return table in _OF_PLAYERS or (table in _HANGERS_ON and not leads_to_player(key))


def can_be_emptied(key: ForeignKey) -> bool:
    """Whether a row means the same without this key: a currency of nobody would be everybody's."""
    return bool(key.parent.nullable) and not leads_to_player(key)


_OF_PLAYERS = {"roles_users", "submissions"}
_HANGERS_ON = {"account_days", "account_years", "article_tags", "entry_taggings"}


def leads_to_player(key: ForeignKey) -> bool:
    return key.column.table is User.__table__


def _why_orphans_stay(key: ForeignKey) -> str:
    if can_be_emptied(key) or is_derived(key):
        return ""
    return "Only a backup knows what they belonged to."


def tokens() -> Iterator[Fault]:
    """Each scope has its token; without one, cached reads cannot be told stale from fresh."""
    found = {row.scope: row.token for row in db.session.scalars(select(CacheToken))}
    for scope in (RATES, ARTICLES):
        if not found.get(scope):
            yield Fault(f"scope {scope}", "has no token")
    for user_id in db.session.scalars(select(User.id).where(User.cache_token == "")):
        yield Fault(f"player {user_id}", "has no token")


def players() -> Iterator[Fault]:
    """Each player reads totals in a currency of theirs, and lives in a zone that is known."""
    query = select(User.id, User.timezone, User.display_currency, Currency.id).outerjoin(
        Currency,
        (Currency.code == User.display_currency) & Currency.owner.in_([0, User.id]),
    )
    for rows in chunks(query, User.id):
        for user_id, zone, code, currency in rows:
            if zone not in known_timezones():
                yield Fault(f"player {user_id}", f"lives in an unknown time zone, {zone!r}")
            if currency is None:
                yield Fault(f"player {user_id}", f"reads totals in an unknown currency, {code!r}")


def names() -> Iterator[Fault]:
    """Each account's name is kept as it is compared, and a deleted one's name is free."""
    query = select(Account.id, Account.name, Account.name_key, Account.deleted_at)
    for rows in chunks(query, Account.id):
        for account_id, name, key, deleted_at in rows:
            if deleted_at is not None and key is not None:
                yield Fault(f"account {account_id}", "is deleted and still keeps its name")
            if deleted_at is None and key != name_key(name):
                yield Fault(f"account {account_id}", "has a name that is compared as another")


def owners() -> Iterator[Fault]:
    """What hangs on a player's row is that player's."""
    yield from _strange_currencies()
    for model in (Entry, AccountDay, AccountYear):
        query = (
            select(Account.id, func.count())
            .join(model, model.account_id == Account.id)
            .where(model.user_id != Account.user_id)
            .group_by(Account.id)
        )
        for account_id, count in db.session.execute(query):
            rows = f"{count} rows of {model.__tablename__}"
            yield Fault(f"account {account_id}", f"has {rows} of another player")
        db.session.rollback()


def _strange_currencies() -> Iterator[Fault]:
    for model, name in ((Account, "account"), (ManualRate, "manual rate")):
        query = (
            select(model.id, Currency.code)
            .join(Currency, Currency.id == model.currency_id)
            .where(Currency.user_id.is_not(None), Currency.user_id != model.user_id)
        )
        for row_id, code in db.session.execute(query):
            why = "What its amounts are in is not known." if model is Account else ""
            yield Fault(f"{name} {row_id}", f"is in {code}, another player's currency", why)
        db.session.rollback()
