"""Lists of entries: filtered, paged, newest first, with totals that the rows add up to."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Currency, Entry
from total_bankroll.money import exact, from_count, round_half_up
from total_bankroll.services.entry_values import DaySum, Valuer
from total_bankroll.services.explaining import (
    BANKROLL,
    BY_CHANGE,
    CAPITAL,
    PROFIT,
    end_of,
    fx_effect,
    left_out,
)
from total_bankroll.services.ownership import player
from total_bankroll.services.views import (
    EntryFilter,
    EntryPage,
    EntryView,
    NativeTotal,
)

PAGE_SIZE = 50
FLOW_KINDS = (Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.BONUS, Kind.EXPENSE, Kind.TRANSFER_OUT)
_CAPITAL_KINDS = (Kind.DEPOSIT, Kind.WITHDRAWAL)


def list_entries(user_id: int, filters: EntryFilter, page: int) -> EntryPage:
    """One page of a player's entries; a page past the end is the last one."""
    session = db.session()
    currency = player(session, user_id).display_currency
    where = _conditions(user_id, filters, left_out(user_id, currency, filters))
    sums = _sums(where, filters)
    count = sum(row.entries for row in sums)
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = _rows(where, page)
    on = end_of(user_id, filters) if filters.figure == BANKROLL else None
    valuer = Valuer(user_id, currency, sums, on)
    with exact():
        fx = fx_effect(user_id, currency, filters)
        total = valuer.total(sums) + (fx or 0)
        newer = _newer(where, filters, sums, rows, page)
        views = valuer.views([_view(row) for row in rows], _sums_amounts(filters), newer)
    return EntryPage(
        rows=tuple(views),
        page=page,
        pages=pages,
        count=count,
        currency=currency,
        totals=_native(sums),
        total=round_half_up(total, valuer.decimals),
        exact=total,
        lacking=valuer.lacking(sums),
        fx=fx,
    )


def get_entry(user_id: int, entry_id: int) -> EntryView | None:
    """One entry of a player's, deleted or not; None where there is none."""
    row = db.session.execute(
        _select().where(
            Entry.user_id == user_id, Entry.id == entry_id, Account.deleted_at.is_(None)
        )
    ).first()
    return None if row is None else _view(row)


def _sums_amounts(filters: EntryFilter) -> bool:
    """Whether the list adds amounts up as typed, rather than what entries did to balances."""
    return (
        filters.figure not in BY_CHANGE
        and len(filters.kinds) == 1
        and filters.kinds[0] in FLOW_KINDS
    )


def _conditions(
    user_id: int, filters: EntryFilter, outsiders: Collection[int]
) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Entry.user_id == user_id, Entry.deleted_at.is_(None)]
    if filters.kinds:
        where.append(Entry.kind.in_(filters.kinds))
    if filters.account_id is not None:
        where.append(Entry.account_id == filters.account_id)
    if filters.from_day is not None:
        where.append(Entry.day >= filters.from_day)
    if filters.to_day is not None:
        where.append(Entry.day <= filters.to_day)
    if filters.currency is not None:
        where.append(Currency.code == filters.currency)
    is_capital = or_(Entry.kind.in_(_CAPITAL_KINDS), Entry.opening.is_(True))
    if filters.figure == CAPITAL:
        where.append(is_capital)
    elif filters.figure == PROFIT:
        where.append(~is_capital)
    if outsiders:
        outside = select(Entry.transfer_id).where(
            Entry.account_id.in_(outsiders), Entry.transfer_id.is_not(None)
        )
        where.append(Entry.account_id.not_in(outsiders))
        if filters.figure == PROFIT:
            where.append(or_(Entry.transfer_id.is_(None), Entry.transfer_id.not_in(outside)))
    return where


def _sums(where: Sequence[ColumnElement[bool]], filters: EntryFilter) -> list[DaySum]:
    """The list added up by currency and day: as few rows as valuing it needs."""
    figure = Entry.amount if _sums_amounts(filters) else Entry.change
    rows = db.session.execute(
        select(Currency.code, Currency.decimals, Entry.day, func.sum(figure), func.count())
        .select_from(Entry)
        .join(Account, Account.id == Entry.account_id)
        .join(Currency, Currency.id == Account.currency_id)
        .where(*where)
        .group_by(Currency.code, Currency.decimals, Entry.day)
    )
    return [DaySum(code, decimals, day, int(total), n) for code, decimals, day, total, n in rows]


def _newer(
    where: Sequence[ColumnElement[bool]],
    filters: EntryFilter,
    sums: Sequence[DaySum],
    rows: Sequence[Any],
    page: int,
) -> list[DaySum]:
    """What stands on the pages before this one, added up by currency and day."""
    if page == 1 or not rows:
        return []
    first = rows[0].Entry
    above = or_(Entry.at > first.at, and_(Entry.at == first.at, Entry.id > first.id))
    same_day = _sums([*where, Entry.day == first.day, above], filters)
    return [row for row in sums if row.day > first.day] + same_day


def _select() -> Any:
    partner, partner_account, partner_currency = aliased(Entry), aliased(Account), aliased(Currency)
    return (
        select(Entry, Account.name, Currency, partner, partner_account.name, partner_currency)
        .join(Account, Account.id == Entry.account_id)
        .join(Currency, Currency.id == Account.currency_id)
        .outerjoin(
            partner,
            and_(
                partner.transfer_id == Entry.transfer_id,
                partner.id != Entry.id,
                Entry.kind.in_((Kind.TRANSFER_IN, Kind.TRANSFER_OUT)),
            ),
        )
        .outerjoin(partner_account, partner_account.id == partner.account_id)
        .outerjoin(partner_currency, partner_currency.id == partner_account.currency_id)
    )


def _rows(where: Sequence[ColumnElement[bool]], page: int) -> Sequence[Any]:
    statement = (
        _select()
        .where(*where)
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return db.session.execute(statement).all()


def _view(row: Any) -> EntryView:
    entry, account_name, currency, partner, partner_name, partner_currency = row
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
    )


def _native(sums: Sequence[DaySum]) -> tuple[NativeTotal, ...]:
    totals: dict[str, Decimal] = {}
    for row in sums:
        totals[row.code] = totals.get(row.code, Decimal(0)) + from_count(row.amount, row.decimals)
    return tuple(NativeTotal(code, totals[code]) for code in sorted(totals))
