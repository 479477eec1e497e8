"""What the bankroll was made of over time: by account, by kind of account, or by currency."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from total_bankroll.book import ZERO, Book
from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached
from total_bankroll.figures import DAY, sample_days, values_over
from total_bankroll.services.allocation_views import Allocation
from total_bankroll.services.books import Books, load_books
from total_bankroll.services.history_views import HistorySeries
from total_bankroll.services.selection import EVERYTHING, Selection
from total_bankroll.services.views import AccountView, Missing

MOST_DAYS = 92
"""As many as a drawing of areas shows."""
PARTS = ("account", "kind", "currency")
KINDS = {"site": "Sites", "asset": "Assets"}
FIGURE = "allocation"


@cached(BANKROLL_TIMEOUT, USER, RATES)
def allocation(
    user_id: int,
    currency: str,
    start: date | None,
    end: date,
    by: str,
    selection: Selection = EVERYTHING,
) -> Allocation:
    """Values at the end of days from `start` to `end`, or from when anything was there.

    `by` is one of PARTS. An account that lacks its rate on `end` is left out of all days, as it
    is of the bankroll.
    """
    return _allocation(user_id, currency, start, end, by, selection, MOST_DAYS - 1)


def allocation_days(
    user_id: int,
    currency: str,
    start: date | None,
    end: date,
    by: str,
    selection: Selection = EVERYTHING,
) -> Allocation:
    """The same on every day: for a file, which nobody asks for twice."""
    return _allocation(user_id, currency, start, end, by, selection, None)


def _allocation(
    user_id: int,
    currency: str,
    start: date | None,
    end: date,
    by: str,
    selection: Selection,
    most: int | None,
) -> Allocation:
    books = load_books(user_id, currency, start)
    selected = selection.of(books.accounts)
    begins = [day for a in selected if (day := books.books[a.id].begin)]
    first = max(filter(None, (start, min(begins, default=None))), default=end)
    first = min(first, end)
    days = sample_days(first, end, most)
    days = days if days[0] == first else [first, *days]
    inside = [a for a in selected if _has_value(books.books[a.id], end)]
    return Allocation(
        currency=currency,
        by=by,
        days=tuple(days),
        parts=_parts(books, inside, by, days),
        left_out=tuple(_missing(a, end) for a in selected if a not in inside),
        gaps=tuple(_gaps(books, inside, days)),
    )


def _has_value(book: Book, end: date) -> bool:
    return book.rate(end) is not None or book.value(end) is not None


def _parts(
    books: Books, accounts: Sequence[AccountView], by: str, days: Sequence[date]
) -> tuple[HistorySeries, ...]:
    """Each part that has an account, accounts and kinds in their order, currencies by code."""
    members: dict[str, list[Book]] = {}
    names: dict[str, str] = {}
    for account in sorted(accounts, key=lambda a: a.currency) if by == "currency" else accounts:
        key, name = _part(account, by)
        names[key] = name
        members.setdefault(key, []).append(books.books[account.id])
    return tuple(
        HistorySeries(key, names[key], _values(group, days)) for key, group in members.items()
    )


def _part(account: AccountView, by: str) -> tuple[str, str]:
    """The key and the name of the part that an account belongs to."""
    if by == "currency":
        return account.currency, account.currency
    if by == "kind":
        return account.kind, KINDS[account.kind]
    return str(account.id), account.name


def _values(members: Sequence[Book], days: Sequence[date]) -> tuple[Decimal | None, ...]:
    begin = min((book.begin for book in members if book.begin), default=date.max)
    return tuple(
        ZERO if day < begin else value
        for day, value in zip(days, values_over(members, days), strict=True)
    )


def _gaps(books: Books, accounts: Sequence[AccountView], days: Sequence[date]) -> list[Missing]:
    """The accounts that lack a rate while something is on them, with the first such day."""
    found = []
    for account in accounts:
        book = books.books[account.id]
        if all(book.worth.on_days(days)):
            continue
        values = _values([book], days)
        if None in values:
            found.append(_missing(account, _first_lacking(book, days, values.index(None))))
    return found


def _first_lacking(book: Book, days: Sequence[date], place: int) -> date:
    """The first day without a value, after the one that is drawn before `place`."""
    before = days[place - 1] if place else days[0] - DAY
    every = [before + DAY * n for n in range(1, (days[place] - before).days + 1)]
    return every[_values([book], every).index(None)]


def _missing(account: AccountView, day: date) -> Missing:
    return Missing(account.id, account.name, account.currency, day, FIGURE)
