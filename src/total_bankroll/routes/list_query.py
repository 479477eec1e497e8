"""Reading a list's query: what is not understood is named and left aside, never an error."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from total_bankroll.errors import InvalidAmount
from total_bankroll.forms.fields import read_day
from total_bankroll.money import Unit
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.past import Past, past_day, present_day
from total_bankroll.services.entry_places import NEWEST, ORDERS, read_place
from total_bankroll.services.entry_tags import LONGEST_TAG
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.explaining import FIGURES
from total_bankroll.services.views import AccountView
from total_bankroll.typing_amounts import parse_amount

LONGEST_SHOWN = 40
LONGEST_TEXT = 100
DECIMALS = (2, 8)
"""As which amounts are read that belong to no currency: cents, or else the finest unit."""
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
ACCOUNT_KINDS = {"site": "Sites", "asset": "Assets"}
"""Which accounts a list can be of, and what it calls them."""

Found = TypeVar("Found")
Bound = TypeVar("Bound", date, Decimal)
Typed = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ListQuery:
    """What the list is asked for; `typed` are the filters as they were sent."""

    filters: EntryFilter
    typed: Typed
    today: date
    order: str = NEWEST
    after: str | None = None
    before: str | None = None
    ignored: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list down."""
        return bool(self.typed)

    @property
    def past(self) -> Past:
        """The day that the list shows, and the ways to others."""
        return Past(request.path, self.filters.on, self.today, (*self.typed, *self._sort))

    @property
    def cleared(self) -> str:
        """The address of the same list without filters."""
        return self.past.link(request.path)

    @property
    def asked(self) -> dict[str, Any]:
        """What the service is asked for."""
        places = {"after_place": self.after, "before_place": self.before}
        return {"filters": self.filters, "order": self.order, **places}

    def file(self, path: str, **more: str) -> str:
        """The address of all of this list as a file; `more` is what its path does not say here."""
        return self._address(*more.items(), *self.typed, *self._sort, path=path)

    @property
    def here(self) -> str:
        """The address of this very page of the list."""
        return self.href(after=self.after, before=self.before)

    def value(self, name: str) -> str:
        """What was sent for a filter that has one value; empty where it was not."""
        return next((text for key, text in self.typed if key == name), "")

    def values(self, name: str) -> list[str]:
        """All that was sent for a filter that may have several values."""
        return [text for key, text in self.typed if key == name]

    def href(self, **place: str | None) -> str:
        """The address of a page of the same list: `after` or `before` a place, else the first."""
        places = [(name, text) for name, text in place.items() if text]
        return self._address(*self.typed, *self._sort, *places)

    def sorted_by(self, order: str) -> str:
        """The address of the same list in another order."""
        return self._address(*self.typed, *_sorted(order))

    def without(self, name: str, text: str) -> str:
        """The address of the list without one of its filters."""
        rest = [pair for pair in self.typed if pair != (name, text)]
        return self._address(*rest, *self._sort)

    @property
    def _sort(self) -> Typed:
        return _sorted(self.order)

    def _address(self, *asked: tuple[str, str], path: str | None = None) -> str:
        query, path = urlencode(asked), path or request.path
        return self.past.link(f"{path}?{query}" if query else path)


def _sorted(order: str) -> Typed:
    return () if order == NEWEST else (("sort", order),)


def dotted(ids: Iterable[int]) -> str:
    """Several accounts as the one value of a filter."""
    return ".".join(map(str, ids))


