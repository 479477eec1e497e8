"""The rates that a player sets: dated, theirs alone, stronger than older fetched ones."""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rates import FRIDAY, SERVICE, TODAY, SetRate, view
from total_bankroll.errors import (
    BankrollError,
    Conflict,
    InvalidDate,
    InvalidRate,
    NoRate,
    NotFound,
    UnknownCurrency,
)
from total_bankroll.services.manual_rates import checked_rate, divided, inverse

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.usefixtures("rates")
def test_a_manual_rate_is_its_players_alone(player: int, other_player: int) -> None:
    SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal("0.00001"))
    assert SERVICE.convert(Decimal("0.5"), "BTC", "EUR", user_id=player) == Decimal(50_000)
    for user_id in (None, other_player):
        with pytest.raises(NoRate):
            SERVICE.convert(Decimal("0.5"), "BTC", "EUR", user_id=user_id)


@pytest.mark.usefixtures("rates")
def test_a_manual_rate_wins_on_its_day_and_until_a_newer_one(
    player: int, set_rate: SetRate
) -> None:
    SERVICE.add_manual_rate(player, "USD", FRIDAY, Decimal("1.3"))
    assert SERVICE.get_exchange_rate("EUR", "USD", user_id=player) == Decimal("1.3")
    day_before = date(2026, 11, 19)
    rate = SERVICE.get_exchange_rate("EUR", "USD", on=day_before, user_id=player)
    assert rate == Decimal("1.05")
    set_rate("USD", date(2026, 11, 21), "1.27")
    assert SERVICE.get_exchange_rate("EUR", "USD", user_id=player) == Decimal("1.27")


@pytest.mark.usefixtures("rates")
def test_a_manual_rate_has_no_age_limit_and_is_never_of_an_earlier_day(player: int) -> None:
    SERVICE.add_manual_rate(player, "ARS", date(2020, 1, 1), Decimal(70))
    assert view("ARS", player).source == "manual"
    assert view("ARS", player).age_days == (TODAY - date(2020, 1, 1)).days
    assert not view("ARS", player, on=date(2019, 12, 31)).usable


@pytest.mark.usefixtures("rates")
@pytest.mark.parametrize(
    ("direction", "typed", "stored"),
    [
        ("per-euro", "1.0857", "1.0857"),
        ("EUR", "0.8", "1.25"),
        ("EUR", "95000", "0.0000105263157895"),
        ("USD", "1", "1.25"),
        ("USD", "2.5", "0.5"),
        ("GBP", "0.4", "2"),
    ],
)
def test_a_rate_can_be_typed_as_a_price(
    player: int, direction: str, typed: str, stored: str
) -> None:
    saved = SERVICE.add_manual_rate(player, "USDT", FRIDAY, Decimal(typed), direction)
    assert saved.rate == Decimal(stored)
    assert saved.inverse == inverse(Decimal(stored))


@pytest.mark.usefixtures("rates")
def test_a_price_needs_a_rate_of_what_it_is_in(player: int) -> None:
    with pytest.raises(NoRate) as refused:
        SERVICE.add_manual_rate(player, "USDT", date(2020, 1, 1), Decimal(1), "USD")
    assert refused.value.field == "direction"
    with pytest.raises(UnknownCurrency):
        SERVICE.add_manual_rate(player, "USDT", FRIDAY, Decimal(1), "USDT")


@pytest.mark.usefixtures("app")
def test_a_rate_without_a_day_is_of_today(player: int) -> None:
    assert SERVICE.add_manual_rate(player, "BTC", None, Decimal("0.00001")).day == TODAY


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("code", "day", "rate", "error"),
    [
        ("BTC", date(2026, 11, 23), "1", InvalidDate),
        ("BTC", date(1998, 12, 31), "1", InvalidDate),
        ("BTC", FRIDAY, "0", InvalidRate),
        ("BTC", FRIDAY, "-1", InvalidRate),
        ("BTC", FRIDAY, "NaN", InvalidRate),
        ("BTC", FRIDAY, "sNaN", InvalidRate),
        ("BTC", FRIDAY, "Infinity", InvalidRate),
        ("BTC", FRIDAY, "1e400", InvalidRate),
        ("BTC", FRIDAY, "1e-400", InvalidRate),
        ("BTC", FRIDAY, "1.234567890123", InvalidRate),
        ("EUR", FRIDAY, "1", UnknownCurrency),
        ("XXX", FRIDAY, "1", UnknownCurrency),
    ],
)
def test_a_rate_that_cannot_be_is_refused(
    player: int, code: str, day: date, rate: str, error: type[BankrollError]
) -> None:
    with pytest.raises(error):
        SERVICE.add_manual_rate(player, code, day, Decimal(rate))
    assert SERVICE.list_manual_rates(player).count == 0


