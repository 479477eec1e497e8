"""Accounts side by side: each one's part is what it is by itself, to the last digit."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import RATES, ROWS, Row, on, random_rates, random_rows, row, table
from total_bankroll.book import Book
from total_bankroll.lanes import apart, laid_out, side_by_side
from total_bankroll.money import MAX_BALANCE, exact
from total_bankroll.packed_years import packed
from total_bankroll.pieces import Explained
from total_bankroll.rates import RateTable
from total_bankroll.side_by_side import MANY, SideBySide, Stretch
from total_bankroll.unpacked_days import Together, Unpacked
from total_bankroll.worth import Worth

Day = date | None
days = st.none() | st.integers(-2, 70).map(on)
MOST = MAX_BALANCE - 1


def books(
    accounts: Sequence[Sequence[Row]],
    held: Sequence[int],
    rates: RateTable = RATES,
    code: str = "USD",
) -> list[Book]:
    """A book of each, with the rates of all their days."""
    known = [Unpacked(packed(sorted(rows))) for rows in accounts]
    every = sorted({day for each in known for day in each.days})
    worth = Worth(code, "EUR", rates, every)
    return [Book(each, 2, worth, held=had) for each, had in zip(known, held, strict=True)]


def stretches(found: Sequence[Book], before: Day, end: date) -> list[Stretch]:
    together = Together([member for book in found for member in book.known.members])
    worth = found[0].worth
    assert SideBySide.serves(together, worth)
    return SideBySide(together, worth, [book.held for book in found]).over(before, end)


def check(found: Sequence[Book], before: Day, end: date) -> None:
    with exact():
        for book, stretch in zip(found, stretches(found, before, end), strict=True):
            itself = Explained(Book(book.known, 2, book.worth, held=book.held))
            told, wanted = Explained(book).pieces(before, end, stretch), itself.pieces(before, end)
            assert told.lacks == wanted.lacks
            assert told == wanted or told.lacks  # then the others mean nothing


@given(
    st.lists(st.tuples(random_rows, st.integers(-(10**7), 10**7)), min_size=MANY, max_size=7),
    random_rates,
    days,
    days.filter(bool),
)
def test_side_by_side_is_as_one_by_one(
    accounts: list[tuple[list[Row], int]], rates: RateTable, one: Day, other: date
) -> None:
    found = books([rows for rows, _ in accounts], [held for _, held in accounts], rates)
    check(found, None if one is None else min(one, other), max(one or other, other))


@pytest.mark.parametrize("rate", ["1", "0.000001", "9999999999", "1.23456789"])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_balances_do_not_reach_each_other(rate: str, sign: int) -> None:
    """Each account's bits are enough for the most that it can hold, on either side of zero."""
    swings = [row(0, -sign * MOST)]
    swings += [row(n, sign * 2 * MOST * (1 if n % 2 else -1)) for n in range(1, 300)]
    other = [row(n, 1) for n in range(300)]
    rates = table(USD=[(0, "1"), *((n, rate if n % 2 else "3") for n in range(1, 300))])
    check(books([swings, other, swings, other, []], [0, 5, 0, -5, MOST], rates), None, on(299))


def test_with_no_day_at_all_nothing_changed() -> None:
    found = books([[]] * MANY, [0, 1, -2, 3])
    check(found, None, on(9))
    assert stretches(found, None, on(9)) == [
        Stretch(held, held, 0, 0, None, None) for held in (0, 1, -2, 3)
    ]


def test_a_day_on_which_reasons_cancel_out_is_no_change() -> None:
    rows = [row(1, 100_00, opening=100_00), row(3, 0, bonuses=5_00, expenses=5_00)]
    check(books([rows, ROWS, rows, ROWS], [0] * 4), on(1), on(9))


def test_in_their_own_currency_every_rate_is_one() -> None:
    for before, end in ((None, on(9)), (on(1), on(5)), (on(5), on(5))):
        check(books([ROWS] * MANY, [0, 7, -7, 0], code="EUR"), before, end)


def test_few_and_those_without_a_rate_are_asked_by_themselves() -> None:
    together = Together([Unpacked(packed(ROWS))] * MANY)
    assert SideBySide.serves(together, books([ROWS], [0])[0].worth)
    late = table(USD=[(6, "1.25")])
    assert not SideBySide.serves(together, books([ROWS], [0], late)[0].worth)
    assert not SideBySide.serves(Together(together.members[1:]), books([ROWS], [0])[0].worth)


@given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=3, max_size=3), min_size=1))
def test_numbers_come_apart_as_they_were_put_together(numbers: list[list[int]]) -> None:
    rows = side_by_side([laid_out(each) for each in numbers], 128, (1, 0, 1))
    for place, found in zip((0, 2), rows, strict=True):
        assert [part - 2**63 for part in apart(found, len(numbers), 128)] == [
            each[place] for each in numbers
        ]