def transfer_kinds(accounts: Sequence[AccountView]) -> tuple[str, ...]:
    """Every transfer once: as what was sent; or, for one account, as what it sent and got."""
    by_account = request.args.get("account", "") in {str(account.id) for account in accounts}
    return KINDS["transfer"] if by_account else ("transfer_out",)


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
    player = signed_in_player()
    reader, today = _Reader(request.args, player.locale), present_day()
    chosen = [] if kinds else reader.choices("kind", tuple(KINDS))
    account_kind = reader.choice("accounts", tuple(ACCOUNT_KINDS))
    to_day, most = reader.day("to"), reader.amount("max")
    filters = EntryFilter(
        kinds=kinds or tuple(kind for name in chosen for kind in KINDS[name]),
        account_ids=reader.several("account", accounts) if account_id is None else (account_id,),
        account_kind=account_kind,
        from_day=reader.below("from", reader.day("from"), to_day),
        to_day=to_day,
        currency=reader.choice("currency", sorted({one.currency for one in accounts})),
        figure=reader.choice("figure", FIGURES),
        least=reader.below("min", reader.amount("min"), most),
        most=most,
        tag=reader.words("tag", LONGEST_TAG),
        text=reader.words("q", LONGEST_TEXT),
        on=reader.past(today),
    )
    for name, choices in (keep or {}).items():
        reader.choice(name, choices)
    order = reader.order()
    places = {name: reader.place(name, order) for name in ("after", "before")}
    typed, ignored = tuple(reader.typed), tuple(reader.ignored)
    return ListQuery(filters, typed, today, order, **places, ignored=ignored)


@dataclass
class _Reader:
    """Takes one argument after the other, and notes what it could not read."""

    args: MultiDict[str, str]
    locale: str
    typed: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.args.get(name, "").strip()

    def day(self, name: str) -> date | None:
        text = self.text(name)
        return self._noted(name, text, read_day(text))

    def past(self, today: date) -> date | None:
        """The past day that stands for today."""
        if read_day(self.text("on")) is None:
            self._ignore("on", self.text("on"))
        return past_day(today)

    def choice(self, name: str, choices: Sequence[str]) -> str | None:
        text = self.text(name)
        return self._noted(name, text, text if text in choices else None)

    def choices(self, name: str, choices: Sequence[str]) -> list[str]:
        """Each of several values once."""
        sent = dict.fromkeys(text.strip() for text in self.args.getlist(name))
        found = (self._noted(name, text, text if text in choices else None) for text in sent)
        return [text for text in found if text is not None]

    def several(self, name: str, accounts: Sequence[AccountView]) -> tuple[int, ...]:
        """The accounts of a dotted list; one that is not the player's leaves all of it aside."""
        text, known = self.text(name), {str(account.id): account.id for account in accounts}
        sent = set(text.split("."))
        if not sent <= known.keys():
            self._ignore(name, text)
            return ()
        found = tuple(sorted(known[one] for one in sent))
        self.typed.append((name, dotted(found)))
        return found

    def words(self, name: str, longest: int) -> str | None:
        text = self.text(name)
        is_fine = len(text) <= longest and any(c.isprintable() and c != " " for c in text)
        return self._noted(name, text, text if is_fine else None)

    def amount(self, name: str) -> Decimal | None:
        text = self.text(name)
        found = (self._amount(text, decimals) for decimals in DECIMALS)
        return self._noted(name, text, next((one for one in found if one is not None), None))

    def below(self, name: str, found: Bound | None, most: Bound | None) -> Bound | None:
        """What `name` holds; left aside where it is more than the most there may be."""
        if found is None or most is None or found <= most:
            return found
        self.typed.remove((name, self.text(name)))
        self._ignore(name, self.text(name))
        return None

    def order(self) -> str:
        text = self.text("sort")
        if text in ORDERS:
            return text
        self._ignore("sort", text)
        return NEWEST

    def place(self, name: str, order: str) -> str | None:
        """Where a page begins or ends; one that cannot be read is the first page."""
        text = self.text(name)
        if read_place(text, order) is not None:
            return text
        self._ignore(name, text)
        return None

    def _amount(self, text: str, decimals: int) -> Decimal | None:
        try:
            of_no_currency = Unit("", "", decimals)
            return parse_amount(text, of_no_currency, locale=self.locale, allow_zero=True)
        except InvalidAmount:
            return None

    def _noted(self, name: str, text: str, found: Found | None) -> Found | None:
        if found is not None:
            self.typed.append((name, text))
        else:
            self._ignore(name, text)
        return found

    def _ignore(self, name: str, text: str) -> None:
        if text:
            shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
            self.ignored.append(f"{name}: {shown}")
