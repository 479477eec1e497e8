"""Which rate holds on a day, and crosses through the euro."""

import pickle
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from total_bankroll.rates import MAX_AGE, Dated, Quote, RateTable, Series

START = date(2026, 1, 5)


def on(offset: int) -> date:
    return START + timedelta(days=offset)


def dated(*pairs: tuple[int, str]) -> list[Dated]:
    return [(on(offset), Decimal(rate)) for offset, rate in pairs]


def ecb(rate: str, offset: int) -> Quote:
    return Quote(Decimal(rate), on(offset), "ECB")


def own(rate: str, offset: int) -> Quote:
    return Quote(Decimal(rate), on(offset), "manual")


def test_a_quote_ages_by_days() -> None:
    assert ecb("1.1", 0).age(on(0)) == 0
    assert ecb("1.1", 0).age(on(23)) == 23


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-1, None),
        (0, ecb("1.10", 0)),
        (1, ecb("1.11", 1)),
        (2, ecb("1.11", 1)),
        (8, ecb("1.11", 1)),
        (9, None),
        (19, None),
        (20, ecb("1.20", 20)),
        (21, ecb("1.20", 20)),
        (400, ecb("1.20", 20)),
    ],
)
def test_inside_the_data_the_newest_of_the_last_seven_days_past_it_the_last_one(
    offset: int, expected: Quote | None
) -> None:
    series = Series("USD", dated((0, "1.10"), (1, "1.11"), (20, "1.20")), data_end=on(21))
    assert series.pick(on(offset)) == expected


@pytest.mark.parametrize(("last", "alive"), [(0, True), (7, True), (8, False), (400, False)])
def test_a_series_is_alive_if_quoted_within_seven_days_of_the_end(last: int, alive: bool) -> None:
    series = Series("RUB", dated((0, "90")), data_end=on(last))
    assert series.alive is alive
    assert (series.pick(on(last + 365)) is not None) is alive


def test_an_ended_series_is_missing_after_its_week() -> None:
    rub = Series("RUB", dated((0, "90")), data_end=on(1000))
    assert rub.pick(on(7)) == ecb("90", 0)
    assert rub.pick(on(8)) is None
    assert rub.pick(on(1001)) is None


def test_a_hole_inside_the_data_is_missing_even_in_a_living_series() -> None:
    isk = Series("ISK", dated((0, "290"), (3000, "140")), data_end=on(3000))
    assert isk.pick(on(2999)) is None
    assert isk.pick(on(3001)) == ecb("140", 3000)


def test_on_the_last_day_of_the_data_the_week_still_counts() -> None:
    series = Series("USD", dated((0, "1.1")), data_end=on(7))
    assert series.pick(on(7)) == ecb("1.1", 0)
    assert series.pick(on(8)) == ecb("1.1", 0)


def test_without_a_known_end_of_the_data_only_the_week_counts() -> None:
    series = Series("USD", dated((0, "1.1")))
    assert not series.alive
    assert series.pick(on(7)) == ecb("1.1", 0)
    assert series.pick(on(8)) is None


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (0, ecb("1.10", 0)),
        (1, own("2.00", 1)),
        (2, own("2.00", 1)),
        (3, ecb("1.13", 3)),
        (4, own("2.40", 4)),
        (5, own("2.40", 4)),
        (900, own("2.40", 4)),
    ],
)
def test_a_manual_rate_wins_on_equal_days_and_over_older_ones(offset: int, expected: Quote) -> None:
    series = Series(
        "USD",
        fetched=dated((0, "1.10"), (3, "1.13"), (4, "1.14")),
        manual=dated((1, "2.00"), (4, "2.40")),
        data_end=on(4),
    )
    assert series.pick(on(offset)) == expected


def test_a_manual_rate_has_no_age_limit_and_never_applies_before_its_day() -> None:
    usdt = Series("USDT", manual=dated((0, "1.08")))
    assert usdt.pick(on(-1)) is None
    assert usdt.pick(on(5000)) == own("1.08", 0)


def test_an_older_manual_rate_comes_back_where_the_fetched_one_has_aged() -> None:
    series = Series("RUB", dated((5, "90")), dated((0, "80")), data_end=on(100))
    assert series.pick(on(12)) == ecb("90", 5)
    assert series.pick(on(13)) == own("80", 0)


def test_the_euro_is_always_one() -> None:
    table = RateTable({})
    assert table.quote("EUR", on(3)) == Quote(Decimal(1), on(3), "euro")
    assert table.cross("EUR", "EUR", on(3)) == 1


def test_a_currency_without_a_series_has_no_rate() -> None:
    table = RateTable({})
    assert table.quote("USD", on(0)) is None
    assert table.cross("USD", "EUR", on(0)) is None
    assert table.cross("EUR", "USD", on(0)) is None
    assert table.crosses("EUR", "USD", [on(0), on(1)]) == [None, None]


def test_a_currency_is_worth_itself_even_without_a_rate() -> None:
    table = RateTable({})
    assert table.cross("XYZ", "XYZ", on(0)) == 1
    assert table.crosses("XYZ", "XYZ", [on(0), on(1)]) == [1, 1]


