"""Currencies to type amounts in, and what becomes of a typed text."""

from total_bankroll.errors import InvalidAmount
from total_bankroll.money import Unit
from total_bankroll.typing_amounts import parse_amount

UNITS = {
    unit.code: unit
    for unit in [
        Unit("EUR", "€", 2),
        Unit("USD", "$", 2),
        Unit("CAD", "CA$", 2),
        Unit("SEK", "kr", 2),
        Unit("DKK", "kr.", 2),
        Unit("JPY", "¥", 0),
        Unit("KWD", "KD", 3),
        Unit("USDT", "₮", 6),
        Unit("BTC", "₿", 8),
        Unit("C98", "5", 2),
        Unit("PTS", "", 2),
        Unit("ODD", ".", 2),
    ]
}
LOCALES = ("en", "de", "fr")
CODES = ("EUR", "JPY", "USDT", "BTC")

NBSP, NNBSP, THIN = "\u00a0", "\u202f", "\u2009"
EXAMPLES = {
    ("en", "EUR"): "Enter an amount, like 1,250.00.",
    ("de", "EUR"): "Enter an amount, like 1.250,00.",
    ("fr", "EUR"): f"Enter an amount, like 1{NNBSP}250,00.",
    ("en", "JPY"): "Enter an amount, like 1,250.",
    ("de", "JPY"): "Enter an amount, like 1.250.",
    ("fr", "JPY"): f"Enter an amount, like 1{NNBSP}250.",
}
FULLWIDTH_FIVE = "\uff15"
PLAIN_DIGITS = "Use the plain digits 0 to 9."
POSITIVE = "Enter more than 0."
WHOLE_YEN = "JPY has no decimals: enter a whole number."


def outcome(text: str, code: str = "EUR", locale: str = "en", **allowed: bool) -> str:
    """The amount taken, or the sentence shown."""
    try:
        value = parse_amount(text, UNITS[code], locale=locale, **allowed)
    except InvalidAmount as refused:
        return refused.message
    return f"{value.normalize():f}"


def example(locale: str, code: str) -> str:
    return EXAMPLES[locale, "JPY" if code == "JPY" else "EUR"]


def ask(large: str, small: str) -> str:
    return f"Did you mean {large} or {small}?"
