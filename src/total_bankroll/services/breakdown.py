"""The whole bankroll on a day, explained account by account; one read feeds every figure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from total_bankroll.book import ZERO, Book, Sums
from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached
from total_bankroll.extensions import db
from total_bankroll.figures import ratio, sample_days, shares
from total_bankroll.ledger import day_of
from total_bankroll.money import exact
from total_bankroll.services.books import Books, load_books
from total_bankroll.services.newest import updated_until
from total_bankroll.services.outside import counted, moved_outside
from total_bankroll.services.ownership import zone_of
from total_bankroll.services.views import (
    AccountFigures,
    AccountView,
    Breakdown,
    Change,
    Missing,
    Period,
)

TREND_DAYS = 30


class _Part(NamedTuple):
    """One account's sums: over all time, this month and the last seven days."""

    account: AccountView
    book: Book
    whole: Sums
    month: Sums
    week: Sums


@cached(BANKROLL_TIMEOUT, USER, RATES)
def breakdown(user_id: int, currency: str, on: date) -> Breakdown:
    """The bankroll at the end of `on` in `currency`; `on` is a day of the player's."""
    books = load_books(user_id, currency)
    with exact():
        parts = [_part(account, books.books[account.id], on) for account in books.accounts]
        return _assemble(user_id, books, parts, on)


@cached(BANKROLL_TIMEOUT, USER, RATES)
def change_since(user_id: int, currency: str, before: date | None, on: date) -> Change:
    """How the bankroll changed from the end of `before` (None: from nothing) to that of `on`."""
    books = load_books(user_id, currency)
    with exact():
        return _change(
            [
                (account, books.books[account.id].sums(before, on))
                for account in books.accounts
                if books.books[account.id].sums(None, on).lacks_value is None
            ]
        )


def _change(periods: Sequence[tuple[AccountView, Sums]]) -> Change:
    known = [sums for _, sums in periods if sums.lacks_value is None]
    return Change(
        value=_sum(sums.value_end - sums.value_start for sums in known),
        base=_sum(sums.value_start for sums in known),
        capital=_sum(sums.capital for sums in known if sums.lacks_capital is None),
        missing=tuple(
            Missing(account.id, account.name, account.currency, sums.lacks_value, "change")
            for account, sums in periods
            if sums.lacks_value is not None
        ),
    )


def _part(account: AccountView, book: Book, on: date) -> _Part:
    return _Part(
        account,
        book,
        whole=book.sums(None, on),
        month=book.sums(on.replace(day=1) - timedelta(days=1), on),
        week=book.sums(on - timedelta(days=7), on),
    )


def _assemble(user_id: int, books: Books, parts: Sequence[_Part], on: date) -> Breakdown:
    valued = [p for p in parts if p.whole.lacks_value is None]
    sums = {part.account.id: part.whole for part in parts}
    inside, edges = counted(user_id, books, sums, None, on)
    profitable = [p for p in parts if p.account.id in inside]
    capital = _sum(p.whole.capital for p in profitable)
    value = _sum(p.whole.value_end for p in profitable)
    return Breakdown(
        currency=books.currency,
        on=on,
        accounts=_figures(user_id, parts, on),
        total=_sum(p.whole.value_end for p in valued),
        capital=capital,
        profit=value - capital - moved_outside(user_id, books, inside, None, on),
        fx=_sum(p.whole.fx for p in profitable if p.whole.lacks_fx is None),
        deposits=_sum(p.whole.deposits for p in profitable),
        withdrawals=_sum(p.whole.withdrawals for p in profitable),
        month=_month(user_id, books, profitable, on),
        change_7=_change([(part.account, part.week) for part in valued]),
        missing=_missing(parts, edges),
        since=books.since if books.since and books.since <= on else None,
        rates_on=books.rates_on,
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _month(user_id: int, books: Books, parts: Sequence[_Part], on: date) -> Period:
    start = on.replace(day=1)
    before = start - timedelta(days=1)
    sums = {part.account.id: part.month for part in parts}
    inside = counted(user_id, books, sums, before, on).inside
    months = [p.month for p in parts if p.account.id in inside]
    capital = _sum(month.capital for month in months)
    moved = moved_outside(user_id, books, inside, before, on)
    change = _sum(month.value_end - month.value_start for month in months)
    return Period(
        start=start,
        profit=change - capital - moved,
        fx=_sum(month.fx for month in months if month.lacks_fx is None),
        capital=capital,
    )


def _figures(user_id: int, parts: Sequence[_Part], on: date) -> tuple[AccountFigures, ...]:
    archived = _archived_by(user_id, on, [p.account for p in parts])
    values = {p.account.id: _value(p) for p in parts}
    share, updated = shares(values), updated_until([p.account for p in parts], on)
    return tuple(
        _figure(
            p,
            values[p.account.id],
            share[p.account.id],
            updated[p.account.id],
            on,
            archived=p.account.id in archived,
        )
        for p in parts
    )


def _archived_by(user_id: int, on: date, accounts: Sequence[AccountView]) -> set[int]:
    """The accounts that were put away at the end of a day of the player's."""
    zone = zone_of(db.session(), user_id)
    return {a.id for a in accounts if a.archived_at and day_of(a.archived_at, zone) <= on}


def _value(part: _Part) -> Decimal | None:
    return None if part.whole.lacks_value else part.whole.value_end


def _figure(
    part: _Part,
    value: Decimal | None,
    share: Decimal | None,
    updated: date | None,
    on: date,
    *,
    archived: bool,
) -> AccountFigures:
    whole, book = part.whole, part.book
    balance, month_ago = book.balance(on), book.balance(on - timedelta(days=30))
    has_flows = whole.lacks_capital is None
    has_profit = has_flows and whole.lacks_moved is None and value is not None
    return AccountFigures(
        account=part.account,
        balance=balance,
        value=value,
        share=share,
        capital=whole.capital if has_flows else None,
        profit=whole.profit if has_profit else None,
        fx=whole.fx if whole.lacks_fx is None else None,
        deposits=whole.deposits if has_flows else None,
        withdrawals=whole.withdrawals if has_flows else None,
        change_7=balance - book.balance(on - timedelta(days=7)),
        change_30=balance - month_ago,
        change_30_percent=_ratio(balance - month_ago, month_ago),
        trend=tuple(
            book.balance(day)
            for day in sample_days(on - timedelta(days=TREND_DAYS - 1), on, TREND_DAYS)
        ),
        updated_on=updated,
        archived=archived,
    )


def _ratio(change: Decimal, base: Decimal) -> Decimal | None:
    """The change as a share of a positive base."""
    return ratio(change, base) if base > 0 else None


def _missing(parts: Sequence[_Part], edges: Mapping[int, date]) -> tuple[Missing, ...]:
    """What is left out, for want of which day's rate: the gravest reason of each account."""
    found = []
    for part in parts:
        lacks = (
            ("value", part.whole.lacks_value),
            ("capital", part.whole.lacks_capital or edges.get(part.account.id)),
            ("fx", part.whole.lacks_fx),
        )
        figure, day = next(((f, d) for f, d in lacks if d is not None), ("", None))
        if day is not None:
            a = part.account
            found.append(Missing(a.id, a.name, a.currency, day, figure))
    return tuple(found)
