"""Currencies, conversions, and the rates and currencies that a player sets."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
import time_machine
from babel.numbers import get_currency_precision
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from total_bankroll.errors import (
    BankrollError,
    Conflict,
    Invalid,
    InvalidAmount,
    InvalidDate,
    InvalidName,
    InvalidRate,
    NoRate,
    NotFound,
    UnknownCurrency,
)
from total_bankroll.extensions import db
from total_bankroll.models import Currency, Rate, User
from total_bankroll.money import Amount, Unit
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_catalog import ECB_CODES, UNQUOTED_CODES, catalog
from total_bankroll.services.currency_service import CurrencyService, rate_table
from total_bankroll.services.manual_rates import checked_rate, divided, inverse

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)
SERVICE = CurrencyService()

SetRate = Callable[[str, date, str], None]


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel("2026-11-22 12:00:00Z", tick=False):
        yield


@pytest.fixture
def rates(app: Flask, set_rate: SetRate) -> None:
    """Dollars and pounds, published on Friday."""
    set_rate("USD", date(2026, 11, 19), "1.05")
    set_rate("USD", FRIDAY, "1.25")
    set_rate("GBP", FRIDAY, "0.8")


def statements(run: Callable[[], object]) -> int:
    """How many statements `run` needs."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sum(not statement.startswith("BEGIN") for statement in seen)


def view(code: str, user_id: int | None = None, on: date | None = None) -> object:
    return next(v for v in SERVICE.get_all_currencies(user_id, on=on) if v.code == code)


# -- the catalog


def test_the_catalog_has_every_currency_of_the_bank_and_of_players() -> None:
    codes = {currency.code for currency in catalog()}
    assert len(ECB_CODES) == 41
    assert {"EUR", "USDT", "BTC", "ARS", "CLP", "COP", "UAH", "TWD", "AED", "VND", "KZT"} <= codes
    assert codes >= ECB_CODES | UNQUOTED_CODES


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("EUR", 2), ("JPY", 0), ("CLP", 0), ("VND", 0), ("USDT", 6), ("BTC", 8), ("ETH", 8)],
)
def test_a_currency_is_counted_in_its_smallest_unit(code: str, decimals: int) -> None:
    assert next(c for c in catalog() if c.code == code).decimals == decimals


def test_iso_currencies_have_the_decimals_of_the_standard() -> None:
    for currency in catalog():
        if currency.code in ECB_CODES | UNQUOTED_CODES - {"RSD"}:
            assert currency.decimals == get_currency_precision(currency.code), currency


def test_codes_and_symbols_are_told_apart() -> None:
    assert len({c.code for c in catalog()}) == len({c.symbol for c in catalog()}) == len(catalog())


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
def test_converts_nothing_but_exact_amounts_of_that_currency(amount: object) -> None:
    with pytest.raises(InvalidAmount):
        SERVICE.convert(amount, "USD", "EUR")  # type: ignore[arg-type]


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


# -- a player's own rates


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


# -- currencies of a player's own


@pytest.mark.usefixtures("rates")
def test_a_currency_of_ones_own(player: int, other_player: int) -> None:
    assert SERVICE.add_currency(player, " chips ", "Club chips", "©", 3) == "CHIPS"
    SERVICE.add_manual_rate(player, "CHIPS", FRIDAY, Decimal(5))
    assert SERVICE.convert(Decimal(10), "CHIPS", "USD", user_id=player) == Decimal("2.5")
    assert view("CHIPS", player).own
    assert SERVICE.get_unit(player, "CHIPS") == Unit("CHIPS", "©", 3)
    assert "CHIPS" not in SERVICE.get_units(other_player)
    assert "CHIPS" not in SERVICE.get_units()


@pytest.mark.usefixtures("app")
def test_two_players_may_have_the_same_code(player: int, other_player: int) -> None:
    for user_id, name in ((player, "Mine"), (other_player, "Theirs")):
        SERVICE.add_currency(user_id, "CHIPS", name)
    assert SERVICE.get_own_currency(player, "CHIPS").name == "Mine"
    assert SERVICE.get_own_currency(other_player, "CHIPS").name == "Theirs"


