"""What each argument of a list's or a report's address can be: right, nearly right, or junk."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.routes.input_cases import Desk
from tests.routes.test_bad_addresses import PAGES
from total_bankroll.routes import account_page, allocation_view, dashboard_view, report_query
from total_bankroll.routes.articles import SORT_NAMES
from total_bankroll.routes.list_query import ACCOUNT_KINDS, KINDS
from total_bankroll.services.entry_places import ORDERS
from total_bankroll.services.entry_tags import LONGEST_TAG
from total_bankroll.services.explaining import FIGURES

RIGHT, WRONG, EITHER = "right", "wrong", "either"
LOWER = ("from", "min")  # left aside where the upper end is below
"""Whether a page has to take an argument, to leave it aside, or whether it depends on others."""

NEITHER = (".new", ".edit", ".delete", ".purge", "_rate")
"""Pages of one thing, whose arguments fill a form in."""
ASKED = {
    endpoint: names.split()
    for endpoint, names in PAGES.items()
    if names and not endpoint.startswith("security.") and not endpoint.endswith(NEITHER)
}
ENTRIES = ("entries", "deposits", "withdrawals", "transfers", "bonuses", "expenses")
"""Lists of entries, which can be of several accounts."""
NAMING = (*ENTRIES, "reports", "report_pages", "compare")
NAMING += ("sites.show", "assets.show")
"""Pages that name what they leave aside; files do not, nor do pages that only turn leaves."""

DAYS = ("2026-11-20", "2026-01-05", "2025-12-31", "2024-02-29", "0001-01-01", "9999-12-31")
NO_DAYS = ("2026-02-30", "2026-2-3", "20260203", "2026-W05", "2026-02-03T10:00", "yesterday")
NO_DAYS += ("２０２６-01-01", "0000-00-00", "-2026-01-01", "2026-01-01'--")
AMOUNTS = ("0", "7", "12,50", "1,250.00", "0.00000001", "999999999999.99")
NO_AMOUNTS = ("-1", "€ 3", "1e3", "NaN", "7;", "0.123456789", "1..2", "9" * 400, "٣,٣")
PLACES = ("2026-01-05T00:00:00.000000_1", "2026-11-20T12:00:00.000000_99")
SIZED = ("EUR_700_2026-01-05T00:00:00.000000_1", f"USD_{'9' * 16}_2026-01-05T00:00:00.000000_2")
NO_PLACES = ("2026-01-05_1", "2026-13-05T00:00:00.000000_1", f"{PLACES[0]}x", "EUR_-1_x")
NUMBERS, NO_NUMBERS = ("1", "2", "999999"), ("-1", "1.5", "²", "one", "1" * 19, "0x1")
WORDS = ("room", "%", "_", "a b", "Cash'", "\\", "x" * 100, "=1+1")
NO_WORDS = ("x" * 101, "x" * 10_000, "\u202e")
TABLES = ("accounts", "history", "periods", "years", "months", "days", "exposure", "parts", "junk")


class Asked(NamedTuple):
    """An argument of an address, and what the page has to make of it."""

    name: str
    text: str
    fate: str


def names_what_it_leaves(endpoint: str) -> bool:
    """Whether the page says what it did not understand."""
    is_file = endpoint.endswith("table")
    return endpoint.startswith(NAMING) and not is_file


def _choices(desk: Desk, endpoint: str, name: str) -> Sequence[str]:
    """All that an argument with choices can be on this page."""
    noun = endpoint.partition(".")[0]
    is_report = noun in ("reports", "report_pages", "compare")
    ranges: dict[str, Sequence[str]] = {
        "dashboard": list(dict(dashboard_view.RANGES)),
        "sites": list(account_page.RANGES),
        "assets": list(account_page.RANGES),
    }
    bys: dict[str, Sequence[str]] = {
        "dashboard": list(dict(dashboard_view.BREAKDOWNS)),
        "report_pages": list(allocation_view.BYS),
    }
    own = [str(desk.site), str(desk.asset)]
    several = [f"{desk.site}.{desk.asset}", f"{desk.asset}.{desk.site}.{desk.asset}"]
    has_entries = noun in ENTRIES
    return {
        "account": [*own, *several] if has_entries else own,
        "accounts": list(ACCOUNT_KINDS),
        "kind": list(ACCOUNT_KINDS if is_report else KINDS),
        "figure": FIGURES,
        "sort": list(SORT_NAMES) if noun == "articles" else ORDERS,
        "range": ranges.get(noun, list(report_query.RANGES)),
        "by": bys.get(noun, list(report_query.BYS)),
        "as": list(allocation_view.WAYS),
        "currency": ["EUR", "USD"] if is_report else ["EUR"],
        "held": ["EUR"],
        "year": ["2026", "2025", "2000"],
    }[name]


def _nearly(choices: Sequence[str]) -> list[str]:
    """What looks like a choice and is none."""
    odd = [odd for text in choices for odd in (text.upper(), f"{text}s", f"{text}'", text[:-1])]
    odd += [f"{text},{text}" for text in choices] + ["0", "-1", "all", "BTCX", "null", "９"]
    return [text for text in odd if text and text not in choices]


PLAIN = re.compile(r"[A-Za-z0-9_.,:'’\s-]*")
"""What could be a code, a day or an amount: free text is made of words of the code as well."""
TEXT = st.text(max_size=60)
JUNK = TEXT.map(lambda text: (text, EITHER if PLAIN.fullmatch(text) else WRONG))


def _values(desk: Desk, endpoint: str, name: str) -> st.SearchStrategy[tuple[str, str]]:
    """What this argument is, with its fate."""
    right: Sequence[str]
    sure = RIGHT
    if name in ("from", "to", "on"):
        is_surely_read = _is_list(endpoint) and name not in LOWER
        is_second = name == "on" and endpoint.startswith("compare")  # behind `to`
        sure = RIGHT if is_surely_read and not is_second else EITHER
        right, wrong = DAYS, NO_DAYS
    elif name in ("min", "max"):
        right, wrong, sure = AMOUNTS, NO_AMOUNTS, EITHER if name in LOWER else RIGHT
    elif name in ("after", "before"):
        right, wrong, sure = PLACES + SIZED, NO_PLACES, EITHER
    elif name in ("q", "tag"):
        right = [text for text in WORDS if name == "q" or len(text) <= LONGEST_TAG]
        wrong = () if endpoint.startswith("articles.") else NO_WORDS
    elif name in ("page", "older", "entry") or endpoint == "changes.index":
        right, wrong = NUMBERS, NO_NUMBERS
    elif name == "table":
        right, wrong = TABLES, ()
    elif endpoint == "currencies.index":
        right, wrong = ("BTC", "CHIPS", "NONE", "'", "x" * 200), ()
    else:
        right = _choices(desk, endpoint, name)
        wrong, sure = _nearly(right), EITHER if name == "year" else RIGHT
    values = [st.tuples(st.sampled_from(right), st.just(sure))]
    values += [st.tuples(st.sampled_from(wrong), st.just(WRONG))] if wrong else []
    if name in ("q", "tag", "table") or endpoint == "currencies.index":
        return st.one_of(*values, st.tuples(TEXT, st.just(EITHER)))
    return st.one_of(*values, JUNK)


def _is_list(endpoint: str) -> bool:
    """A list takes any two days; a report leaves a first day aside that is after the last."""
    return not endpoint.startswith(("reports", "report_pages"))


def queries(desk: Desk, endpoint: str) -> st.SearchStrategy[list[Asked]]:
    """Some arguments of this page, in any order, each once."""
    found: list[Any] = [
        _values(desk, endpoint, name).map(lambda found, name=name: Asked(name, *found))
        for name in ASKED[endpoint]
        if name != "next"
    ]
    return st.lists(st.one_of(found), max_size=6, unique_by=lambda one: one.name)
