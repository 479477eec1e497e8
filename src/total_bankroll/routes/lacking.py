"""What lacks an exchange rate, in words: one account by itself, several in one sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from total_bankroll.formatting import Formatter
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.dashboard_parts import Notice
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.views import Breakdown, Missing

SERVICE = CurrencyService()
EURO = "EUR"
"""What all rates are of: it never lacks one."""
MOST_DAYS = 2
EFFECTS = {
    "value": "left out of every total",
    "capital": "left out of capital and profit",
    "fx": "left out of the FX effect",
}
"""What an account is that lacks a rate for a figure of the breakdown."""


@dataclass(frozen=True)
class Lack:
    """What is missing, and what the account is for want of it: "left out of every total"."""

    missing: Missing
    effect: str


def lacks_of(found: Iterable[Missing], effect: str) -> list[Lack]:
    """What is missing, with the same effect on every account."""
    return [Lack(one, effect) for one in found]


def breakdown_lacks(found: Breakdown) -> list[Lack]:
    """What is missing on a day."""
    return [Lack(one, EFFECTS[one.figure]) for one in found.missing]


def lack_notices(lacks: Iterable[Lack], currency: str, fmt: Formatter) -> tuple[Notice, ...]:
    """Notices of what lacks a rate on a page in `currency`, each with where one can be set.

    Where that currency itself lacks it, so do all accounts in others: it is named instead of them.
    """
    every = list(dict.fromkeys(lacks))
    unrated = _unrated(currency, {lack.missing.day for lack in every})
    groups: dict[str, list[Lack]] = {}
    for lack in every:
        code = currency if lack.missing.day in unrated else lack.missing.currency
        groups.setdefault(code, []).append(lack)
    found: list[Notice] = []
    for code, group in groups.items():
        is_alone = len({lack.missing.account_id for lack in group}) == 1
        if is_alone and code != currency:
            found += [_alone(lack, fmt) for lack in group]
        else:
            found.append(_together(group, code, currency, fmt))
    return tuple(found)


def report_notices(found: Iterable[Missing], currency: str, fmt: Formatter) -> tuple[Notice, ...]:
    """The same of what a report leaves out."""
    return lack_notices(lacks_of(found, "left out of this report"), currency, fmt)


def _unrated(currency: str, days: set[date]) -> Sequence[date]:
    if currency == EURO or not days:
        return ()
    return SERVICE.list_days_without_rate(signed_in_player().id, currency, sorted(days))


def _alone(lack: Lack, fmt: Formatter) -> Notice:
    missing = lack.missing
    text = (
        f"{missing.name} has no exchange rate for {missing.currency} on {fmt.day(missing.day)}. "
        f"It is {lack.effect}."
    )
    return _notice(text, missing.currency)


def _together(lacks: Sequence[Lack], code: str, currency: str, fmt: Formatter) -> Notice:
    days = sorted({lack.missing.day for lack in lacks})
    names = list(dict.fromkeys(lack.missing.name for lack in lacks))
    effects = {lack.effect for lack in lacks}
    effect = effects.pop() if len(effects) == 1 else "left out of some figures"
    whose = f"This page is in {code}, which" if code == currency else code
    who = f"{names[0]} is" if len(names) == 1 else f"{len(names)} accounts are"
    text = f"{whose} has no exchange rate on {_on(days, fmt)}. {who} {effect}."
    is_told = len(lacks) == 1
    return _notice(text, code, () if is_told else tuple(_item(lack, fmt) for lack in lacks))


def _on(days: Sequence[date], fmt: Formatter) -> str:
    if len(days) <= MOST_DAYS:
        return " and ".join(fmt.day(day) for day in days)
    return f"{fmt.day(days[0])} and {len(days) - 1} other days"


def _item(lack: Lack, fmt: Formatter) -> str:
    return f"{lack.missing.name}, {fmt.day(lack.missing.day)}: {lack.effect}"


def _notice(text: str, code: str, accounts: tuple[str, ...] = ()) -> Notice:
    href = f"/currencies?{urlencode({'currency': code})}"
    return Notice(text, href, "Set a rate", accounts)
