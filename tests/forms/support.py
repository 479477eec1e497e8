"""A writer, and accounts to write about, as forms see them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Writer:
    locale: str = "en"


@dataclass(frozen=True)
class Account:
    id: int = 1
    kind: str = "site"
    name: str = "Stars"
    currency: str = "EUR"
    symbol: str = "€"
    decimals: int = 2


@dataclass(frozen=True)
class Coin:
    code: str = "EUR"
    name: str = "Euro"
    symbol: str = "€"
    decimals: int = 2


STARS = Account()
CASH = Account(2, "asset", "Cash")
YEN = Account(3, "site", "Yen", "JPY", "¥", 0)
EURO, DOLLAR = Coin(), Coin("USD", "US dollar", "$")
