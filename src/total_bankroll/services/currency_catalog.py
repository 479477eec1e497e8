"""The currencies that everybody has: the ECB's, and those that players hold besides."""

from dataclasses import dataclass
from functools import cache

from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

EURO = "EUR"

# All that the European Central Bank has ever quoted; a dozen of them have ended.
_ECB = """
    USD JPY BGN CYP CZK DKK EEK GBP HUF LTL LVL MTL PLN ROL RON SEK SIT SKK CHF ISK NOK HRK RUB TRL
    TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR
"""
# Money of places where poker is played that the ECB does not quote.
_UNQUOTED = """
    AED AMD ARS AZN BYN CLP COP CRC DOP EGP GEL KES KHR KZT MAD MDL MOP NGN PAB PEN PYG QAR RSD SAR
    TWD UAH UYU VND
"""
ECB_CODES = frozenset(_ECB.split())
UNQUOTED_CODES = frozenset(_UNQUOTED.split())


@dataclass(frozen=True, slots=True)
class CatalogCurrency:
    """A shared currency; `decimals` is the smallest unit that amounts are counted in."""

    code: str
    name: str
    symbol: str
    decimals: int


# No standard says how finely these are counted: tokens as their chain does, coins to 8 decimals.
CRYPTO = (
    CatalogCurrency("BCH", "Bitcoin Cash", "BCH", 8),
    CatalogCurrency("BTC", "Bitcoin", "₿", 8),
    CatalogCurrency("ETH", "Ether", "Ξ", 8),
    CatalogCurrency("LTC", "Litecoin", "Ł", 8),
    CatalogCurrency("USDC", "USD Coin", "USDC", 6),
    CatalogCurrency("USDT", "Tether", "₮", 6),
)

# Where Babel follows daily use and the standard (ISO 4217) is finer.
_DECIMALS = {"RSD": 2}


@cache
def catalog() -> tuple[CatalogCurrency, ...]:
    """Every shared currency, by code."""
    iso = (_iso(code) for code in (EURO, *ECB_CODES, *UNQUOTED_CODES))
    return tuple(sorted((*iso, *CRYPTO), key=lambda currency: currency.code))


@cache
def shared_codes() -> frozenset[str]:
    """The codes of the catalog; no player's own currency may take one."""
    return frozenset(currency.code for currency in catalog())


def _iso(code: str) -> CatalogCurrency:
    return CatalogCurrency(
        code,
        get_currency_name(code, locale="en"),
        get_currency_symbol(code, locale="en"),
        _DECIMALS.get(code) or get_currency_precision(code),
    )
