"""Why the bankroll changed: the attribution of any period, currency and selection of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import dropwhile, pairwise
from typing import NamedTuple

from total_bankroll.book import ZERO, Book
from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached, once
from total_bankroll.figures import DAY, period_edges
from total_bankroll.money import exact
from total_bankroll.pieces import Explained, Pieces
from total_bankroll.services.attribution_views import (
    AccountAttribution,
    Attribution,
    AttributionReport,
    ExtremeMonths,
    RateMove,
)
from total_bankroll.services.books import Books, load_books
from total_bankroll.services.moves import moves_of
from total_bankroll.services.selection import EVERYTHING, Selection
from total_bankroll.services.stretch import missing
from total_bankroll.services.views import AccountView, NativeTotal


@cached(BANKROLL_TIMEOUT, USER, RATES)
def attribution(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    by: str,
    selection: Selection = EVERYTHING,
) -> AttributionReport:
    """From `first` (None: the first entry) to `last`, one of `figures.PERIODS` at a time."""
    return _attributed(user_id, currency, first, last, by, selection)


@cached(BANKROLL_TIMEOUT, USER, RATES)
def extreme_months(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    selection: Selection = EVERYTHING,
) -> ExtremeMonths:
    """Of the months from `first` to `last`, once there is anything."""
    found = _attributed(user_id, currency, first, last, "month", selection)
    there = list(dropwhile(lambda month: not _has_anything(month), found.periods))
    with exact():
        ranked = sorted(there, key=lambda month: month.profit)
        if not ranked or ranked[0].profit == ranked[-1].profit:
            return ExtremeMonths(None, None, found.left_out)
    return ExtremeMonths(ranked[-1], ranked[0], found.left_out)


def _has_anything(period: Attribution) -> bool:
    return bool(period.opening or any(period.steps) or period.closing)


def _attributed(
    user_id: int, currency: str, first: date | None, last: date, by: str, selection: Selection
) -> AttributionReport:
    """An account that lacks a rate at the edge of a period, or on a day on which anything happened
    on it, is left out of all of them: the periods follow on each other and add up to the whole.
    """
    books = load_books(user_id, currency, first)
    edges = period_edges(min(first or books.since or last, last), last, by)
    selected = selection.of(books.accounts)
    with exact():
        left_out = _left_out(user_id, books, selected, edges)
        inside = [a for a in selected if a.id not in left_out]
        wholes = _wholes(user_id, books, inside, edges[0], last)
        tables = [[whole] for whole in wholes.values()]
        if len(edges) > len((edges[0], last)):
            tables = [_table(each, edges) for each in _explained(user_id, books, inside)]
        moves = _moves(user_id, books, inside, tables, edges)
        return AttributionReport(
            currency=currency,
            by=by,
            periods=_periods(edges, tables, moves),
            whole=_attribution(edges[0] + DAY, last, list(wholes.values()), *moves.in_all),
            accounts=tuple(_alone(a, edges[0] + DAY, last, wholes[a.id]) for a in inside),
            fx_by_currency=_fx_by_currency(inside, wholes),
            left_out=tuple(missing(a, left_out[a.id]) for a in selected if a.id in left_out),
            rates=_rates(books, inside, edges[0], last),
        )


def _explained(user_id: int, books: Books, accounts: Sequence[AccountView]) -> list[Explained]:
    """Some accounts, those of a currency added up: many have no more periods than one.

    Made once a transaction: a page may ask for a stretch as a whole and in periods.
    """
    key = ("explained", user_id, books.currency, books.first, *(a.id for a in accounts))
    return once(key, lambda: list(map(Explained, books.by_currency(accounts))))


def _wholes(
    user_id: int, books: Books, inside: Sequence[AccountView], before: date, last: date
) -> Mapping[int, Pieces]:
    """Each account by itself, from the first day to the last.

    Made once a transaction: a page may ask for the same stretch in periods of two lengths.
    """
    ids = tuple(account.id for account in inside)
    key = ("wholes", user_id, books.currency, books.first, before, last, ids)
    return once(
        key, lambda: {a.id: _explained(user_id, books, [a])[0].pieces(before, last) for a in inside}
    )


class _Moved(NamedTuple):
    """What transfers cost and carried over a selection's edge, period by period."""

    costs: Sequence[Decimal]
    across: Sequence[Decimal]

    @property
    def in_all(self) -> tuple[Decimal, Decimal]:
        """The same of all periods together."""
        return sum(self.costs, ZERO), sum(self.across, ZERO)


