"""Exact money: counts of the smallest unit, amounts that do not mix, rounding that adds up."""

from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from total_bankroll.errors import InvalidAmount
from total_bankroll.money import (
    MAX_AMOUNT,
    MAX_BALANCE,
    Amount,
    Totals,
    Unit,
    apportion,
    exact,
    from_count,
    round_half_up,
    to_count,
    trimmed,
)

USD = Unit("USD", "$", 2)

finite = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6
)
places = st.integers(0, 8)


def usd(text: str) -> Amount:
    return Amount(Decimal(text), "USD")


def test_limits_are_those_of_a_bigint_column() -> None:
    assert (MAX_AMOUNT, MAX_BALANCE) == (10**14, 10**15)


@pytest.mark.parametrize(
    ("text", "decimals", "count"),
    [
        ("12.50", 2, 1250),
        ("12.5", 2, 1250),
        ("12.500000", 2, 1250),
        ("-0.01", 2, -1),
        ("0", 2, 0),
        ("-0", 2, 0),
        ("0E+40", 2, 0),
        ("0E-40", 2, 0),
        ("5", 0, 5),
        ("1E+3", 0, 1000),
        ("0.000001", 6, 1),
        ("21.00000001", 8, 2_100_000_001),
        ("999999999999.99", 2, 10**14 - 1),
        ("-999999999999.99", 2, -(10**14) + 1),
        ("999999.99999999", 8, 10**14 - 1),
    ],
)
def test_counts_smallest_units(text: str, decimals: int, count: int) -> None:
    counted = to_count(Decimal(text), decimals)
    assert counted == count
    assert isinstance(counted, int)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_no_amount(text: str) -> None:
    with pytest.raises(InvalidAmount, match=r"^An amount is a number\.$"):
        to_count(Decimal(text), 2)
    with pytest.raises(InvalidAmount, match=r"^An amount is a number\.$"):
        Amount(Decimal(text), "USD")


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("1000000000000", 2),
        ("-1000000000000", 2),
        ("1E+14", 0),
        ("10000000000000", 2),
        ("1000000", 8),
        ("1E+400", 2),
        ("1E+999999", 2),
        ("-1E+999999", 8),
    ],
)
def test_too_large_is_refused(text: str, decimals: int) -> None:
    with pytest.raises(InvalidAmount, match=r"^That amount is too large\.$"):
        to_count(Decimal(text), decimals)


def test_a_balance_has_a_limit_of_its_own() -> None:
    assert to_count(Decimal(10**14), 0, limit=MAX_BALANCE) == 10**14
    with pytest.raises(InvalidAmount, match="too large"):
        to_count(Decimal(10**15), 0, limit=MAX_BALANCE)


@pytest.mark.parametrize("text", ["0.001", "12.505", "1E-400", "1E-999999", "0." + "1" * 70])
def test_more_decimals_than_the_currency_has_are_refused_not_cut(text: str) -> None:
    with pytest.raises(InvalidAmount, match=r"^This currency has at most 2 decimals\.$"):
        to_count(Decimal(text), 2)


def test_a_currency_without_decimals_says_so() -> None:
    with pytest.raises(InvalidAmount, match=r"^Enter a whole number: this currency has no dec"):
        to_count(Decimal("0.5"), 0)


@given(count=st.integers(-MAX_AMOUNT + 1, MAX_AMOUNT - 1), decimals=places)
def test_a_count_and_its_decimal_are_the_same(count: int, decimals: int) -> None:
    value = from_count(count, decimals)
    assert Fraction(value) == Fraction(count, 10**decimals)
    assert value.as_tuple().exponent == -decimals
    assert to_count(value, decimals) == count


def test_a_sum_of_counts_may_pass_28_digits() -> None:
    assert from_count(10**40 + 1, 2) == Decimal("1" + "0" * 38 + ".01")


def test_a_unit_counts_with_its_own_decimals() -> None:
    assert USD.count(Decimal("1.25")) == 125
    assert USD.value(125) == Decimal("1.25")
    with pytest.raises(InvalidAmount):
        USD.count(Decimal("1.255"))


def test_amounts_of_one_currency_add_compare_and_turn() -> None:
    assert usd("1.10") + usd("2.20") == usd("3.30")
    assert usd("1.10") - usd("2.20") == usd("-1.10")
    assert -usd("5") == usd("-5")
    assert usd("1") < usd("2") <= usd("2.00")
    assert usd("2") > usd("1") >= usd("1.0")
    assert not usd("2") < usd("2")
    assert not usd("2") > usd("2")
    assert not usd("3") <= usd("2")
    assert not usd("1") >= usd("2")
    assert usd("1") != Amount(Decimal(1), "EUR")


def test_adding_amounts_loses_no_digit() -> None:
    large = usd("1" + "0" * 30)
    assert (large + usd("0.01")).value == Decimal("1" + "0" * 30 + ".01")
    assert (large - usd("0.01")).value == Decimal("9" * 30 + ".99")
    assert (-(large + usd("0.01"))).value == Decimal("-1" + "0" * 30 + ".01")


