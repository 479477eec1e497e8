"""Currencies with their rates, and conversions from one to another."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support.rates import FRIDAY, SERVICE, TODAY, SetRate, statements, view
from total_bankroll.errors import (
    InvalidAmount,
    NoRate,
    UnknownCurrency,
)
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.money import Amount, Unit
from total_bankroll.rates import RateTable
from total_bankroll.services.currency_catalog import catalog
from total_bankroll.services.currency_service import rate_table

pytestmark = pytest.mark.usefixtures("clock")


# -- reading


@pytest.mark.usefixtures("rates")
def test_a_currency_says_its_rate_its_day_its_source_and_its_age() -> None:
    dollar = view("USD")
    assert (dollar.rate, dollar.rate_day, dollar.source) == (Decimal("1.25"), FRIDAY, "ECB")
    assert (dollar.age_days, dollar.usable, dollar.own) == (2, True, False)
    assert (dollar.name, dollar.symbol, dollar.decimals) == ("US Dollar", "$", 2)


@pytest.mark.usefixtures("rates")
def test_the_euro_is_one() -> None:
    euro = view("EUR")
    assert (euro.rate, euro.source, euro.age_days) == (Decimal(1), "euro", 0)


@pytest.mark.usefixtures("rates")
def test_a_currency_that_nobody_quotes_is_not_usable() -> None:
    bitcoin = view("BTC")
    assert (bitcoin.usable, bitcoin.rate, bitcoin.ended_on) == (False, None, None)


@pytest.mark.usefixtures("rates")
def test_a_series_that_ended_says_when(set_rate: SetRate) -> None:
    set_rate("RUB", date(2022, 3, 1), "117.2")
    assert (view("RUB").usable, view("RUB").ended_on) == (False, date(2022, 3, 1))
    assert view("RUB", on=date(2022, 3, 5)).usable


@pytest.mark.usefixtures("app")
def test_currencies_come_by_code() -> None:
    codes = [currency.code for currency in SERVICE.get_all_currencies()]
    assert codes == sorted(codes)
    assert len(codes) == len(catalog())


@pytest.mark.usefixtures("app")
def test_units_of_all_currencies() -> None:
    assert SERVICE.get_units()["USDT"] == Unit("USDT", "₮", 6)
    assert SERVICE.get_unit(None, "EUR") == Unit("EUR", "€", 2)
    with pytest.raises(UnknownCurrency):
        SERVICE.get_unit(None, "XXX")


@pytest.mark.usefixtures("rates")
@pytest.mark.parametrize(
    ("from_code", "to_code", "rate"),
    [
        ("EUR", "USD", "1.25"),
        ("USD", "EUR", "0.8"),
        ("GBP", "USD", "1.5625"),
        ("USD", "GBP", "0.64"),
        ("USD", "USD", "1"),
        ("EUR", "EUR", "1"),
        ("BTC", "BTC", "1"),
    ],
)
def test_a_rate_goes_through_the_euro(from_code: str, to_code: str, rate: str) -> None:
    assert SERVICE.get_exchange_rate(from_code, to_code) == Decimal(rate)


@pytest.mark.usefixtures("rates")
def test_a_cross_rate_has_twelve_digits(set_rate: SetRate) -> None:
    set_rate("JPY", FRIDAY, "163.7")
    assert SERVICE.get_exchange_rate("JPY", "USD") == Decimal("0.00763591936469")


@pytest.mark.usefixtures("rates")
def test_a_rate_of_a_day_is_the_newest_before_it() -> None:
    assert SERVICE.get_exchange_rate("EUR", "USD", on=date(2026, 11, 19)) == Decimal("1.05")
    with pytest.raises(NoRate):
        SERVICE.get_exchange_rate("EUR", "USD", on=date(2026, 11, 18))


@pytest.mark.usefixtures("rates")
def test_no_rate_is_made_up() -> None:
    for pair in (("BTC", "EUR"), ("EUR", "BTC"), ("USD", "BTC")):
        with pytest.raises(NoRate, match="BTC on 2026-11-22"):
            SERVICE.get_exchange_rate(*pair)


@pytest.mark.usefixtures("rates")
@pytest.mark.parametrize("pair", [("XXX", "EUR"), ("EUR", "XXX"), ("XXX", "XXX")])
def test_an_unknown_currency_has_no_rate(pair: tuple[str, str]) -> None:
    with pytest.raises(UnknownCurrency):
        SERVICE.get_exchange_rate(*pair)


@pytest.mark.usefixtures("rates")
def test_converts_exactly() -> None:
    assert SERVICE.convert(Decimal("100.01"), "USD", "EUR") == Decimal("80.008")
    assert SERVICE.convert(Amount(Decimal(-5), "EUR"), "EUR", "USD") == Decimal("-6.25")
    assert SERVICE.convert(7, "GBP", "GBP") == Decimal(7)


@pytest.mark.usefixtures("rates")
@pytest.mark.parametrize(
    "amount", [1.5, Decimal("NaN"), Decimal("Infinity"), "1", Amount(Decimal(1), "GBP")]
)
def test_converts_nothing_but_exact_amounts_of_that_currency(amount: Any) -> None:
    with pytest.raises(InvalidAmount):
        SERVICE.convert(amount, "USD", "EUR")


@pytest.mark.usefixtures("rates")
def test_today_is_the_players_day(player: int, set_rate: SetRate) -> None:
    db.session.get_one(User, player).timezone = "Pacific/Kiritimati"
    db.session.commit()
    assert view("USD", player).age_days == 3
    assert view("USD").age_days == 2


@pytest.mark.usefixtures("rates")
def test_a_rate_table_is_two_statements(player: int) -> None:
    for since in (None, FRIDAY, TODAY):
        assert statements(lambda since=since: rate_table(player, ("USD", "GBP", "BTC"), since)) == 2
        db.session.rollback()


@pytest.mark.usefixtures("rates")
@pytest.mark.parametrize(
    ("codes", "since", "count"),
    [
        (("USD",), FRIDAY, 0),
        (("USD", "GBP"), TODAY, 0),
        (("USD", "BTC"), FRIDAY, 2),
        (("USD",), date(2026, 11, 19), 2),
        (("USD",), None, 2),
    ],
)
def test_a_transaction_reads_no_rate_twice(
    player: int, codes: tuple[str, ...], since: date | None, count: int
) -> None:
    rate_table(player, ("USD", "GBP"), FRIDAY)
    found: list[RateTable] = []
    assert statements(lambda: found.append(rate_table(player, codes, since))) == count
    db.session.rollback()
    own = rate_table(player, codes, since)
    for code in codes:
        assert found[0].quote(code, TODAY) == own.quote(code, TODAY)


@pytest.mark.usefixtures("rates")
def test_a_rate_that_this_transaction_has_set_is_read(player: int) -> None:
    before = rate_table(player, ("USDT",)).quote("USDT", TODAY)
    assert before is None
    SERVICE.add_manual_rate(player, "USDT", FRIDAY, Decimal("1.1"))
    found = rate_table(player, ("USDT",)).quote("USDT", TODAY)
    assert found is not None
    assert found.rate == Decimal("1.1")


@pytest.mark.usefixtures("rates")
def test_a_rate_table_holds_only_what_its_days_need(set_rate: SetRate) -> None:
    set_rate("USD", date(2026, 11, 1), "1.01")
    set_rate("USD", date(2026, 11, 13), "1.02")
    days = [day for day, _ in rate_table(None, ("USD",), FRIDAY).series["USD"].fetched]
    assert days == [date(2026, 11, 13), date(2026, 11, 19), FRIDAY]
    assert len(rate_table(None, ("USD",)).series["USD"].fetched) == 4


@pytest.mark.usefixtures("rates")
def test_a_rate_table_long_after_the_data_ends_still_knows_living_series(
    set_rate: SetRate,
) -> None:
    set_rate("RUB", date(2026, 11, 1), "117")
    later = date(2027, 2, 1)
    table = rate_table(None, ("USD", "RUB"), later)
    assert table.cross("EUR", "USD", later) == Decimal("1.25")
    assert table.cross("EUR", "RUB", later) is None


# -- freshness


@pytest.mark.usefixtures("rates")
def test_a_published_rate_is_seen_at_once(player: int, set_rate: SetRate) -> None:
    assert view("USD", player).rate == view("USD").rate == Decimal("1.25")
    set_rate("USD", date(2026, 11, 21), "1.26")
    assert view("USD", player).rate == view("USD").rate == Decimal("1.26")


@pytest.mark.usefixtures("rates")
def test_what_one_player_sets_leaves_another_warm(player: int, other_player: int) -> None:
    for user_id in (player, other_player):
        SERVICE.get_all_currencies(user_id)
    SERVICE.add_manual_rate(player, "USDT", FRIDAY, Decimal("1.2"))
    assert view("USDT", player).rate == Decimal("1.2")
    assert not view("USDT", other_player).usable
    db.session.rollback()
    signed_in = db.session.get_one(User, other_player)  # as signing in keeps it
    assert signed_in.id == other_player
    assert statements(lambda: SERVICE.get_all_currencies(other_player)) == 0
