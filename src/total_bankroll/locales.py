"""What a player's locale says about writing numbers and days."""

from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

DEFAULT = "en"
_INTERNATIONAL_ENGLISH = "en_150"


class Separators(NamedTuple):
    """The signs that a locale puts before decimals and between groups of digits."""

    point: str
    group: str


@lru_cache(maxsize=256)
def locale_of(name: str) -> Locale:
    """The locale of that name, written `de-CH` or `de_CH`; English where there is none."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(DEFAULT)


@lru_cache(maxsize=256)
def day_locale_of(name: str) -> Locale:
    """The locale for days and times; plain English is not taken to be American."""
    locale = locale_of(name)
    return Locale.parse(_INTERNATIONAL_ENGLISH) if str(locale) == "en" else locale


@lru_cache(maxsize=256)
def separators(name: str) -> Separators:
    """The decimal and the grouping sign beside the digits 0 to 9."""
    locale = locale_of(name)
    symbols = locale.number_symbols.get("latn", {})
    return Separators(symbols.get("decimal", "."), symbols.get("group", ","))
