"""The rates that a computation needs, read from the database in two statements."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import String, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import once
from total_bankroll.extensions import db
from total_bankroll.models import Currency, ManualRate, Rate
from total_bankroll.rates import MAX_AGE, Dated, RateTable, Series

SHARED = 0  # the owner of the currencies that everybody has


class _Known(NamedTuple):
    """What stands beside the fetched rates: the player's own, and where the loaded data ends."""

    manual: dict[str, list[Dated]]
    data_end: date | None


class _Loaded(NamedTuple):
    """A table, and what it was asked for."""

    codes: frozenset[str]
    since: date | None
    table: RateTable

    def covers(self, codes: frozenset[str], since: date | None) -> bool:
        """Whether it answers for these too."""
        reaches = self.since is None or (since is not None and self.since <= since)
        return reaches and codes <= self.codes


def rate_table(user_id: int | None, codes: Sequence[str], since: date | None = None) -> RateTable:
    """The rates of `codes` from `since` on, with the player's manual ones.

    For days before `since` the table need not have answers; None loads all history. It is two
    statements, whatever is asked for, and none where this transaction has read as much already.
    """
    wanted = frozenset(codes)
    loaded: list[_Loaded] = once(("rate tables", user_id), list)
    for earlier in loaded:
        if earlier.covers(wanted, since):
            return earlier.table
    table = _load(user_id, sorted(wanted), since)
    loaded.append(_Loaded(wanted, since, table))
    return table


def _load(user_id: int | None, wanted: Sequence[str], since: date | None) -> RateTable:
    session = db.session()
    known = _manual(session, user_id, wanted)
    fetched = _fetched(session, wanted, _first_day(since, known.data_end))
    return RateTable(
        {
            code: Series(code, fetched.get(code, ()), known.manual.get(code, ()), known.data_end)
            for code in wanted
        }
    )


def _first_day(since: date | None, data_end: date | None) -> date | None:
    """The oldest day that can matter: a series may live on from where the data ends."""
    if since is None or data_end is None:
        return None
    return min(since, data_end) - MAX_AGE


def _manual(session: Session, user_id: int | None, codes: Sequence[str]) -> _Known:
    own = (
        select(Currency.code, ManualRate.day, type_coerce(ManualRate.rate, String))
        .join(Currency, Currency.id == ManualRate.currency_id)
        .where(ManualRate.user_id == user_id, Currency.code.in_(codes))
    )
    end = select(null(), func.max(Rate.day), literal("0"))
    manual: dict[str, list[Dated]] = {}
    data_end: date | None = None
    rows: Iterable[Any] = session.execute(union_all(own, end))
    for code, day, rate in rows:
        if code is None:
            data_end = day
        else:
            manual.setdefault(code, []).append((day, Decimal(rate)))
    for rates in manual.values():
        rates.sort()
    return _Known(manual, data_end)


def _fetched(session: Session, codes: Sequence[str], first: date | None) -> dict[str, list[Dated]]:
    query = (
        select(Currency.code, Rate.day, type_coerce(Rate.rate, String))
        .join(Rate, Rate.currency_id == Currency.id)
        .where(Currency.owner == SHARED, Currency.code.in_(codes))
        .order_by(Rate.currency_id, Rate.day)
    )
    if first is not None:
        query = query.where(Rate.day >= first)
    found: dict[str, list[Dated]] = {}
    for code, day, rate in session.execute(query):
        found.setdefault(code, []).append((day, Decimal(rate)))
    return found
