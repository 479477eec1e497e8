"""What the bankroll was made of over time: by account, by kind of account, or by currency."""

from collections.abc import Sequence
from datetime import date

from total_bankroll.book import Book
from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached
from total_bankroll.figures import sample_days
from total_bankroll.services.allocation_views import Allocation
from total_bankroll.services.books import Books, load_books
from total_bankroll.services.gaps import gaps_of, known_values
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
        gaps=gaps_of(books, inside, days, FIGURE),
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
        HistorySeries(key, names[key], known_values(group, days)) for key, group in members.items()
    )


def _part(account: AccountView, by: str) -> tuple[str, str]:
    """The key and the name of the part that an account belongs to."""
    if by == "currency":
        return account.currency, account.currency
    if by == "kind":
        return account.kind, KINDS[account.kind]
    return str(account.id), account.name


def _missing(account: AccountView, day: date) -> Missing:
    return Missing(account.id, account.name, account.currency, day, FIGURE)
