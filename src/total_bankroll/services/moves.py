"""What transfers cost within a selection of accounts and carried over its edge, in any period."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import itemgetter, mul

from total_bankroll.book import ZERO
from total_bankroll.cache_policy import once
from total_bankroll.services.books import Books
from total_bankroll.services.outside import Legs, transfer_legs

Dated = tuple[date, int]


class Moves:
    """Running sums over the legs of some accounts, each at its own day's rate."""

    def __init__(self, places: int, within: Iterable[Dated], across: Iterable[Dated]) -> None:
        """What came and went (below 0) between them, and between them and others, in places."""
        self._places = places
        self._within, self._across = _Running(within), _Running(across)

    def costs(self, edges: Sequence[date]) -> list[Decimal]:
        """What transfers between them cost, in the periods between ascending days."""
        return [-self._value(count) for count in self._within.between(edges)]

    def moved(self, edges: Sequence[date]) -> list[Decimal]:
        """What came from other accounts less what went there, in the same periods."""
        return [self._value(count) for count in self._across.between(edges)]

    def _value(self, count: int) -> Decimal:
        return Decimal(count).scaleb(-self._places) if count else ZERO


class _Running:
    def __init__(self, dated: Iterable[Dated]) -> None:
        found = sorted(dated, key=itemgetter(0))
        self._days = [day for day, _ in found]
        self._sums = list(accumulate((value for _, value in found), initial=0))

    def between(self, edges: Sequence[date]) -> list[int]:
        """What the days after each of `edges` up to and including the next add up to."""
        sums = [self._sums[bisect_right(self._days, edge)] for edge in edges]
        return [after - before for before, after in pairwise(sums)]


def moves_of(user_id: int, books: Books, ids: Collection[int]) -> Moves:
    """Those of some accounts; a leg on a day without a rate is worth nothing.

    Made once a transaction: a page asks for periods of several lengths.
    """
    key = ("moves", user_id, books.currency, books.first, *sorted(ids))
    return once(key, lambda: _added_up(user_id, books, ids))


def _added_up(user_id: int, books: Books, ids: Collection[int]) -> Moves:
    legs = transfer_legs(user_id, books)
    own = legs.keys() & ids
    places = max((books.books[each].places for each in own), default=0)
    within: list[Dated] = []
    across: list[Dated] = []
    for account_id in own:
        for found, part in zip((within, across), legs[account_id].parted(ids), strict=True):
            found += _valued(books, account_id, part, places)
    return Moves(places, within, across)


def _valued(books: Books, account_id: int, legs: Legs, places: int) -> Iterable[Dated]:
    book = books.books[account_id]
    unit = 10 ** (places - book.places)
    rates = [(rate or 0) * unit for rate in book.worth.counts_on(legs.days)]
    return zip(legs.days, map(mul, legs.changes, rates), strict=True)
