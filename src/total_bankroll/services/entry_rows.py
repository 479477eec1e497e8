"""The rows of a list of entries: one page, found by where the last one ended."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import aliased

from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Currency, Entry
from total_bankroll.money import from_count
from total_bankroll.services.entry_places import AMOUNT, Place, beyond, ordering, place_of
from total_bankroll.services.entry_tags import in_order, joined_tags
from total_bankroll.services.views import EntryView

PAGE_SIZE = 50
_LEGS = (Kind.TRANSFER_IN, Kind.TRANSFER_OUT)


class Rows(NamedTuple):
    """One page, and the places before and after which there are more entries."""

    views: list[EntryView]
    previous: Place | None
    following: Place | None


def page_of_rows(
    where: Sequence[ColumnElement[bool]], order: str, after: Place | None, before: Place | None
) -> Rows:
    """The page that begins after a place or ends before it; else the first one.

    Fewer rows than a page before a place are the first page; none after one, the last.
    """
    if after is not None:
        found = _read([*where, beyond(order, after)], order)
        if found:
            return _rows(found[:PAGE_SIZE], has_previous=True, has_following=len(found) > PAGE_SIZE)
        last = _read(where, order, backwards=True)
        return _rows(last[:PAGE_SIZE][::-1], has_previous=len(last) > PAGE_SIZE)
    if before is not None:
        found = _read([*where, beyond(order, before, backwards=True)], order, backwards=True)
        if len(found) > PAGE_SIZE:
            return _rows(found[:PAGE_SIZE][::-1], has_previous=True, has_following=True)
    first = _read(where, order)
    return _rows(first[:PAGE_SIZE], has_following=len(first) > PAGE_SIZE)


def rows_after(
    where: Sequence[ColumnElement[bool]], order: str, after: Place | None, count: int
) -> Rows:
    """So many entries after a place, or the first ones; `following` is None for the last."""
    found = _read(where if after is None else [*where, beyond(order, after)], order, count=count)
    return _rows(found, has_following=len(found) == count)


def get_entry(user_id: int, entry_id: int) -> EntryView | None:
    """One entry of a player's, deleted or not; None where there is none."""
    row = db.session.execute(_one(), {"user_id": user_id, "entry_id": entry_id}).first()
    return None if row is None else _view(row)


@cache
def _one() -> Any:
    return _select().where(
        Entry.user_id == bindparam("user_id"),
        Entry.id == bindparam("entry_id"),
        Account.deleted_at.is_(None),
    )


def _read(
    where: Sequence[ColumnElement[bool]],
    order: str,
    *,
    backwards: bool = False,
    count: int = PAGE_SIZE + 1,
) -> Sequence[Any]:
    """One row more than a page, which tells whether there are more; or so many."""
    keys = ordering(order, backwards=backwards)
    found = select(Entry.id).where(*where)
    if order == AMOUNT:
        found = found.join(Entry.account).join(Account.currency)
    page = found.order_by(*keys).limit(count).subquery()
    statement = _select().join(page, page.c.id == Entry.id).order_by(*keys)
    return db.session.execute(statement).all()


def _rows(found: Sequence[Any], *, has_previous: bool = False, has_following: bool = False) -> Rows:
    if not found:
        return Rows([], None, None)
    first, last = (place_of(row.Entry, row.Currency) for row in (found[0], found[-1]))
    return Rows(
        [_view(row) for row in found],
        first if has_previous else None,
        last if has_following else None,
    )


@cache
def _select() -> Any:
    """Built once, for that takes longer than asking."""
    partner, partner_account, partner_currency = aliased(Entry), aliased(Account), aliased(Currency)
    return (
        select(
            Entry,
            Account.name,
            Currency,
            partner,
            partner_account.name,
            partner_currency,
            joined_tags(),
        )
        .join(Account, Account.id == Entry.account_id)
        .join(Currency, Currency.id == Account.currency_id)
        .outerjoin(
            partner,
            and_(
                partner.transfer_id == Entry.transfer_id,
                partner.id != Entry.id,
                Entry.kind.in_(_LEGS),
            ),
        )
        .outerjoin(partner_account, partner_account.id == partner.account_id)
        .outerjoin(partner_currency, partner_currency.id == partner_account.currency_id)
    )


def _view(row: Any) -> EntryView:
    entry, account_name, currency, partner, partner_name, partner_currency, tags = row
    return EntryView(
        id=entry.id,
        kind=entry.kind,
        account_id=entry.account_id,
        account_name=account_name,
        currency=currency.code,
        symbol=currency.symbol,
        decimals=currency.decimals,
        day=entry.day,
        at=entry.at,
        timed=entry.timed,
        amount=from_count(entry.amount, currency.decimals),
        change=from_count(entry.change, currency.decimals),
        opening=entry.opening,
        note=entry.note,
        transfer_id=entry.transfer_id,
        partner_id=None if partner is None else partner.id,
        partner_name=partner_name,
        partner_currency=None if partner is None else partner_currency.code,
        partner_amount=None
        if partner is None
        else from_count(partner.amount, partner_currency.decimals),
        deleted=entry.deleted_at is not None,
        tags=in_order(tags),
    )
