"""The shared currencies, and the history that comes with the application."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision

from tests.support.rates import SERVICE, view
from total_bankroll.extensions import db
from total_bankroll.models import Rate
from total_bankroll.services.currency_catalog import ECB_CODES, UNQUOTED_CODES, catalog

pytestmark = pytest.mark.usefixtures("clock")


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
