"""Where a drawing has a gap: accounts that hold something on a day that lacks their rate."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from total_bankroll.book import ZERO, Book
from total_bankroll.figures import DAY, values_over
from total_bankroll.services.books import Books
from total_bankroll.services.views import AccountView, Missing


def known_values(members: Sequence[Book], days: Sequence[date]) -> tuple[Decimal | None, ...]:
    """What some accounts are worth on ascending days: nothing before their first entry."""
    begin = min((book.begin for book in members if book.begin), default=date.max)
    return tuple(
        ZERO if day < begin else value
        for day, value in zip(days, values_over(members, days), strict=True)
    )


def gaps_of(
    books: Books, accounts: Sequence[AccountView], days: Sequence[date], figure: str
) -> tuple[Missing, ...]:
    """The accounts that lack a rate while something is on them, each with the first such day."""
    found = []
    for account in accounts:
        book = books.books[account.id]
        if all(book.worth.on_days(days)):
            continue
        values = known_values([book], days)
        if None in values:
            day = _first_lacking(book, days, values.index(None))
            found.append(Missing(account.id, account.name, account.currency, day, figure))
    return tuple(found)


def _first_lacking(book: Book, days: Sequence[date], place: int) -> date:
    """The first day without a value, after the one that is drawn before `place`."""
    before = days[place - 1] if place else days[0] - DAY
    every = [before + DAY * n for n in range(1, (days[place] - before).days + 1)]
    return every[known_values([book], every).index(None)]
