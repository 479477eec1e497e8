"""Figures over time and parts of a whole, from the accounts' books: exact and pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from total_bankroll.book import ZERO, Book
from total_bankroll.money import exact

DAY = timedelta(days=1)
_RATIOS = Context(prec=12, rounding=ROUND_HALF_UP)


def values_over(books: Sequence[Book], days: Sequence[date]) -> list[Decimal | None]:
    """What some accounts are worth together on ascending days; None is a gap for want of a rate.

    Balances of one currency are added before they are valued, so that the cost follows days
    and currencies. Days before the first entry of all are gaps too.
    """
    by_code: dict[str, list[Book]] = {}
    for book in books:
        by_code.setdefault(book.code, []).append(book)
    begin = min((book.days[0] for book in books if book.days), default=None)
    with exact():
        lines = [_value_line(group, days) for group in by_code.values()]
        return [
            None if begin is None or day < begin else _total([line[i] for line in lines])
            for i, day in enumerate(days)
        ]


def _value_line(books: Sequence[Book], days: Sequence[date]) -> list[Decimal | None]:
    rates = books[0].worth.on_days(days)
    balances = [sum((book.balance(day) for book in books), ZERO) for day in days]
    return [
        ZERO if not balance else None if rate is None else balance * rate
        for balance, rate in zip(balances, rates, strict=True)
    ]


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total


def month_ends(first: date, last: date) -> list[date]:
    """The day before the month of `first`, every month's last day after it, and `last`."""
    ends = [first.replace(day=1) - DAY]
    while ends[-1] < last:
        following = (ends[-1] + DAY).replace(day=28) + 4 * DAY
        ends.append(min(following.replace(day=1) - DAY, last))
    return ends


def sample_days(first: date, last: date, most: int) -> list[date]:
    """At most `most` days from `first` to `last`, evenly apart, the last one always there."""
    if last < first:
        return []
    step = max(1, -(-((last - first).days + 1) // most))
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