@pytest.mark.usefixtures("app")
def test_a_currency_without_a_sign_shows_its_code(player: int) -> None:
    SERVICE.add_currency(player, "VERYLONGCODE", "Points")
    assert SERVICE.get_unit(player, "VERYLONGCODE").symbol == "VERYLONG"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"code": "USD"}, Conflict, "code"),
        ({"code": "usdt"}, Conflict, "code"),
        ({"code": "HELD"}, Conflict, "code"),
        ({"code": ""}, Invalid, "code"),
        ({"code": "A"}, Invalid, "code"),
        ({"code": "A" * 13}, Invalid, "code"),
        ({"code": "A B"}, Invalid, "code"),
        ({"code": "ÄÖ"}, Invalid, "code"),
        ({"code": "AB\0"}, Invalid, "code"),
        ({"name": ""}, InvalidName, "name"),
        ({"name": "n" * 81}, InvalidName, "name"),
        ({"name": "a\u202eb"}, InvalidName, "name"),
        ({"symbol": "123456789"}, Invalid, "symbol"),
        ({"symbol": "a b"}, Invalid, "symbol"),
        ({"symbol": "x5"}, Invalid, "symbol"),
        ({"symbol": "-"}, Invalid, "symbol"),
        ({"symbol": "\u202e"}, Invalid, "symbol"),
        ({"decimals": -1}, Invalid, "decimals"),
        ({"decimals": 9}, Invalid, "decimals"),
    ],
)
def test_a_currency_that_cannot_be_is_refused(
    player: int, change: dict[str, object], error: type[BankrollError], field: str
) -> None:
    SERVICE.add_currency(player, "HELD", "There already")
    wanted = {"code": "CHIPS", "name": "Chips", "symbol": "c", "decimals": 2} | change
    with pytest.raises(error) as refused:
        SERVICE.add_currency(player, **wanted)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert db.session.query(Currency).filter_by(user_id=player).count() == 1


@pytest.mark.usefixtures("app")
def test_a_currency_is_renamed(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips", "c")
    SERVICE.update_currency(player, "CHIPS", name="Tokens", symbol="")
    found = SERVICE.get_own_currency(player, "CHIPS")
    assert (found.name, found.symbol) == ("Tokens", "CHIPS")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("code", ["CHIPS", "USD", "XXX"])
def test_only_ones_own_currency_is_changed(player: int, other_player: int, code: str) -> None:
    SERVICE.add_currency(other_player, "CHIPS", "Chips")
    for attempt in (
        lambda: SERVICE.get_own_currency(player, code),
        lambda: SERVICE.update_currency(player, code, name="Mine", symbol=""),
        lambda: SERVICE.delete_currency(player, code),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.usefixtures("app")
def test_an_unused_currency_is_deleted_and_can_be_added_again(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips", "c", 3)
    gone = SERVICE.delete_currency(player, "CHIPS")
    assert "CHIPS" not in SERVICE.get_units(player)
    SERVICE.add_currency(player, gone.code, gone.name, gone.symbol, gone.decimals)
    assert SERVICE.get_unit(player, "CHIPS") == Unit("CHIPS", "c", 3)


@pytest.mark.usefixtures("app")
def test_a_currency_with_rates_stays(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    rate = SERVICE.add_manual_rate(player, "CHIPS", FRIDAY, Decimal(1))
    with pytest.raises(Conflict, match="rates"):
        SERVICE.delete_currency(player, "CHIPS")
    SERVICE.delete_manual_rate(player, rate.id)
    SERVICE.delete_currency(player, "CHIPS")


@pytest.mark.usefixtures("app")
def test_the_currency_that_totals_are_read_in_stays(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    db.session.get_one(User, player).display_currency = "CHIPS"
    db.session.commit()
    with pytest.raises(Conflict, match="Settings"):
        SERVICE.delete_currency(player, "CHIPS")


@pytest.mark.parametrize("is_deleted", [False, True])
def test_the_currency_of_an_account_stays(
    player: int, service: BankrollService, is_deleted: bool
) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    account_id = service.add_site(player, "Club", "CHIPS")
    if is_deleted:
        service.delete_site(player, account_id)
    with pytest.raises(Conflict, match="account"):
        SERVICE.delete_currency(player, "CHIPS")


# -- the bundle


@pytest.mark.usefixtures("app")
def test_the_bundle_is_loaded_once_and_fills_what_is_missing(player: int) -> None:
    assert not view("USD", player).usable
    first = SERVICE.load_bundle()
    assert first.rates >= 221_702
    assert view("USD", player).usable
    assert SERVICE.load_bundle().rates == 0
    with_gap = db.session.query(Rate).filter(Rate.day == date(2020, 3, 3)).all()
    for row in with_gap:
        db.session.delete(row)
    db.session.commit()
    assert SERVICE.load_bundle().rates == len(with_gap) > 20
    check_known_holes()


def check_known_holes() -> None:
    """Series that ended, or pause, have no rate where the bank gave none."""
    rouble, krona = date(2022, 3, 9), date(2012, 1, 2)
    assert view("RUB", on=date(2022, 3, 8)).usable
    assert not view("RUB", on=rouble).usable
    assert not view("ISK", on=krona).usable
    assert view("ISK", on=date(2018, 2, 1)).rate == Decimal("125.01")
