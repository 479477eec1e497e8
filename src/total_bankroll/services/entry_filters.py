"""Which entries a list shows: filters as conditions of a statement."""

from collections.abc import Collection, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from total_bankroll.ledger import Kind
from total_bankroll.models import Entry, EntryTag, EntryTagging
from total_bankroll.money import MAX_BALANCE, exact
from total_bankroll.services.books import account_views
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.explaining import BY_CHANGE, CAPITAL, PROFIT
from total_bankroll.services.names import name_key
from total_bankroll.services.views import AccountView

FLOW_KINDS = (Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.BONUS, Kind.EXPENSE, Kind.TRANSFER_OUT)
CAPITAL_KINDS = (Kind.DEPOSIT, Kind.WITHDRAWAL)
SIZE = func.abs(Entry.change)
"""What an entry is sought and sorted by; of a balance entry, what it changed."""


def sums_amounts(filters: EntryFilter) -> bool:
    """Whether the list adds amounts up as typed, rather than what entries did to balances."""
    return (
        filters.figure not in BY_CHANGE
        and len(filters.kinds) == 1
        and filters.kinds[0] in FLOW_KINDS
    )


def is_bounded(filters: EntryFilter) -> bool:
    """Whether only so many lists can be asked for: free text would fill a cache with keys."""
    return not (filters.text or filters.tag or _has_range(filters))


def conditions(
    user_id: int, filters: EntryFilter, outsiders: Collection[int]
) -> list[ColumnElement[bool]]:
    """What must hold of an entry; `outsiders` are accounts that the figure explained leaves out.

    What is asked of accounts and currencies is answered first, by the few accounts that there
    are: the list itself is then read along an index of entries alone.
    """
    where: list[ColumnElement[bool]] = [Entry.user_id == user_id, Entry.deleted_at.is_(None)]
    if filters.kinds:
        where.append(Entry.kind.in_(filters.kinds))
    if filters.account_ids:
        where.append(Entry.account_id.in_(filters.account_ids))
    if filters.from_day is not None:
        where.append(Entry.day >= filters.from_day)
    if filters.to_day is not None:
        where.append(Entry.day <= filters.to_day)
    holders = holders_of(user_id, filters)
    if holders is not None:
        where.append(Entry.account_id.in_(holders))
    if _has_range(filters):
        where.append(_within(account_views(user_id), filters.least, filters.most))
    if filters.text:
        where.append(_holds(user_id, filters.text))
    if filters.tag:
        where.append(_carries(user_id, filters.tag))
    return [*where, *_of_figure(filters, outsiders)]


def holders_of(user_id: int, filters: EntryFilter) -> list[int] | None:
    """The accounts of the kind and currency asked for; None where neither is."""
    if filters.currency is None and filters.account_kind is None:
        return None
    return [account.id for account in account_views(user_id) if filters.holds(account)]


def _of_figure(filters: EntryFilter, outsiders: Collection[int]) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    is_capital = or_(Entry.kind.in_(CAPITAL_KINDS), Entry.opening.is_(True))
    if filters.figure == CAPITAL:
        where.append(is_capital)
    elif filters.figure == PROFIT:
        where.append(~is_capital)
    if outsiders:
        where.append(Entry.account_id.not_in(outsiders))
        if filters.figure == PROFIT:
            outside = select(Entry.transfer_id).where(
                Entry.account_id.in_(outsiders), Entry.transfer_id.is_not(None)
            )
            where.append(or_(Entry.transfer_id.is_(None), Entry.transfer_id.not_in(outside)))
    return where


def _has_range(filters: EntryFilter) -> bool:
    return filters.least is not None or filters.most is not None


def _within(
    accounts: Sequence[AccountView], least: Decimal | None, most: Decimal | None
) -> ColumnElement[bool]:
    """A size within a range in units: counts are compared within currencies of equal decimals."""
    found: list[ColumnElement[bool]] = [false()]
    for decimals in sorted({account.decimals for account in accounts}):
        low, high = _count(least, decimals, ROUND_CEILING), _count(most, decimals, ROUND_FLOOR)
        holders = [a.id for a in accounts if a.decimals == decimals]
        parts: list[ColumnElement[bool]] = [Entry.account_id.in_(holders)]
        parts += [] if low is None else [low <= SIZE]
        parts += [] if high is None else [high >= SIZE]
        found.append(and_(*parts))
    return or_(*found)


def _count(amount: Decimal | None, decimals: int, rounding: str) -> int | None:
    if amount is None:
        return None
    with exact():
        scaled = amount.scaleb(decimals)
        if abs(scaled) >= MAX_BALANCE:
            return MAX_BALANCE if scaled > 0 else -1
        return int(scaled.to_integral_value(rounding))


def _holds(user_id: int, text: str) -> ColumnElement[bool]:
    """The text in the account's name or in the note, whatever its case.

    In notes MariaDB ignores accents too, and PostgreSQL knows the letters that the database's
    locale knows.
    """
    folded = text.casefold()
    named = [a.id for a in account_views(user_id) if folded in a.name.casefold()]
    in_note = and_(Entry.note != "", Entry.note.icontains(text, autoescape=True))
    return or_(Entry.account_id.in_(named), in_note)


def _carries(user_id: int, tag: str) -> ColumnElement[bool]:
    key = name_key(tag)
    if not key:
        return false()
    return Entry.id.in_(
        select(EntryTagging.entry_id)
        .join(EntryTag, EntryTag.id == EntryTagging.tag_id)
        .where(EntryTag.user_id == user_id, EntryTag.name_key == key)
    )