def _table(explained: Explained, edges: Sequence[date]) -> list[Pieces]:
    return [explained.pieces(before, end) for before, end in pairwise(edges)]


def _left_out(
    user_id: int, books: Books, selected: Sequence[AccountView], edges: Sequence[date]
) -> dict[int, date]:
    """The accounts that lack a rate in any period, each with the first such day.

    Only those in a currency that lacks any rate at all are looked at period by period.
    """
    found: dict[int, date] = {}
    lacking = {book.code for book in books.by_currency(selected) if _may_lack(book, edges)}
    for account in selected:
        if account.currency in lacking:
            table = _table(_explained(user_id, books, [account])[0], edges)
            if day := next((pieces.lacks for pieces in table if pieces.lacks), None):
                found[account.id] = day
    return found


def _periods(
    edges: Sequence[date], tables: Sequence[Sequence[Pieces]], moves: _Moved
) -> tuple[Attribution, ...]:
    return tuple(
        _attribution(before + DAY, end, [t[n] for t in tables], moves.costs[n], moves.across[n])
        for n, (before, end) in enumerate(pairwise(edges))
    )


def _may_lack(book: Book, edges: Sequence[date]) -> bool:
    """Whether there is a day without a rate on which it could be needed."""
    begin = book.begin or date.max
    needed = book.worth.on_days([edge for edge in edges if edge >= begin])
    return bool(book.worth.lacking) or any(rate is None for rate in needed)


def _moves(
    user_id: int,
    books: Books,
    inside: Sequence[AccountView],
    tables: Sequence[Sequence[Pieces]],
    edges: Sequence[date],
) -> _Moved:
    """Of `inside`, with its pieces; where that is all there is, nothing crosses an edge."""
    ids = {account.id for account in inside}
    if len(ids) == len(books.accounts):
        count = len(edges) - 1
        whole = [sum((table[n].moved for table in tables), ZERO) for n in range(count)]
        return _Moved([-total for total in whole], [ZERO] * count)
    found = moves_of(user_id, books, ids)
    return _Moved(found.costs(edges), found.moved(edges))


def _attribution(
    start: date, end: date, parts: Sequence[Pieces], costs: Decimal, moved: Decimal
) -> Attribution:
    return Attribution(
        start=start,
        end=end,
        opening=sum((p.value_start for p in parts), ZERO),
        capital_in=sum((p.capital_in for p in parts), ZERO),
        capital_out=sum((p.capital_out for p in parts), ZERO),
        results=sum((p.results for p in parts), ZERO),
        bonuses=sum((p.bonuses for p in parts), ZERO),
        expenses=sum((p.expenses for p in parts), ZERO),
        costs=costs,
        moved=moved,
        fx=sum((p.fx for p in parts), ZERO),
        closing=sum((p.value_end for p in parts), ZERO),
    )


def _alone(account: AccountView, start: date, end: date, whole: Pieces) -> AccountAttribution:
    return AccountAttribution(account, _attribution(start, end, [whole], ZERO, whole.moved))


def _fx_by_currency(
    inside: Sequence[AccountView], wholes: Mapping[int, Pieces]
) -> tuple[NativeTotal, ...]:
    found: dict[str, Decimal] = {}
    for account in inside:
        found[account.currency] = found.get(account.currency, ZERO) + wholes[account.id].fx
    return tuple(NativeTotal(code, amount) for code, amount in sorted(found.items()) if amount)


def _rates(
    books: Books, inside: Sequence[AccountView], before: date, last: date
) -> tuple[RateMove, ...]:
    """What became of the rate of each other currency; see `AttributionReport`."""
    found = {}
    for book in books.by_currency(inside):
        if book.code != books.currency:
            begin = min(book.begin or last, last)
            opening = book.rate(before) or book.rate(begin)
            found[book.code] = RateMove(book.code, opening, book.rate(last))
    return tuple(found[code] for code in sorted(found))
