"""A stretch of days of a selection of accounts: who counts, what came and went, values by day."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from total_bankroll.book import ZERO, Book
from total_bankroll.cache_policy import once
from total_bankroll.figures import DAY, value_line, values_over
from total_bankroll.packed_years import Flow
from total_bankroll.performance import FlowDay
from total_bankroll.services.books import Books, load_books
from total_bankroll.services.outside import transfer_legs
from total_bankroll.services.selection import Selection
from total_bankroll.services.views import AccountView, Missing

LEFT_OUT = "attribution"


class _Flows(NamedTuple):
    """What came and went by day, and the days in order."""

    days: Sequence[date]
    flows: Mapping[date, tuple[Decimal, Decimal]]


class _FlowDays(NamedTuple):
    """Flow days in their order, their days alone, and those of them that lack a value."""

    days: Sequence[date]
    flows: Sequence[FlowDay]
    lacking: Sequence[date]


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
        together = self.books.by_currency(self.inside)
        return sum((book.value(day) or ZERO for book in together), ZERO)

    def values(self, days: Sequence[date]) -> list[Decimal | None]:
        """What they are worth at the end of ascending days; None for want of a rate.

        Worked out once a transaction: years share their days with the whole that they are of.
        """
        key = ("values", self.user_id, self.books.currency, *(a.id for a in self.inside))
        known: dict[date, Decimal | None] = once(key, dict)
        begin = min((book.begin for book in self.members if book.begin), default=date.max)
        asked = [day for day in days if day not in known]
        for day, found in zip(asked, self._values(asked), strict=True):
            known[day] = ZERO if day < begin else found
        return [known[day] for day in days]

    def _values(self, days: Sequence[date]) -> list[Decimal | None]:
        return values_over(self.books.by_currency(self.inside), days)

    def flows(self) -> dict[date, tuple[Decimal, Decimal]]:
        """What came in and what went out, on each day on which anything did.

        Money from and to accounts that do not count came from and went to outside. A year takes
        its share of what was worked out for all days of the transaction's books.
        """
        key = ("flows", self.user_id, self.books.currency, self.books.first)
        found = once((*key, *(a.id for a in self.inside)), self._all_flows)
        days = _within(found.days, self.before, self.last)
        return {day: found.flows[day] for day in days}

    def flow_days(self) -> tuple[Sequence[FlowDay], date | None]:
        """The same with the values around each, and the first day that lacks one.

        Where there is such a day, the values mean nothing.
        """
        key = ("flow days", self.user_id, self.books.currency, self.books.first)
        found = once((*key, *(a.id for a in self.inside)), self._all_flow_days)
        places = _places(found.days, self.before, self.last)
        lacking = _within(found.lacking, self.before, self.last)
        return found.flows[places.start : places.stop], next(iter(lacking), None)

    def _all_flow_days(self) -> _FlowDays:
        key = ("flows", self.user_id, self.books.currency, self.books.first)
        days, flows = once((*key, *(a.id for a in self.inside)), self._all_flows)
        eves = [day - DAY for day in days]
        if len(self.inside) == 1:
            book = self.members[0]
            before, after = value_line(book, eves), value_line(book, days)
        else:
            both = sorted({*eves, *days})
            values = dict(zip(both, self.values(both), strict=True))
            before, after = (list(map(values.__getitem__, some)) for some in (eves, days))
        found, lacking = [], []
        for day, held, left in zip(days, before, after, strict=True):
            if held is None or left is None:
                lacking.append(day)
            found.append(FlowDay(day, held or ZERO, *flows[day], left or ZERO))
        return _FlowDays(days, found, lacking)

    def _all_flows(self) -> _Flows:
        found: dict[date, tuple[Decimal, Decimal]] = {}
        is_alone = len(self.inside) == 1
        for members in self._by_code():
            worth_of = members[0].worth_of
            added = _own_flows(members[0]) if is_alone else _added_flows(members)
            for day, (came, went) in added.items():
                if came or went:
                    values = worth_of(came) if came else ZERO, worth_of(went) if went else ZERO
                    _add(found, day, *values)
        for day, value in () if is_alone else self._crossing():
            _add(found, day, max(value, ZERO), max(-value, ZERO))
        return _Flows(sorted(found), found)

    def _by_code(self) -> Iterable[Sequence[Book]]:
        """The books that count, those of a currency together: they share its rates."""
        found: dict[str, list[Book]] = {}
        for book in self.members:
            found.setdefault(book.code, []).append(book)
        return found.values()

    def won(self) -> dict[date, Decimal]:
        """What play, bonuses, expenses and transfers' costs did, on each day with any of them."""
        found = {day: -cost for day, cost in self._costs().items()}
        for members in self._by_code():
            for day, count in self._added_results(members).items():
                value = members[0].worth_of(count * (members[0].worth.counts[day] or 0))
                found[day] = found.get(day, ZERO) + value
        return found

    def _added_results(self, members: Sequence[Book]) -> dict[date, int]:
        """Results and bonuses less expenses of accounts of one currency, in its counts."""
        found: dict[date, int] = {}
        for book in members:
            flows = {flow[0]: flow[6:9] for flow in self._flows_of(book)}
            places = _places(book.days, self.before, self.last)
            days = book.days[places.start : places.stop]
            for day, change in zip(days, book.changes[places.start : places.stop], strict=True):
                if day in flows:
                    results, bonuses, expenses = flows[day]
                    if results or bonuses or expenses:
                        found[day] = found.get(day, 0) + results + bonuses - expenses
                elif change:
                    found[day] = found.get(day, 0) + change
        return found

    def _costs(self) -> dict[date, Decimal]:
        """What transfers among the accounts cost, on each day on which there was one."""
        found: dict[date, Decimal] = {}
        if len(self.inside) == len(self.books.accounts):
            for book in self.members:
                for day, _, _, _, into, out_of, *_ in self._flows_of(book):
                    if into or out_of:
                        value = book.worth_of((into - out_of) * (book.worth.counts[day] or 0))
                        found[day] = found.get(day, ZERO) - value
            return found
        ids = {a.id for a in self.inside}
        for account_id, partner_id, day, change in transfer_legs(self.user_id):
            if {account_id, partner_id} <= ids and self.first <= day <= self.last:
                found[day] = found.get(day, ZERO) - self._value(account_id, day, change)
        return found

    def _flows_of(self, book: Book) -> Sequence[Flow]:
        """A book's flows on these days."""
        first = bisect_right(book.flows, self.before, key=itemgetter(0))
        return book.flows[first : bisect_right(book.flows, self.last, key=itemgetter(0))]

    def _crossing(self) -> list[tuple[date, Decimal]]:
        """What came from and went to accounts that do not count."""
        if len(self.inside) == len(self.books.accounts):
            return []
        ids = {a.id for a in self.inside}
        return [
            (day, self._value(account_id, day, change))
            for account_id, partner_id, day, change in transfer_legs(self.user_id)
            if account_id in ids and partner_id not in ids and day >= (self.books.first or day)
        ]

    def _value(self, account_id: int, day: date, change: int) -> Decimal:
        book = self.books.books[account_id]
        return book.amount(change) * (book.rate(day) or ZERO)