TABLE = RateTable(
    {
        "USD": Series("USD", dated((0, "1.1"), (1, "1.2")), data_end=on(1)),
        "JPY": Series("JPY", dated((0, "165")), data_end=on(1)),
    }
)


def test_a_cross_is_units_of_the_second_for_one_of_the_first() -> None:
    assert TABLE.cross("EUR", "USD", on(0)) == Decimal("1.1")
    assert TABLE.cross("USD", "JPY", on(0)) == 150
    assert TABLE.cross("USD", "EUR", on(0)) == Decimal("0.909090909091")
    assert TABLE.cross("JPY", "USD", on(1)) == Decimal("0.00727272727273")


def test_a_cross_is_rounded_once_to_twelve_digits_halves_up() -> None:
    table = RateTable({"AAA": Series("AAA", dated((0, "1.00000000005")), data_end=on(0))})
    assert table.cross("EUR", "AAA", on(0)) == Decimal("1.00000000005")
    table = RateTable({"AAA": Series("AAA", dated((0, "1.000000000005")), data_end=on(0))})
    assert table.cross("EUR", "AAA", on(0)) == Decimal("1.00000000001")
    with localcontext(prec=3):
        assert TABLE.cross("USD", "EUR", on(0)) == Decimal("0.909090909091")


def test_a_cross_needs_both_rates() -> None:
    table = RateTable({"USD": TABLE.series["USD"], "OLD": Series("OLD", dated((-100, "3")))})
    assert table.cross("USD", "OLD", on(0)) is None
    assert table.cross("OLD", "USD", on(0)) is None


def test_crosses_of_no_days_are_none() -> None:
    assert TABLE.crosses("USD", "JPY", []) == []


def test_a_used_table_survives_a_cache() -> None:
    TABLE.cross("USD", "JPY", on(0))
    again = pickle.loads(pickle.dumps(TABLE))  # noqa: S301  # our own bytes, made a line above
    assert again == TABLE
    assert again.crosses("USD", "JPY", [on(0), on(1)]) == [150, Decimal("137.5")]


rate_values = st.integers(1, 10**8).map(lambda n: Decimal(n) / 10**4)


@st.composite
def many_dated(draw: st.DrawFn) -> list[Dated]:
    offsets = draw(st.lists(st.integers(0, 60), unique=True, max_size=12))
    return [(on(offset), draw(rate_values)) for offset in sorted(offsets)]


@st.composite
def series(draw: st.DrawFn) -> Series:
    fetched, manual = draw(many_dated()), draw(many_dated())
    last = (fetched[-1][0] - START).days if fetched else 0
    end = draw(st.none() | st.integers(last, last + 20).map(on))
    return Series("AAA", fetched, manual, end)


def naive_pick(one: Series, day: date) -> Quote | None:
    """The rule of the glossary, read aloud: look at every rate there is."""
    last = max((d for d, _ in one.fetched), default=None)
    alive = one.data_end is not None and last is not None and one.data_end - last <= MAX_AGE
    found: list[tuple[date, int, Quote]] = []
    newest = max((d for d, _ in one.fetched if d <= day), default=None)
    for d, rate in one.fetched:
        past_the_data = alive and one.data_end is not None and day > one.data_end
        if d == newest and ((day - d).days <= 7 or past_the_data):
            found.append((d, 0, Quote(rate, d, "ECB")))
    found += [(d, 1, Quote(rate, d, "manual")) for d, rate in one.manual if d <= day]
    return max(found, key=lambda item: item[:2])[2] if found else None


@given(series(), st.integers(-5, 120))
def test_picking_equals_a_naive_scan(one: Series, offset: int) -> None:
    assert one.pick(on(offset)) == naive_pick(one, on(offset))


CODES = ("EUR", "AAA", "BBB", "CCC")


@given(
    st.dictionaries(st.sampled_from(["AAA", "BBB"]), series()),
    st.sampled_from(CODES),
    st.sampled_from(CODES),
    st.lists(st.integers(-5, 90)).map(sorted),
)
def test_crosses_equal_cross_day_by_day(
    table: dict[str, Series], base: str, counter: str, offsets: list[int]
) -> None:
    rates, days = RateTable(table), [on(offset) for offset in offsets]
    assert rates.crosses(base, counter, days) == [rates.cross(base, counter, d) for d in days]


@given(rate_values, rate_values)
def test_a_cross_is_within_half_a_unit_of_its_twelfth_digit(
    base: Decimal, counter: Decimal
) -> None:
    table = RateTable(
        {"AAA": Series("AAA", [(START, base)]), "BBB": Series("BBB", [(START, counter)])}
    )
    cross = table.cross("AAA", "BBB", START)
    assert cross is not None
    unit = Fraction(10) ** (cross.adjusted() - 11)
    assert abs(Fraction(cross) - Fraction(counter) / Fraction(base)) <= unit / 2
    assert len(cross.as_tuple().digits) <= 12
