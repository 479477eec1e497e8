"""The bankroll over time: whole, or by account and currency, and profit month by month."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from total_bankroll.book import ZERO, Book
from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached
from total_bankroll.figures import month_ends, sample_days, values_over
from total_bankroll.money import exact
from total_bankroll.services.books import Books, account_views, display_currency, load_books
from total_bankroll.services.gaps import gaps_of
from total_bankroll.services.history_views import History, HistorySeries, MonthProfit
from total_bankroll.services.outside import counted, moved_outside

MOST_POINTS = 366
LINES = 8
REST = "Others"
GAP = "history"
BREAKDOWNS = ("total", "site", "asset", "currency")


@cached(BANKROLL_TIMEOUT, USER, RATES)
def history(user_id: int, currency: str, start: date | None, end: date, by: str) -> History:
    """Values at the end of sampled days from `start` (None: the first entry) to `end`.

    `by` is one of BREAKDOWNS; of more than eight lines the smallest are added up as the rest.
    An account that lacks its rate on `end` is left out of the total, as it is of the bankroll.
    """
    return _history(user_id, currency, start, end, by, in_full=False)


def history_days(user_id: int, currency: str, start: date | None, end: date, by: str) -> History:
    """The same with every day and every line: for a file, which nobody asks for twice."""
    return _history(user_id, currency, start, end, by, in_full=True)


def _history(
    user_id: int, currency: str, start: date | None, end: date, by: str, *, in_full: bool
) -> History:
    books = load_books(user_id, currency)
    first = max(filter(None, (start, books.since)), default=end)
    days = sample_days(min(first, end), end, None if in_full else MOST_POINTS)
    groups = _groups(books, by, end)
    lines = [
        HistorySeries(key, name, tuple(values_over(members, days))) for key, name, members in groups
    ]
    kept = tuple(lines) if in_full else _top(lines, days, groups)
    drawn = [a for a in books.accounts if by in ("total", "currency", a.kind)]
    valued = [a for a in drawn if books.books[a.id].value(end) is not None]
    return History(currency, by, tuple(days), kept, gaps_of(books, valued, days, GAP))


@cached(BANKROLL_TIMEOUT, USER, RATES)
def account_history(user_id: int, account_id: int, start: date | None, end: date) -> History:
    """One account's native balance over time."""
    return _account_history(user_id, account_id, start, end, MOST_POINTS)


def account_days(user_id: int, account_id: int, start: date | None, end: date) -> History:
    """The same on every day: for a file, which nobody asks for twice."""
    return _account_history(user_id, account_id, start, end, None)


def _account_history(
    user_id: int, account_id: int, start: date | None, end: date, most: int | None
) -> History:
    currency = next(a.currency for a in account_views(user_id) if a.id == account_id)
    # The very books that the account's page is made from: native balances are the same in all.
    books = load_books(user_id, display_currency(user_id, None))
    book = books.books[account_id]
    first = max(filter(None, (start, book.days[0] if book.days else None)), default=end)
    days = sample_days(min(first, end), end, most)
    line = HistorySeries(str(account_id), "", tuple(book.balance(day) for day in days))
    return History(currency, "account", tuple(days), (line,) if book.days else ())


@cached(BANKROLL_TIMEOUT, USER, RATES)
def monthly_profit(user_id: int, currency: str, first: date, on: date) -> tuple[MonthProfit, ...]:
    """Profit of each calendar month from that of `first` up to `on`, which ends the last one."""
    books = load_books(user_id, currency)
    ends = month_ends(first, on)
    with exact():
        whole = {key: book.sums(None, on) for key, book in books.books.items()}
        among = counted(user_id, books, whole, None, on).inside
        return tuple(
            MonthProfit(end.replace(day=1), _profit(user_id, books, among, before, end))
            for before, end in pairwise(ends)
        )


def _profit(
    user_id: int, books: Books, among: Collection[int], before: date, end: date
) -> Decimal | None:
    """A month's profit of those of `among` that have their rates in it; None where none has.

    `among` counts in the profit of all time, so that the months add up to it.
    """
    sums = {key: books.books[key].sums(before, end) for key in among}
    inside = counted(user_id, books, sums, before, end).inside
    if not inside and books.accounts:
        return None
    profit = sum((sums[key].profit + sums[key].moved for key in inside), ZERO)
    return profit - moved_outside(user_id, books, inside, before, end)


def _groups(books: Books, by: str, end: date) -> list[tuple[str, str, list[Book]]]:
    if by == "total":
        valued = [book for book in books.books.values() if book.value(end) is not None]
        return [("total", "Total", valued)]
    if by == "currency":
        codes = sorted({account.currency for account in books.accounts})
        return [
            (code, code, [books.books[a.id] for a in books.accounts if a.currency == code])
            for code in codes
        ]
    return [(str(a.id), a.name, [books.books[a.id]]) for a in books.accounts if a.kind == by]


def _top(
    lines: list[HistorySeries],
    days: Sequence[date],
    groups: Sequence[tuple[str, str, list[Book]]],
) -> tuple[HistorySeries, ...]:
    """The lines that end highest, in their own order, and the sum of all others."""
    if len(lines) <= LINES:
        return tuple(lines)
    ranked = sorted(lines, key=_weight, reverse=True)
    kept = {line.key for line in ranked[:LINES]}
    others = [book for key, _, members in groups if key not in kept for book in members]
    rest = HistorySeries("rest", REST, tuple(values_over(others, days)))
    return (*(line for line in lines if line.key in kept), rest)


def _weight(line: HistorySeries) -> Decimal:
    return max((abs(v) for v in line.values[-1:] if v is not None), default=ZERO)


def range_start(choice: str, on: date) -> date | None:
    """The first day of a chart's range: 1m, 3m, ytd, 1y; None is everything."""
    if choice == "ytd":
        return on.replace(month=1, day=1) - timedelta(days=1)
    spans = {"1m": 30, "3m": 91, "1y": 365}
    return on - timedelta(days=spans[choice]) if choice in spans else None
