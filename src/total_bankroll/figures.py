"""Figures over time and parts of a whole, from the accounts' books: exact and pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType
from typing import cast

from total_bankroll.book import ZERO, Book
from total_bankroll.money import exact
from total_bankroll.together import Together

DAY = timedelta(days=1)
NONE: Mapping[str, Together] = MappingProxyType({})
_RATIOS = Context(prec=12, rounding=ROUND_HALF_UP)


def values_over(books: Sequence[Book], days: Sequence[date]) -> list[Decimal | None]:
    """What some accounts are worth together on ascending days; None is a gap for want of a rate.

    Balances of one currency are added before they are valued, so that the cost follows days
    and currencies. Days before the first entry of all are gaps too.
    """
    if not days:
        return []
    begin = min((book.begin for book in books if book.begin), default=None)
    with exact():
        lines = [value_line(book, days) for book in by_currency(books)]
        if begin is None:
            return [None] * len(days)
        totals = lines[0] if len(lines) == 1 else map(_total, zip(*lines, strict=True))
        return [None if day < begin else total for day, total in zip(days, totals, strict=True)]


def by_currency(books: Iterable[Book], known: Mapping[str, Together] = NONE) -> list[Book]:
    """Books of one currency added up: as many as there are currencies.

    What is `known` is not added up again, if it is of the very same accounts.
    """
    found: dict[str, list[Book]] = {}
    for book in books:
        found.setdefault(book.code, []).append(book)
    return [Book.together(group, known.get(code)) for code, group in found.items()]


def value_line(book: Book, days: Sequence[date]) -> list[Decimal | None]:
    """What a book's balances are worth on ascending days; None for want of a rate."""
    rates, unit = book.worth.on_days(days), book.amount(1)
    return [
        ZERO if not count else None if rate is None else count * unit * rate
        for count, rate in zip(book.counts(days), rates, strict=True)
    ]


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    try:
        return sum(cast("Iterable[Decimal]", values), ZERO)
    except TypeError:  # None among them, which is rare
        return None


def month_ends(first: date, last: date) -> list[date]:
    """The day before the month of `first`, every month's last day after it, and `last`."""
    ends = [first.replace(day=1) - DAY]
    while ends[-1] < last:
        following = (ends[-1] + DAY).replace(day=28) + 4 * DAY
        ends.append(min(following.replace(day=1) - DAY, last))
    return ends


PERIODS = ("whole", "day", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period_edges(first: date, last: date, by: str) -> list[date]:
    """The day before `first`, the last day of each calendar period after it, and `last`."""
    edges = [first - DAY]
    while edges[-1] < last:
        edges.append(last if by == "whole" else min(_period_end(edges[-1] + DAY, by), last))
    return edges


def _period_end(day: date, by: str) -> date:
    """The last day of the calendar period that a day lies in."""
    if by == "day":
        return day
    length = _MONTHS[by]
    month = day.month + length - 1 - (day.month - 1) % length
    return (day.replace(month=month, day=28) + 4 * DAY).replace(day=1) - DAY


def sample_days(first: date, last: date, most: int | None) -> list[date]:
    """At most `most` days from `first` to `last`, evenly apart, the last one always there.

    None is all of them.
    """
    if last < first:
        return []
    step = 1 if most is None else max(1, -(-((last - first).days + 1) // most))
    days = [last - step * DAY * back for back in range((last - first).days // step + 1)]
    return days[::-1]


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    """`part` divided by `whole` to 12 significant digits: for shares and percentages."""
    return _RATIOS.divide(part, whole)


def shares(values: Mapping[int, Decimal | None]) -> dict[int, Decimal | None]:
    """Each positive value's share of all positive values, to 12 digits; None for the others."""
    total = sum((value for value in values.values() if value and value > 0), ZERO)
    return {
        key: ratio(value, total) if value and value > 0 else None for key, value in values.items()
    }
