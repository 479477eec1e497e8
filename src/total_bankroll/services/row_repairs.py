"""Repairs of single rows: keys, tokens, names, and whose is what."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, ForeignKey, delete, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import ARTICLES, RATES, bulk, user_scope
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
    new_token,
)
from total_bankroll.models.base import Model
from total_bankroll.services.faults import Repaired
from total_bankroll.services.names import name_key, numbered
from total_bankroll.services.preferences import known_timezones
from total_bankroll.services.row_checks import can_be_emptied, is_derived, leads_to_player
from total_bankroll.services.writing import write, write_scope

HOME_ZONE, HOME_CURRENCY = "UTC", "EUR"


def foreign_keys() -> Iterator[Repaired]:
    """A key that may be empty is emptied; rows that mean nothing alone are removed.

    What belonged to a player who is gone stays: only a backup has the player.
    """
    for table in Model.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: str(key.parent)):
            if can_be_emptied(key) or is_derived(key):
                yield from _repair_key(key)


def _repair_key(key: ForeignKey) -> Iterator[Repaired]:
    child: Column[Any] = key.parent
    table: Any = child.table
    lost = child.is_not(None) & child.not_in(select(key.column))
    if "user_id" in table.c and not leads_to_player(key):
        lost &= table.c.user_id.in_(select(User.id))  # else nobody can be told of it
    own = list(table.primary_key.columns)
    rows = db.session.execute(select(*own).where(lost)).all()
    if not rows:
        return
    ids = [row[0] for row in rows]  # of entries: their own, or the entries that taggings are of
    players = list(db.session.scalars(select(User.id))) if "user_id" in table.c else []
    with write_scope(RATES, ARTICLES, *map(user_scope, players)) as session:
        if child.nullable:
            bulk(session, update(table).where(lost).values({child.name: None}), of=ids)
            done = "no longer lead anywhere"
        else:
            bulk(session, delete(table).where(lost), of=ids)
            done = "are removed"
    yield Repaired(str(child), f"{len(rows)} rows that led to no row of {key.column.table} {done}")


def tokens() -> Iterator[Repaired]:
    """Whatever has no token gets one."""
    found = {row.scope: row.token for row in db.session.scalars(select(CacheToken))}
    for scope in (RATES, ARTICLES):
        if not found.get(scope):
            with write_scope() as session:
                session.merge(CacheToken(scope=scope, token=new_token()))
            yield Repaired(f"scope {scope}", "has a new token")
    for user_id in db.session.scalars(select(User.id).where(User.cache_token == "")).all():
        with write(user_id):
            pass  # renewing the token is all there is to do
        yield Repaired(f"player {user_id}", "has a new token")


def players() -> Iterator[Repaired]:
    """What cannot be known is put to what everybody begins with, and said."""
    rows = db.session.execute(select(User.id, User.timezone, User.display_currency)).all()
    for user_id, zone, code in rows:
        if zone not in known_timezones():
            with write(user_id) as session:
                session.get_one(User, user_id).timezone = HOME_ZONE
            yield Repaired(f"player {user_id}", f"lives in {HOME_ZONE} now, not in {zone!r}")
        mine = select(Currency.id).where(Currency.code == code, Currency.owner.in_([0, user_id]))
        if db.session.scalar(mine) is None:
            with write(user_id) as session:
                session.get_one(User, user_id).display_currency = HOME_CURRENCY
            yield Repaired(f"player {user_id}", f"reads totals in {HOME_CURRENCY}, not in {code!r}")


def names() -> Iterator[Repaired]:
    """Names are kept as they are compared; of two that are the same, one gets a number."""
    rows = db.session.execute(
        select(
            Account.id, Account.user_id, Account.name, Account.name_key, Account.deleted_at
        ).join(User, User.id == Account.user_id)
    ).all()
    for account_id, user_id, name, key, deleted_at in rows:
        if key != (None if deleted_at is not None else name_key(name)):
            with write(user_id) as session:
                account = session.get(Account, account_id)  # it may have been purged meanwhile
                said = None if account is None else _rename(session, account)
            if said is not None:
                yield Repaired(f"account {account_id}", said)


def _rename(session: Session, account: Account) -> str:
    if account.deleted_at is not None:
        account.name_key = None
        return "is deleted, and its name is free"
    others = select(Account.name_key).where(
        Account.user_id == account.user_id, Account.id != account.id
    )
    taken, name, number = set(session.scalars(others)), account.name, 1
    while name_key(name) in taken:
        number += 1
        name = numbered(account.name, number)
    account.name, account.name_key = name, name_key(name)
    return f"is compared as {name!r}"


def owners() -> Iterator[Repaired]:
    """Entries and days belong to the player whose account they are on."""
    for model in (Entry, AccountDay, AccountYear):
        rows = db.session.execute(
            select(Account.id, Account.user_id, model.user_id)
            .join(model, model.account_id == Account.id)
            .join(User, User.id == Account.user_id)
            .where(model.user_id != Account.user_id)
            .distinct()
        ).all()
        for account_id, owner, stranger in rows:
            count = _hand_over(model, account_id, owner, stranger)
            what = f"{count} rows of {model.__tablename__} belong to its player again"
            yield Repaired(f"account {account_id}", what)
    yield from _strange_rates()


def _hand_over(model: type[Any], account_id: int, owner: int, stranger: int) -> int:
    mine = model.account_id == account_id, model.user_id == stranger
    with write_scope(*_scopes([owner, stranger])) as session:
        ids = session.scalars(select(Entry.id).where(Entry.account_id == account_id)).all()
        statement = update(model).where(*mine).values(user_id=owner)
        return bulk(session, statement, of=ids)


def _scopes(user_ids: Collection[int]) -> list[str]:
    known = db.session.scalars(select(User.id).where(User.id.in_(user_ids))).all()
    return [user_scope(user_id) for user_id in known]


def _strange_rates() -> Iterator[Repaired]:
    rows = db.session.execute(
        select(ManualRate.id, ManualRate.user_id, ManualRate.day, ManualRate.rate, Currency.code)
        .join(Currency, Currency.id == ManualRate.currency_id)
        .join(User, User.id == ManualRate.user_id)
        .where(Currency.user_id.is_not(None), Currency.user_id != ManualRate.user_id)
    ).all()
    for row_id, user_id, day, rate, code in rows:
        with write(user_id) as session:
            row = session.get(ManualRate, row_id)
            if row is not None:
                session.delete(row)
        yield Repaired(f"manual rate {row_id}", f"is removed: {rate:f} {code} on {day}")
