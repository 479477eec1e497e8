"""A stretch of days of a selection of accounts: who counts, what came and went, values by day."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from total_bankroll.book import ZERO, Book
from total_bankroll.cache_policy import once
from total_bankroll.figures import DAY, values_over
from total_bankroll.flow_days import Crossing, flow_days_alone, flows_of, with_values
from total_bankroll.performance import FlowDays, Flows
from total_bankroll.results import moved_by_day, results_by_day
from total_bankroll.services.books import Books, load_books
from total_bankroll.services.outside import Legs, transfer_legs
from total_bankroll.services.selection import Selection
from total_bankroll.services.views import AccountView, Missing

LEFT_OUT = "attribution"


class Stretch:
    """The days from `first` (None: the first entry) to `last`, both included.

    An account that lacks a rate on a day on which anything happened on it, or at either end, is
    left out. Amounts are in `currency`; use it within `money.exact`.
    """

    def __init__(
        self, user_id: int, currency: str, first: date | None, last: date, selection: Selection
    ) -> None:
        self.user_id, self.books, self.last = user_id, load_books(user_id, currency, first), last
        self.first = min(first or self.books.since or last, last)
        self.before = self.first - DAY
        lacking = once(
            ("lacking", user_id, currency, self.books.first), lambda: _lacking_days(self.books)
        )
        selected = selection.of(self.books.accounts)
        lacks = {a.id: self._lacks(self.books.books[a.id], lacking) for a in selected}
        self.inside = [a for a in selected if lacks[a.id] is None]
        self.left_out = tuple(missing(a, day) for a in selected if (day := lacks[a.id]) is not None)

    def _lacks(self, book: Book, lacking: Mapping[str, Sequence[date]]) -> date | None:
        """The first day in it whose rate an account needs and lacks, or one of its ends."""
        for day in _within(lacking[book.code], self.before, self.last):
            if _within(book.days, day - DAY, day):
                return day
        ends = (self.last, self.before)
        return next((d for d in ends if book.rate(d) is None and book.value(d) is None), None)

    @property
    def members(self) -> list[Book]:
        """The books of the accounts that count."""
        return [self.books.books[a.id] for a in self.inside]

    @property
    def opening(self) -> Decimal:
        """What they were worth before the first day."""
        return self._value_on(self.before)

    @property
    def closing(self) -> Decimal:
        """What they were worth at the end of the last day."""
        return self._value_on(self.last)

    def _value_on(self, day: date) -> Decimal:
        return sum((book.value(day) or ZERO for book in self._together), ZERO)

    def values(self, days: Sequence[date]) -> list[Decimal | None]:
        """What they are worth at the end of ascending days; None for want of a rate."""
        begin = min((book.begin for book in self.members if book.begin), default=date.max)
        found = values_over(self._together, days)
        return [ZERO if day < begin else value for day, value in zip(days, found, strict=True)]

    def flows(self) -> Flows:
        """What came in and what went out, on each day on which anything did.

        Money from and to accounts that do not count came from and went to outside. A year takes
        its share of what was worked out for all days of the transaction's books.
        """
        return once(self._key("flows"), self._all_flows).between(self.before, self.last)

    def flow_days(self) -> FlowDays:
        """The same with the values around each."""
        return once(self._key("flow days"), self._all_flow_days).between(self.before, self.last)

    def _key(self, what: str) -> tuple[object, ...]:
        ids = (account.id for account in self.inside)
        return (what, self.user_id, self.books.currency, self.books.first, *ids)

    def _all_flows(self) -> Flows:
        return flows_of(self.members, self._crossing())

    def _all_flow_days(self) -> FlowDays:
        if len(self.inside) == 1:
            return flow_days_alone(self.members[0])
        return with_values(once(self._key("flows"), self._all_flows), self._together)

    @property
    def _together(self) -> Sequence[Book]:
        return self.books.by_currency(self.inside)

    def won(self) -> dict[date, Decimal]:
        """What play, bonuses, expenses and transfers' costs did, on each day with any of them."""
        is_all = len(self.inside) == len(self.books.accounts)
        places = max((book.places for book in self._together), default=0)
        found: dict[date, int] = {}
        for book in self._together:
            moved = moved_by_day(book, self.before, self.last) if is_all else {}
            for days in (results_by_day(book, self.before, self.last), moved):
                rates = book.worth.counts_on(list(days))
                unit = 10 ** (places - book.places)
                for (day, count), rate in zip(days.items(), rates, strict=True):
                    found[day] = found.get(day, 0) + count * (rate or 0) * unit
        won = {day: Decimal(count).scaleb(-places) for day, count in found.items()}
        for day, value in () if is_all else self._moved():
            won[day] = won.get(day, ZERO) + value
        return won

    def _moved(self) -> Iterator[tuple[date, Decimal]]:
        """What came and went, above and below 0, by transfers among some of all accounts."""
        ids = self._ids
        for book, legs in self._legs():
            within, _ = legs.parted(ids)
            for day, change in zip(within.days, within.changes, strict=True):
                if self.first <= day <= self.last:
                    yield day, book.amount(change) * (book.rate(day) or ZERO)

    def _crossing(self) -> list[Crossing]:
        """What came from and went to accounts that do not count."""
        if len(self.inside) == len(self.books.accounts):
            return []
        ids = self._ids
        parted = ((book, legs.parted(ids)[1]) for book, legs in self._legs())
        return [(book, outside.days, outside.changes) for book, outside in parted]

    @property
    def _ids(self) -> set[int]:
        return {account.id for account in self.inside}

    def _legs(self) -> Iterator[tuple[Book, Legs]]:
        """The parts of the accounts that count in transfers."""
        legs = transfer_legs(self.user_id, self.books)
        return ((self.books.books[key], legs[key]) for key in legs.keys() & self._ids)


def _within(days: Sequence[date], before: date, last: date) -> Sequence[date]:
    """Of ascending days, those after `before` up to and including `last`."""
    return days[bisect_right(days, before) : bisect_right(days, last)]


def _lacking_days(books: Books) -> dict[str, list[date]]:
    """For each currency, the days that lack its rate and on which something happened in it."""
    worths = {book.code: book.worth for book in books.books.values()}
    return {code: worth.lacking for code, worth in worths.items()}


def missing(account: AccountView, day: date) -> Missing:
    """That an account is left out of a report, for want of its rate on a day."""
    return Missing(account.id, account.name, account.currency, day, LEFT_OUT)
