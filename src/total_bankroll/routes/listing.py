"""Reading a list's query: what is not understood is named and left aside, never an error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from total_bankroll.forms.fields import read_day
from total_bankroll.money import exact, round_half_up
from total_bankroll.services.entry_lists import FLOW_KINDS
from total_bankroll.services.explaining import BY_CHANGE, FIGURES
from total_bankroll.services.views import AccountView, EntryFilter, EntryPage

LONGEST_SHOWN = 40
LONGEST_PAGE = 6
KINDS: Mapping[str, tuple[str, ...]] = {
    "balance": ("balance",),
    "deposit": ("deposit",),
    "withdrawal": ("withdrawal",),
    "transfer": ("transfer_out", "transfer_in"),
    "result": ("result",),
    "bonus": ("bonus",),
    "expense": ("expense",),
}
"""What the filter of a list of all entries offers, and the kinds of entry that each means."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class ListQuery:
    """What the list is asked for; `typed` are the filters as they were sent."""

    filters: EntryFilter
    page: int
    typed: dict[str, str]
    ignored: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list down."""
        return bool(self.typed)

    def href(self, page: int) -> str:
        """The address of another page of the same list."""
        return f"{request.path}?{urlencode({**self.typed, 'page': page})}"


@dataclass(frozen=True)
class Listing:
    """A page of a list with the query that led to it: what the templates show."""

    page: EntryPage
    query: ListQuery
    accounts: tuple[AccountView, ...]

    @property
    def lead(self) -> str:
        """How many entries there are, in words."""
        return "1 entry" if self.page.count == 1 else f"{self.page.count:,} entries"

    @property
    def by_amount(self) -> bool:
        """Whether rows show amounts as typed; otherwise what each entry did to its account."""
        kinds, figure = self.query.filters.kinds, self.query.filters.figure
        return figure not in BY_CHANGE and len(kinds) == 1 and kinds[0] in FLOW_KINDS

    @property
    def account_choices(self) -> list[tuple[int, str]]:
        """What the filter by account offers: ids and names."""
        return [(account.id, account.name) for account in self.accounts]

    @property
    def currency_choices(self) -> list[tuple[str, str]]:
        """What the filter by currency offers."""
        return [(code, code) for code in sorted({account.currency for account in self.accounts})]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        """What the filter by kind offers."""
        return [(kind, kind.capitalize()) for kind in KINDS]

    @property
    def fx(self) -> Decimal | None:
        """The FX effect as shown: what the total holds beyond its entries."""
        if self.page.fx is None:
            return None
        places = -int(self.page.total.as_tuple().exponent)
        with exact():
            return self.page.total - round_half_up(self.page.exact - self.page.fx, places)


def read_query(
    accounts: Sequence[AccountView],
    kinds: tuple[str, ...] = (),
    *,
    account_id: int | None = None,
    keep: Mapping[str, Sequence[str]] | None = None,
) -> ListQuery:
    """The query of this request; `kinds` and `account_id` are those of the page, if it has them.

    `keep` names further arguments that links to other pages carry on, with their choices.
    """
    reader = _Reader(request.args)
    chosen = None if kinds else reader.choice("kind", tuple(KINDS))
    if account_id is None:
        account_id = _number(reader.choice("account", [str(one.id) for one in accounts]))
    filters = EntryFilter(
        kinds=kinds or KINDS.get(chosen or "", ()),
        account_id=account_id,
        from_day=reader.day("from"),
        to_day=reader.day("to"),
        currency=reader.choice("currency", sorted({one.currency for one in accounts})),
        figure=reader.choice("figure", FIGURES),
    )
    for name, choices in (keep or {}).items():
        reader.choice(name, choices)
    page = reader.page()
    return ListQuery(filters, page, reader.typed, tuple(reader.ignored))


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


@dataclass
class _Reader:
    """Takes one argument after the other, and notes what it could not read."""

    args: MultiDict[str, str]
    typed: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.args.get(name, "").strip()

    def day(self, name: str) -> date | None:
        text = self.text(name)
        return self._noted(name, text, read_day(text))

    def choice(self, name: str, choices: Sequence[str]) -> str | None:
        text = self.text(name)
        return self._noted(name, text, text if text in choices else None)

    def page(self) -> int:
        text = self.text("page")
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE
        if text and (not is_number or not int(text)):
            self._ignore("page", text)
            return 1
        return int(text or 1)

    def _noted(self, name: str, text: str, found: Found | None) -> Found | None:
        if found is not None:
            self.typed[name] = text
        elif text:
            self._ignore(name, text)
        return found

    def _ignore(self, name: str, text: str) -> None:
        shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
        self.ignored.append(f"{name}: {shown}")
