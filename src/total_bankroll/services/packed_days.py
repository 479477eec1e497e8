"""Every day of an account in one row a year: a long history is read as a few rows of bytes."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Account, AccountDay, AccountYear
from total_bankroll.packed_years import PackedYear, packed
from total_bankroll.unpacked_days import Unpacked

FLOWS = (
    AccountDay.opening,
    AccountDay.deposits,
    AccountDay.withdrawals,
    AccountDay.moved_in,
    AccountDay.moved_out,
    AccountDay.results,
    AccountDay.bonuses,
    AccountDay.expenses,
)
"""The parts of a change, in their order among those of a day."""

_YEARS: Any = AccountYear.__table__


DayFlow = tuple[date, int, int, int, int, int, int, int, int]
"""A day and FLOWS."""


class AccountDays(NamedTuple):
    """One account's days, oldest first, how its balance changed on each, and its flows.

    A day without a flow changed by its result alone.
    """

    days: list[date]
    changes: list[int]
    flows: list[DayFlow]


# -- writing ---------------------------------------------------------------------------------


def pack_days(session: Session, account_id: int, years: Collection[int] | None = None) -> None:
    """Put the days of some years (None: of all) together again, in three statements."""
    own = _YEARS.c.account_id == account_id
    bulk(session, delete(_YEARS).where(own if years is None else own & _YEARS.c.year.in_(years)))
    days = session.execute(
        select(AccountDay.day, AccountDay.change, *FLOWS)
        .where(AccountDay.account_id == account_id, *_within(years))
        .order_by(AccountDay.day)
    ).all()
    if days:
        owner = session.get_one(Account, account_id).user_id
        key = {"account_id": account_id, "user_id": owner}
        bulk(session, insert(_YEARS), [{**key, **year._asdict()} for year in packed(days)])


def _within(years: Collection[int] | None) -> list[ColumnElement[bool]]:
    """Days of these years, said so that an index finds them."""
    if years is None:
        return []
    spans = (AccountDay.day.between(date(y, 1, 1), date(y, 12, 31)) for y in sorted(years))
    return [or_(*spans)]


# -- reading ---------------------------------------------------------------------------------


def read_years(account_ids: Collection[int], first: date | None = None) -> dict[int, Unpacked]:
    """The days from `first` on (None: all) of some accounts that have any; one statement.

    A row a day would cost ten times as much, and the day is a small part of what a row costs.
    """
    query = select(
        AccountYear.account_id,
        AccountYear.year,
        AccountYear.changes,
        AccountYear.flow_days,
        AccountYear.flows,
    ).where(AccountYear.account_id.in_(account_ids))
    if first is not None:
        query = query.where(AccountYear.year >= first.year)
    years: dict[int, list[PackedYear]] = {}
    for row in db.session.execute(query.order_by(AccountYear.account_id, AccountYear.year)):
        years.setdefault(row[0], []).append(_whole(PackedYear(*row[1:])))
    if first is not None:
        years = {key: [own[0].since(first), *own[1:]] for key, own in years.items()}
    found = {account_id: Unpacked(own) for account_id, own in years.items()}
    return {account_id: each for account_id, each in found.items() if each.begin}


def _whole(year: PackedYear) -> PackedYear:
    if not year.is_whole:
        raise RuntimeError("A stored year is cut off: see flask doctor, flask rebuild.")
    return year


def read_days(account_ids: Collection[int], first: date | None = None) -> dict[int, AccountDays]:
    """The same, all of it unpacked."""
    return {
        account_id: AccountDays(
            list(each.days),
            list(each.changes),
            list(zip(each.flow_days, *each.flow_parts, strict=True)),
        )
        for account_id, each in read_years(account_ids, first).items()
    }