def _own_flows(book: Book) -> dict[date, tuple[int, int]]:
    """What came to and went from one account, other accounts too, as counts times rates."""
    return {day: (came + into, went + out_of) for day, came, went, into, out_of in book.flow_counts}


def _added_flows(books: Sequence[Book]) -> dict[date, tuple[int, int]]:
    """What came to and went from accounts of one currency, as counts times rates."""
    found: dict[date, tuple[int, int]] = {}
    for book in books:
        for day, came, went, _, _ in book.flow_counts:
            before = found.get(day)
            found[day] = (before[0] + came, before[1] + went) if before else (came, went)
    return found


def _within(days: Sequence[date], before: date, last: date) -> Sequence[date]:
    """Of ascending days, those after `before` up to and including `last`."""
    places = _places(days, before, last)
    return days[places.start : places.stop]


def _places(days: Sequence[date], before: date, last: date) -> range:
    return range(bisect_right(days, before), bisect_right(days, last))


def _lacking_days(books: Books) -> dict[str, list[date]]:
    """For each currency, the days that lack its rate and on which something happened in it."""
    worths = {book.code: book.worth for book in books.books.values()}
    return {code: worth.lacking for code, worth in worths.items()}


def _add(
    found: dict[date, tuple[Decimal, Decimal]], day: date, came: Decimal, went: Decimal
) -> None:
    before = found.get(day)
    found[day] = (before[0] + came, before[1] + went) if before else (came, went)


def missing(account: AccountView, day: date) -> Missing:
    """That an account is left out of a report, for want of its rate on a day."""
    return Missing(account.id, account.name, account.currency, day, LEFT_OUT)
