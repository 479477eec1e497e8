"""What was won or lost on each day by play, and what was moved, in counts of one currency."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from datetime import date
from itertools import compress
from operator import or_

from total_bankroll.book import Book


def results_by_day(book: Book, before: date, last: date) -> dict[date, int]:
    """Results and bonuses less expenses, on each day with any after `before` up to `last`.

    They are what a day changed, but for what its flows are known to have done. `book` may be of
    several accounts together.
    """
    place, until = bisect_right(book.days, before), bisect_right(book.days, last)
    found = dict(zip(book.days[place:until], book.changes[place:until], strict=True))
    part = _flows_between(book, before, last)
    opening, deposits, withdrawals, came, went, *_ = (c[part] for c in book.known.flow_parts)
    days = book.known.flow_days[part]
    flows = zip(days, opening, deposits, withdrawals, came, went, strict=True)
    for day, opened, deposited, withdrawn, into, out_of in flows:
        found[day] -= opened + deposited - withdrawn + into - out_of
    even = {day for day, count in found.items() if not count}
    for day in even.difference(_played(book, even)):
        del found[day]
    return found


def moved_by_day(book: Book, before: date, last: date) -> dict[date, int]:
    """What came from other accounts less what went there, on each day with any."""
    found: dict[date, int] = {}
    part = _flows_between(book, before, last)
    _, _, _, came, went, *_ = (column[part] for column in book.known.flow_parts)
    moved = list(map(or_, came, went))
    days = compress(book.known.flow_days[part], moved)
    for day, into, out_of in zip(days, compress(came, moved), compress(went, moved), strict=True):
        found[day] = found.get(day, 0) + into - out_of
    return found


def _flows_between(book: Book, before: date, last: date) -> slice:
    days = book.known.flow_days
    return slice(bisect_right(days, before), bisect_right(days, last))


def _played(book: Book, days: Collection[date]) -> Iterator[date]:
    """Those of some days on which any account won or lost anything, though all together did not."""
    for member in book.known.members if days else ():
        parts = member.day_parts()
        for day in days:
            if any(parts[day][-3:]) if day in parts else member.has_changed(day):
                yield day
