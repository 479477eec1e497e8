"""The days on which money came or went, with what there was around each: exact whole numbers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import compress, repeat
from operator import add, mul, or_
from typing import cast

from total_bankroll.book import Book
from total_bankroll.performance import FlowDays, Flows
from total_bankroll.unpacked_days import Known
from total_bankroll.worth import Counted

Crossing = tuple[Book, Sequence[date], Sequence[int]]
"""What came to an account (above 0) or went from it on some days, as counts."""
_DAY = timedelta(days=1)


def flows_of(books: Iterable[Book], crossing: Iterable[Crossing] = ()) -> Flows:
    """What came to and went from some accounts; what was moved among them is in `crossing`."""
    books, crossing = list(books), list(crossing)
    places = max((book.places for book in [*books, *(one[0] for one in crossing)]), default=0)
    came: dict[date, int] = {}
    went: dict[date, int] = {}
    for book in books:
        columns = came_and_went(book.known, moved=False)
        for found, counts in zip((came, went), columns, strict=True):
            on = list(compress(book.known.flow_days, counts))
            rates = _raised(book.worth.counts_on(on), places - book.places)
            _add(found, on, map(mul, compress(counts, counts), rates))
    for book, moved_on, counts in crossing:
        rates = _raised(book.worth.counts_on(moved_on), places - book.places)
        for day, value in zip(moved_on, map(mul, counts, rates), strict=True):
            found = came if value > 0 else went
            found[day] = found.get(day, 0) + abs(value)
    used = sorted(day for day in came.keys() | went.keys() if came.get(day) or went.get(day))
    return Flows(
        places, used, [came.get(day, 0) for day in used], [went.get(day, 0) for day in used]
    )


def with_values(flows: Flows, books: Sequence[Book]) -> FlowDays:
    """The same with what some accounts, those of a currency together, were worth around each."""
    eves = [day - _DAY for day in flows.days]
    days = sorted({*eves, *flows.days})
    counted = [book.worth.counted(days) for book in books]
    places = max([flows.places, *map(_places, books, counted)])
    totals, lacking = [0] * len(days), set[date]()
    for book, rates in zip(books, counted, strict=True):
        counts = book.counts(days)
        raised = _raised(rates.counts, places - _places(book, rates))
        totals = list(map(add, totals, map(mul, counts, raised)))
        lacking.update(_lacking(days, counts, rates.counts))
    values = dict(zip(days, totals, strict=True))
    return FlowDays(
        flows.raised(places),
        [values[eve] for eve in eves],
        [values[day] for day in flows.days],
        [d for d in flows.days if {d, d - _DAY} & lacking] if lacking else (),
    )


def flow_days_alone(book: Book) -> FlowDays:
    """One account's by itself: money from and to other accounts came and went too."""
    (known,) = book.known.members
    came, went = came_and_went(known, moved=True)
    before = known.before_flows
    if book.held:
        before = list(map(add, before, repeat(book.held)))
    after = list(map(add, before, known.flow_changes))
    days, eves, counts = known.flow_days, known.flow_eves, [before, came, went, after]
    used = list(map(or_, came, went))
    if not all(used):  # on some days there were only bonuses or expenses
        days, eves = list(compress(days, used)), list(compress(eves, used))
        counts = [list(compress(column, used)) for column in counts]
    return _valued(book, days, eves, counts)


def _valued(
    book: Book, days: Sequence[date], eves: Sequence[date], counts: Sequence[Sequence[int]]
) -> FlowDays:
    before, came, went, after = counts
    if book.worth.is_own:
        return FlowDays(Flows(book.places, days, came, went), before, after)
    on_eves, on_days = book.worth.counted(eves), book.worth.counted(days)
    places = max(_places(book, on_eves), _places(book, on_days))
    eve_rates = _raised(on_eves.counts, places - _places(book, on_eves))
    rates = _raised(on_days.counts, places - _places(book, on_days))
    lacking = {*_lacking(days, before, on_eves.counts), *_lacking(days, after, on_days.counts)}
    return FlowDays(
        Flows(places, days, list(map(mul, came, rates)), list(map(mul, went, rates))),
        list(map(mul, before, eve_rates)),
        list(map(mul, after, rates)),
        sorted(lacking),
    )


def came_and_went(known: Known, *, moved: bool) -> tuple[Sequence[int], Sequence[int]]:
    """Two counts for each day with a flow; a debt that an account was opened with went.

    With what was `moved`, money from and to other accounts is among them.
    """
    opening, came, went, into, out_of, *_ = known.flow_parts
    came, went = list(came), list(went)
    for place in compress(range(len(opening)), opening):
        came[place] += max(opening[place], 0)
        went[place] -= min(opening[place], 0)
    if moved:
        came, went = list(map(add, came, into)), list(map(add, went, out_of))
    return came, went


def _places(book: Book, rates: Counted) -> int:
    return rates.places + book.decimals


def _raised(rates: Sequence[int | None], more: int) -> Sequence[int]:
    """With so many places more; 0 where there is no rate."""
    known = cast("list[int]", rates) if all(rates) else [rate or 0 for rate in rates]
    return [rate * 10**more for rate in known] if more else known


def _lacking(
    days: Sequence[date], counts: Sequence[int], rates: Sequence[int | None]
) -> Iterable[date]:
    """The days on which something was there, but no rate."""
    if all(rates):
        return ()
    return [d for d, n, rate in zip(days, counts, rates, strict=True) if n and rate is None]


def _add(found: dict[date, int], days: Iterable[date], values: Iterable[int]) -> None:
    for day, value in zip(days, values, strict=True):
        found[day] = found.get(day, 0) + value
