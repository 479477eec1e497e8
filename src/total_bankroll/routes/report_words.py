"""A report in a sentence: what was won, what exchange rates did, what came in and went out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from total_bankroll.apportioning import fitted
from total_bankroll.money import exact
from total_bankroll.routes.report_tables import Sum
from total_bankroll.services.attribution_views import AccountAttribution, AttributionReport

MOST_CURRENCIES = 3
UNRATED = "Nothing can be told: no account has all the exchange rates that it takes"
NAMES = {
    "AUD": "Australian dollar",
    "BRL": "real",
    "BTC": "bitcoin",
    "CAD": "Canadian dollar",
    "CHF": "franc",
    "CNY": "yuan",
    "CZK": "koruna",
    "DKK": "Danish krone",
    "EUR": "euro",
    "GBP": "pound",
    "INR": "rupee",
    "JPY": "yen",
    "MXN": "Mexican peso",
    "NOK": "Norwegian krone",
    "PLN": "zloty",
    "RUB": "rouble",
    "SEK": "Swedish krona",
    "USD": "dollar",
}
"""What currencies are called within a sentence; any other is called by its code."""


@dataclass(frozen=True)
class Clause:
    """Words and an amount; where `amount` is None the words say it all."""

    before: str
    amount: Sum | None = None
    after: str = ""


def sentence(
    report: AttributionReport, total: Mapping[str, Sum], *, selected: bool
) -> tuple[Clause, ...]:
    """What the whole time did, clause by clause: "You won", an amount; "you took out", an amount.

    The amounts are the shown ones without their signs, which the words carry.
    """
    clauses = [
        *_pair(total["results"], ("you won", ""), ("you lost", "")),
        *_pair(total["bonuses"], ("bonuses brought", ""), ("bonuses cost", "")),
        *_pair(total["expenses"], ("expenses brought", ""), ("expenses cost", "")),
        *_currencies(report, total["fx"]),
        *_pair(total["costs"], ("transfers brought", ""), ("transfers cost", "")),
        *_pair(
            total["capital_in"],
            ("you put in", ""),
            ("debts you began with exceed what you put in by", ""),
        ),
        *_pair(total["capital_out"], ("you took out", ""), ("you took out", "")),
        *_pair(
            total["moved"],
            ("", "came from your other accounts"),
            ("", "went to your other accounts"),
        ),
    ]
    if not clauses:
        is_left_out = bool(report.left_out) and not report.accounts
        return (Clause(UNRATED if is_left_out else _nothing(total, selected=selected)),)
    return tuple(clauses)


def _nothing(total: Mapping[str, Sum], *, selected: bool) -> str:
    what = "this selection" if selected else "your bankroll"
    if total["opening"].value:
        return f"Nothing changed: {what} held the same from beginning to end"
    return f"Nothing happened: {what} held nothing then"


def _pair(figure: Sum, gain: tuple[str, str], loss: tuple[str, str]) -> Iterator[Clause]:
    if figure.value:
        before, after = gain if figure.value > 0 else loss
        yield Clause(before, size_of(figure), after)


def size_of(figure: Sum) -> Sum:
    """A figure without its sign, which words carry."""
    return Sum(figure.value.copy_abs(), figure.exact.copy_abs())


def _currencies(report: AttributionReport, total: Sum) -> Iterator[Clause]:
    """The currencies whose rates did most, the largest first; the others in one clause."""
    ranked = sorted(report.fx_by_currency, key=lambda one: -abs(one.amount))
    exacts = [one.amount for one in ranked]
    decimals = -int(total.value.as_tuple().exponent)
    shown = fitted(exacts, total.value, decimals) if ranked else []
    kept = MOST_CURRENCIES if len(ranked) > MOST_CURRENCIES + 1 else len(ranked)
    for one, value in list(zip(ranked, shown, strict=True))[:kept]:
        words = _rate_words(one.currency, report, is_gain=one.amount > 0)
        yield from _pair(Sum(value, one.amount), (words, ""), (words, ""))
    with exact():
        rest = Sum(sum(shown[kept:], Decimal(0)), sum(exacts[kept:], Decimal(0)))
    brought = "other currencies' rates brought"
    yield from _pair(rest, (brought, ""), ("other currencies' rates cost", ""))


def _rate_words(code: str, report: AttributionReport, *, is_gain: bool) -> str:
    """A rise or a fall by name where the rate went that way, and holding or owing explains it."""
    name = f"the {NAMES[code]}'s" if code in NAMES else f"{code}'s"
    verb = "brought" if is_gain else "cost"
    way = next((move.way for move in report.rates if move.currency == code), 0)
    if not way or way * _side(code, report.accounts) != (1 if is_gain else -1):
        return f"{name} exchange rate {verb}"
    return f"{name} {'rise' if way > 0 else 'fall'} {verb}"


def _side(code: str, accounts: Sequence[AccountAttribution]) -> int:
    """1 where a currency was held at either end, -1 where it was owed, 0 for both or neither."""
    wholes = [one.whole for one in accounts if one.account.currency == code]
    ends = [value for whole in wholes for value in (whole.opening, whole.closing)]
    return any(value > 0 for value in ends) - any(value < 0 for value in ends)
