"""Every day of every account in one row an account: a long history is read as two long texts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, case, cast, func, literal, or_, select

from total_bankroll.book import Flow
from total_bankroll.extensions import db
from total_bankroll.models import AccountDay

END = ","  # behind every field, the last one too: a text that was cut off is noticed
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
    flow = case((has_flow, _packed(AccountDay.day, *FLOWS)))
    rows = db.session.execute(
        select(
            AccountDay.account_id,
            func.count(),
            func.aggregate_strings(_packed(AccountDay.day, AccountDay.change), ""),
            func.count(flow),
            func.aggregate_strings(flow, ""),
        )
        .where(AccountDay.account_id.in_(account_ids))
        .group_by(AccountDay.account_id)
    ).all()
    changes = {row[0]: _split(row[2], row[1], 2) for row in rows}
    days = {text: date.fromisoformat(text) for split in changes.values() for text in set(split[0])}
    return {
        row[0]: _account_days(changes[row[0]], _split(row[4] or "", row[3], 1 + len(FLOWS)), days)
        for row in rows
    }


def _packed(*columns: ColumnElement[Any] | Any) -> ColumnElement[str]:
    text: ColumnElement[str] = literal("")
    for column in columns:
        text = text + cast(column, String) + END
    return text


def _split(text: str, rows: int, width: int) -> list[list[str]]:
    """The columns of what was packed; raises where the database has not given all of it."""
    fields = text.split(END)
    if len(fields) != rows * width + 1 or fields.pop():
        raise RuntimeError("The database has cut a long text off: see group_concat_max_len.")
    return [fields[place::width] for place in range(width)]


def _account_days(
    changes: Sequence[list[str]], flows: Sequence[list[str]], days: Mapping[str, date]
) -> AccountDays:
    texts, amounts = changes
    if texts != sorted(texts):  # in which order texts are put together is up to the database
        texts, amounts = map(list, zip(*sorted(zip(*changes, strict=True)), strict=True))
    flow_days, *parts = flows
    return AccountDays(
        [days[text] for text in texts],
        list(map(int, amounts)),
        sorted(zip([days[t] for t in flow_days], *(map(int, part) for part in parts), strict=True)),
    )