@pytest.mark.parametrize(
    "operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"]
)
def test_currencies_do_not_mix(operation: str) -> None:
    with pytest.raises(InvalidAmount, match=r"^USD and EUR do not mix\.$"):
        getattr(usd("1"), operation)(Amount(Decimal(1), "EUR"))


@pytest.mark.parametrize("value", [1.5, 1, "1"])
def test_only_a_decimal_is_an_amount(value: Any) -> None:
    with pytest.raises(TypeError, match="an amount's value is a Decimal"):
        Amount(value, "USD")


def test_exact_arithmetic_has_sixty_digits_and_refuses_to_round() -> None:
    with exact():
        assert Decimal("1" * 30) * Decimal(10**29) == int("1" * 30) * 10**29
        with pytest.raises(Inexact):
            Decimal(1) / Decimal(3)
        with pytest.raises(Inexact):
            Decimal("1" * 60) + Decimal("0.1")
        assert Decimal("1" * 59) + Decimal("0.1") == Decimal("1" * 59 + ".1")


def test_exact_ends_with_its_block() -> None:
    with exact():
        pass
    assert Decimal(1) / Decimal(3) < 1


@pytest.mark.parametrize(
    ("text", "decimals", "rounded"),
    [
        ("2.345", 2, "2.35"),
        ("2.335", 2, "2.34"),
        ("2.344999", 2, "2.34"),
        ("-2.345", 2, "-2.35"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("7", 2, "7.00"),
        ("1" + "0" * 40 + ".005", 2, "1" + "0" * 40 + ".01"),
    ],
)
def test_halves_round_away_from_zero(text: str, decimals: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(text), decimals)) == rounded


def test_rounding_does_not_depend_on_the_context_around_it() -> None:
    with localcontext(prec=3):
        assert round_half_up(Decimal("123456.785"), 2) == Decimal("123456.79")
    with exact():
        assert round_half_up(Decimal("0.125"), 2) == Decimal("0.13")


@pytest.mark.parametrize(
    ("text", "keep", "short"),
    [
        ("1.500", 0, "1.5"),
        ("1.500", 2, "1.50"),
        ("1.000", 0, "1"),
        ("100", 0, "100"),
        ("100", 2, "100.00"),
        ("-1.2345", 2, "-1.2345"),
        ("1E+2", 0, "100"),
        ("0.00000001", 2, "0.00000001"),
    ],
)
def test_trimming_drops_spare_zeros_only(text: str, keep: int, short: str) -> None:
    assert f"{trimmed(Decimal(text), keep):f}" == short


def test_totals_keep_currencies_apart_in_the_order_of_their_codes() -> None:
    totals = Totals()
    for text, code in [("5", "USD"), ("1.5", "EUR"), ("-2", "USD"), ("3", "BTC")]:
        totals.add(Amount(Decimal(text), code))
    assert [(a.currency, a.value) for a in totals] == [
        ("BTC", Decimal(3)),
        ("EUR", Decimal("1.5")),
        ("USD", Decimal(3)),
    ]
    assert len(totals) == 3
    assert totals.of("USD") == 3
    assert totals.of("GBP") == 0


def test_totals_lose_no_digit() -> None:
    totals = Totals()
    totals.add(usd("1" + "0" * 30))
    totals.add(usd("0.01"))
    assert totals.of("USD") == Decimal("1" + "0" * 30 + ".01")


@pytest.mark.parametrize(
    ("values", "decimals", "shown"),
    [
        (["33.333", "33.333", "33.334"], 2, ["33.33", "33.33", "33.34"]),
        (["0.333", "0.333", "0.333"], 0, ["1", "0", "0"]),
        (["0.5", "0.5"], 0, ["1", "0"]),
        (["0.2", "0.4", "0.4"], 0, ["0", "1", "0"]),
        (["-0.25", "-0.25"], 0, ["0", "-1"]),
        (["-0.3", "0.3"], 0, ["0", "0"]),
        (["1.005"], 2, ["1.01"]),
        (["-1.005"], 2, ["-1.01"]),
        (["7", "0"], 2, ["7.00", "0.00"]),
        ([], 2, []),
    ],
)
def test_apportioning_gives_the_largest_remainders_the_missing_units(
    values: list[str], decimals: int, shown: list[str]
) -> None:
    parts = apportion([Decimal(value) for value in values], decimals)
    assert [str(abs(part)) if not part else str(part) for part in parts] == shown


@given(values=st.lists(finite, max_size=20), decimals=st.integers(0, 5))
def test_apportioned_figures_add_up_and_each_is_within_a_unit(
    values: list[Decimal], decimals: int
) -> None:
    parts = apportion(values, decimals)
    assert sum(parts) == round_half_up(sum(values, Decimal(0)), decimals)
    unit = Decimal(1).scaleb(-decimals)
    assert all(abs(p - v) < unit for p, v in zip(parts, values, strict=True))
    assert all(part.as_tuple().exponent == -decimals for part in parts)