@pytest.mark.usefixtures("app")
def test_a_day_has_one_rate(player: int) -> None:
    SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal(1))
    with pytest.raises(Conflict) as refused:
        SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal(2))
    assert refused.value.field == "date"
    SERVICE.add_manual_rate(player, "ETH", FRIDAY, Decimal(2))
    SERVICE.add_manual_rate(player, "BTC", TODAY, Decimal(2))


@pytest.mark.usefixtures("app")
def test_the_same_form_sets_one_rate(player: int) -> None:
    first, second = (
        SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal(1), submission_id="one")
        for _ in range(2)
    )
    assert first == second
    assert SERVICE.list_manual_rates(player).count == 1


@pytest.mark.usefixtures("app")
def test_a_rate_is_changed(player: int) -> None:
    saved = SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal(1))
    assert SERVICE.update_manual_rate(player, saved.id, "BTC", FRIDAY, Decimal(2)).rate == 2
    moved = SERVICE.update_manual_rate(player, saved.id, "ETH", TODAY, Decimal(3))
    assert SERVICE.get_manual_rate(player, saved.id) == moved
    assert (moved.code, moved.day, moved.rate) == ("ETH", TODAY, Decimal(3))


@pytest.mark.usefixtures("app")
def test_a_rate_is_not_moved_onto_another(player: int) -> None:
    SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal(1))
    other = SERVICE.add_manual_rate(player, "BTC", TODAY, Decimal(2))
    with pytest.raises(Conflict):
        SERVICE.update_manual_rate(player, other.id, "BTC", FRIDAY, Decimal(2))
    assert SERVICE.get_manual_rate(player, other.id) == other


@pytest.mark.usefixtures("rates")
def test_a_deleted_rate_is_gone_and_can_be_set_again(player: int) -> None:
    saved = SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal("0.00001"))
    gone = SERVICE.delete_manual_rate(player, saved.id)
    assert not view("BTC", player).usable
    SERVICE.add_manual_rate(player, gone.code, gone.day, gone.rate)
    assert view("BTC", player).rate == Decimal("0.00001")


@pytest.mark.usefixtures("app")
def test_a_strangers_rate_does_not_exist(player: int, other_player: int) -> None:
    saved = SERVICE.add_manual_rate(player, "BTC", FRIDAY, Decimal(1))
    for attempt in (
        lambda: SERVICE.get_manual_rate(other_player, saved.id),
        lambda: SERVICE.update_manual_rate(other_player, saved.id, "BTC", FRIDAY, Decimal(2)),
        lambda: SERVICE.delete_manual_rate(other_player, saved.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert SERVICE.list_manual_rates(player).rows == (saved,)
    assert SERVICE.list_manual_rates(other_player).count == 0


@pytest.mark.usefixtures("app")
def test_rates_are_listed_newest_first_in_pages(player: int) -> None:
    for number in range(1, 28):
        SERVICE.add_manual_rate(player, "BTC", date(2026, 10, number), Decimal(number))
    first, last = SERVICE.list_manual_rates(player), SERVICE.list_manual_rates(player, 99)
    assert (len(first.rows), first.pages, first.count) == (25, 2, 27)
    assert first.rows[0].day == date(2026, 10, 27)
    assert [row.day.day for row in last.rows] == [2, 1]
    assert last.page == 2
    assert SERVICE.list_manual_rates(player, -1) == first


fine_rates = st.decimals("1e-9", "1e9", allow_nan=False).map(Context(prec=12).plus)


@given(fine_rates, fine_rates)
def test_cross_rates_are_rounded_once_to_twelve_digits(counter: Decimal, base: Decimal) -> None:
    exact_rate = Context(prec=50).divide(counter, base)
    assert divided(counter, base) == Context(prec=12, rounding=ROUND_HALF_UP).plus(exact_rate)


@given(fine_rates)
def test_the_inverse_of_the_inverse_is_nearly_the_rate(rate: Decimal) -> None:
    error = abs(inverse(inverse(rate)) / rate - 1)
    assert error < Decimal("2e-8")


@given(st.decimals("0.01", "999999", places=2))
def test_a_price_that_was_typed_round_is_read_round(price: Decimal) -> None:
    assert inverse(divided(Decimal(1), price)) == price


@given(fine_rates)
def test_a_fine_rate_is_kept_digit_by_digit(rate: Decimal) -> None:
    assert checked_rate(rate) == rate
    assert len(format(checked_rate(rate), "f")) <= 40
