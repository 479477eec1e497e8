"""Every day of every account in one row an account: a long history is read as two long texts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from total_bankroll.book import Flow
from total_bankroll.extensions import db
from total_bankroll.models import AccountDay

SEPARATOR = ","
DAY_LENGTH = len("2026-11-22")
FLOWS = (
    AccountDay.opening,
    AccountDay.deposits,
    AccountDay.withdrawals,
    AccountDay.moved_in,
    AccountDay.moved_out,
)


class AccountDays(NamedTuple):
    """One account's days, oldest first, how its balance changed on each, and its flows."""

    days: list[date]
    changes: list[int]
    flows: list[Flow]


def read_days(account_ids: Sequence[int]) -> dict[int, AccountDays]:
    """The days of some accounts that have any; one statement.

    A row a day would cost ten times as much, and the day is a small part of what a row costs.
    """
    has_flow = or_(*(column != 0 for column in FLOWS))
    rows = db.session.execute(
        select(
            AccountDay.account_id,
            func.count(),
            _all(_packed(AccountDay.change)),
            func.count(case((has_flow, 1))),
            _all(case((has_flow, _packed(*FLOWS)))),
        )
        .where(AccountDay.account_id.in_(account_ids))
        .group_by(AccountDay.account_id)
    ).all()
    changes = {row[0]: _split(row[2], row[1], 1) for row in rows}
    texts = set[str]().union(*(columns[-1] for columns in changes.values()))
    days = {text: date.fromisoformat(text) for text in texts}
    return {
        row[0]: _account_days(changes[row[0]], _split(row[4], row[3], len(FLOWS)), days)
        for row in rows
    }


def _packed(*columns: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[str]:
    """Some figures of a day, and the day: it ends a piece, since its length is known."""
    text: ColumnElement[str] = cast(columns[0], String)
    for column in (*columns[1:], AccountDay.day):
        text = text + SEPARATOR + cast(column, String)
    return text


def _all(piece: ColumnElement[str]) -> ColumnElement[str]:
    return func.aggregate_strings(piece, SEPARATOR)


def _split(text: str | None, rows: int, figures: int) -> list[list[str]]:
    """The columns of what was packed; raises where the database has not given all of it."""
    fields = text.split(SEPARATOR) if text else []
    width = figures + 1
    if len(fields) != rows * width or (fields and len(fields[-1]) != DAY_LENGTH):
        raise RuntimeError("The database has cut a long text off: see group_concat_max_len.")
    return [fields[place::width] for place in range(width)]


def _account_days(
    changes: Sequence[list[str]], flows: Sequence[list[str]], days: Mapping[str, date]
) -> AccountDays:
    amounts, texts = changes
    if texts != sorted(texts):  # in which order texts are put together is up to the database
        texts, amounts = map(list, zip(*sorted(zip(texts, amounts, strict=True)), strict=True))
    *parts, flow_days = flows
    return AccountDays(
        list(map(days.__getitem__, texts)),
        list(map(int, amounts)),
        sorted(
            zip(map(days.__getitem__, flow_days), *(map(int, part) for part in parts), strict=True)
        ),
    )
