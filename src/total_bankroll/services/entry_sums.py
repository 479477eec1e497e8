"""Lists of entries added up by currency and day: from stored days where those say enough."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, Select, func, select, union_all

from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, AccountDay, Currency, Entry
from total_bankroll.services.entry_filters import (
    conditions,
    holders_of,
    is_bounded,
    sums_amounts,
)
from total_bankroll.services.entry_places import AMOUNT, NEWEST, Place, beyond
from total_bankroll.services.entry_values import DaySum
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.explaining import CAPITAL, PROFIT
from total_bankroll.services.views import EntryView

_CAPITAL_PARTS = {"opening": 1, "deposits": 1, "withdrawals": -1}
_PROFIT_PARTS = {"change": 1, "opening": -1, "deposits": -1, "withdrawals": 1}
_PART = {
    Kind.DEPOSIT: ("deposits", 1),
    Kind.WITHDRAWAL: ("withdrawals", -1),
    Kind.BONUS: ("bonuses", 1),
    Kind.EXPENSE: ("expenses", -1),
    Kind.TRANSFER_IN: ("moved_in", 1),
    Kind.TRANSFER_OUT: ("moved_out", -1),
}
"""What a day stores of one kind of entry; balances and results stand in one sum there."""

Conditions = Sequence[ColumnElement[bool]]
Sums = Select[str, int, date, int]


def day_sums(user_id: int, filters: EntryFilter, outsiders: Collection[int]) -> list[DaySum]:
    """A list added up by currency and day: as few rows as valuing it needs.

    From the days that are kept beside the entries, whose count does not grow with that of entries;
    from the entries themselves where a filter asks for what days do not tell.
    """
    return _read(_by_day(user_id, filters, outsiders))


class DayCount(NamedTuple):
    """A day's sum, and of how many entries it is."""

    sum: DaySum
    entries: int


def day_counts(user_id: int, filters: EntryFilter, outsiders: Collection[int]) -> list[DayCount]:
    """The same from the entries, with their count: they are gone through once."""
    statement = _of_entries(conditions(user_id, filters, outsiders), filters)
    rows = db.session.execute(statement.add_columns(func.count()))
    return [
        DayCount(DaySum(code, places, day, int(n)), count) for code, places, day, n, count in rows
    ]


def sums_above(
    user_id: int,
    filters: EntryFilter,
    outsiders: Collection[int],
    order: str,
    first: EntryView,
    place: Place,
) -> list[DaySum]:
    """What stands before a page whose first row is `first`, added up by currency and day."""
    where = conditions(user_id, filters, outsiders)
    above = beyond(order, place, backwards=True)
    if order == AMOUNT:
        return _read(_of_entries([*where, above], filters))
    one = timedelta(days=1)
    if order == NEWEST:
        earliest = max(filter(None, (filters.from_day, first.day + one)))
        whole_days = replace(filters, from_day=earliest)
    else:
        latest = min(filter(None, (filters.to_day, first.day - one)))
        whole_days = replace(filters, to_day=latest)
    same_day = _of_entries([*where, Entry.day == first.day, above], filters)
    return _read(union_all(_by_day(user_id, whole_days, outsiders), same_day))


def _read(statement: Executable) -> list[DaySum]:
    """On other days other kinds of entry changed: they are left out."""
    rows = db.session.execute(statement)
    return [DaySum(code, decimals, day, int(n)) for code, decimals, day, n in rows if n]


def _by_day(user_id: int, filters: EntryFilter, outsiders: Collection[int]) -> Sums:
    parts = _parts(filters, outsiders)
    if parts is None:
        return _of_entries(conditions(user_id, filters, outsiders), filters)
    where = [AccountDay.user_id == user_id]
    if filters.account_ids:
        where.append(AccountDay.account_id.in_(filters.account_ids))
    if filters.from_day is not None:
        where.append(AccountDay.day >= filters.from_day)
    if filters.to_day is not None:
        where.append(AccountDay.day <= filters.to_day)
    holders = holders_of(user_id, filters)
    if holders is not None:
        where.append(AccountDay.account_id.in_(holders))
    if outsiders:
        where.append(AccountDay.account_id.not_in(outsiders))
    return _of_days(where, parts)


def _parts(filters: EntryFilter, outsiders: Collection[int]) -> Mapping[str, int] | None:
    """The stored sums of a day that make up a list's, with their signs; None where none do."""
    if not is_bounded(filters) or (outsiders and filters.figure == PROFIT):
        return None
    if filters.figure in (CAPITAL, PROFIT):
        if filters.kinds:
            return None
        return _CAPITAL_PARTS if filters.figure == CAPITAL else _PROFIT_PARTS
    return _parts_of_kinds(filters) if filters.kinds else {"change": 1}


def _parts_of_kinds(filters: EntryFilter) -> Mapping[str, int] | None:
    kinds = set(filters.kinds)
    found: dict[str, int] = {}
    if {Kind.BALANCE, Kind.RESULT} <= kinds:
        kinds -= {Kind.BALANCE, Kind.RESULT}
        found |= {"opening": 1, "results": 1}
    if not kinds <= _PART.keys():
        return None
    found |= dict(_PART[Kind(kind)] for kind in kinds)
    return dict.fromkeys(found, 1) if sums_amounts(filters) else found


def _of_days(where: Conditions, parts: Mapping[str, int]) -> Sums:
    columns = [(getattr(AccountDay, name), sign) for name, sign in parts.items()]
    sums = [func.sum(column if sign > 0 else -column) for column, sign in columns]
    return (
        select(Currency.code, Currency.decimals, AccountDay.day, reduce(add, sums))
        .select_from(AccountDay)
        .join(Account, Account.id == AccountDay.account_id)
        .join(Currency, Currency.id == Account.currency_id)
        .where(*where)
        .group_by(Currency.code, Currency.decimals, AccountDay.day)
    )


def _of_entries(where: Conditions, filters: EntryFilter) -> Sums:
    figure = Entry.amount if sums_amounts(filters) else Entry.change
    return (
        select(Currency.code, Currency.decimals, Entry.day, func.sum(figure))
        .select_from(Entry)
        .join(Account, Account.id == Entry.account_id)
        .join(Currency, Currency.id == Account.currency_id)
        .where(*where)
        .group_by(Currency.code, Currency.decimals, Entry.day)
    )
