"""Rates that jump: what waits for somebody's word, what the bank settles, what is plausible."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ecb_server import EcbServer
from tests.support.rates import SERVICE, stored
from total_bankroll.errors import NotFound
from total_bankroll.services.currency_service import RateChange
from total_bankroll.services.rate_sifting import is_jump, sift

pytestmark = pytest.mark.usefixtures("clock")

WEEK = {16: "1.10", 17: "1.11", 18: "1.12", 19: "1.13", 20: "1.14"}


def test_a_jump_is_held_back_and_the_rest_comes_in(bank: EcbServer) -> None:
    bank.publish("2026-11-20", USD="1.40")
    report = SERVICE.update_exchange_rates()
    jump = RateChange("USD", date(2026, 11, 20), Decimal("1.13"), Decimal("1.40"))
    assert report.held == (jump,)
    assert stored("USD") == {16: "1.10", 17: "1.11", 18: "1.12", 19: "1.13"}
    assert stored("JPY")[20] == "164"
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.13")


def test_a_jump_held_back_stays_so(bank: EcbServer) -> None:
    bank.publish("2026-11-20", USD="1.40")
    first = SERVICE.update_exchange_rates()
    second = SERVICE.update_exchange_rates()
    assert (second.held, second.added) == (first.held, 0)


def test_a_jump_is_taken_on_somebodys_word(bank: EcbServer) -> None:
    bank.publish("2026-11-20", USD="1.40")
    SERVICE.update_exchange_rates()
    (taken,) = SERVICE.accept_rate("USD", date(2026, 11, 20))
    assert (taken.old, taken.new) == (Decimal("1.13"), Decimal("1.40"))
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.4")
    assert SERVICE.update_exchange_rates().held == ()


def test_days_after_a_jump_wait_and_come_in_with_it(bank: EcbServer) -> None:
    bank.publish("2026-11-18", USD="1.40")
    bank.publish("2026-11-19", USD="1.41")
    bank.publish("2026-11-20", USD="2.00")
    assert [held.day.day for held in SERVICE.update_exchange_rates().held] == [18, 19, 20]
    taken = SERVICE.accept_rate("USD", date(2026, 11, 18))
    assert [change.day.day for change in taken] == [18, 19]
    assert stored("USD") == {16: "1.10", 17: "1.11", 18: "1.40", 19: "1.41"}
    assert [held.day.day for held in SERVICE.list_held_rates()] == [20]


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("USD", date(2026, 11, 19)),
        ("JPY", date(2026, 11, 20)),
        ("XXX", date(2026, 11, 20)),
    ],
)
def test_only_what_is_held_back_can_be_taken(bank: EcbServer, code: str, day: date) -> None:
    bank.publish("2026-11-20", USD="1.40")
    SERVICE.update_exchange_rates()
    with pytest.raises(NotFound):
        SERVICE.accept_rate(code, day)
    assert 20 not in stored("USD")


def test_a_jump_that_the_bank_corrects_is_settled(bank: EcbServer) -> None:
    bank.publish("2026-11-20", USD="11.40")
    SERVICE.update_exchange_rates()
    bank.publish("2026-11-20", USD="1.14")
    assert SERVICE.update_exchange_rates().held == ()
    assert stored("USD") == WEEK


def test_a_jump_that_comes_back_as_another_is_held_with_its_new_rate(bank: EcbServer) -> None:
    for rate in ("11.40", "11.50"):
        bank.publish("2026-11-20", USD=rate)
        SERVICE.update_exchange_rates()
    (held,) = SERVICE.list_held_rates()
    assert held.new == Decimal("11.50")


def test_a_correction_replaces_what_is_there_and_is_reported(bank: EcbServer) -> None:
    bank.publish("2026-11-17", USD="1.09")
    (change,) = SERVICE.update_exchange_rates().corrected
    assert change == RateChange("USD", date(2026, 11, 17), Decimal("1.11"), Decimal("1.09"))
    assert stored("USD") == WEEK | {17: "1.09"}


def test_an_implausible_correction_is_held_back(bank: EcbServer) -> None:
    bank.publish("2026-11-17", USD="11.1")
    (held,) = SERVICE.update_exchange_rates().held
    assert (held.old, held.new) == (Decimal("1.11"), Decimal("11.1"))
    assert stored("USD") == WEEK
    SERVICE.accept_rate("USD", date(2026, 11, 17))
    assert stored("USD") == WEEK | {17: "11.1"}


RATE = st.decimals("0.0001", "10000", places=4)
DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [
        ("1", "1.2", False),
        ("1", "1.2000001", True),
        ("1", "0.8", False),
        ("1", "0.7999999", True),
        ("150", "180", False),
        ("150", "180.0001", True),
        ("0.9", "9", True),
    ],
)
def test_a_jump_is_more_than_a_fifth(before: str, after: str, jumps: bool) -> None:
    assert is_jump(Decimal(before), Decimal(after)) is jumps


@given(st.dictionaries(DAYS, RATE), st.dictionaries(DAYS, RATE))
def test_every_fetched_rate_is_new_corrected_held_or_there(
    known: dict[date, Decimal], fetched: dict[date, Decimal]
) -> None:
    found = sift(known, fetched)
    groups = [found.new.keys(), found.corrected.keys(), found.held.keys()]
    same = {day for day in known.keys() & fetched.keys() if known[day] == fetched[day]}
    assert sorted([*same, *(day for group in groups for day in group)]) == sorted(fetched)
    assert found.new.keys().isdisjoint(known)
    assert found.corrected.keys() <= known.keys()


@given(st.dictionaries(DAYS, RATE), st.dictionaries(DAYS, RATE))
def test_nothing_that_comes_in_jumps(
    known: dict[date, Decimal], fetched: dict[date, Decimal]
) -> None:
    found = sift(known, fetched)
    for jump in found.corrected.values():
        assert not is_jump(jump.previous, jump.rate)
    after = known | found.new | {d: j.rate for d, j in found.corrected.items()}
    for day in found.new:
        earlier = [other for other in after if other < day]
        if earlier:
            assert not is_jump(after[max(earlier)], after[day])
