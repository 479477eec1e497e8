"""A page of a list as templates show it: its words, its filters, and what they can be."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from total_bankroll.forms.fields import read_day
from total_bankroll.routes.context import formatter
from total_bankroll.routes.list_query import ACCOUNT_KINDS, KINDS, ListQuery, dotted
from total_bankroll.services.entry_filters import sums_amounts
from total_bankroll.services.entry_places import AMOUNT, NEWEST, OLDEST
from total_bankroll.services.entry_views import EntryPage
from total_bankroll.services.views import AccountView

_NOUNS = {"bonus": ("bonus", "bonuses"), "entry": ("entry", "entries")}
_LABELS = {
    "account": "Account",
    "accounts": "Only",
    "currency": "Currency",
    "figure": "Explains",
    "from": "From",
    "kind": "Kind",
    "max": "At most",
    "min": "At least",
    "q": "Text",
    "tag": "Tag",
    "to": "Until",
}
MOST_NAMED = 3
"""How many of several accounts a filter names."""
_ORDERS = {NEWEST: "Newest", OLDEST: "Oldest", AMOUNT: "Largest"}
_WAYS = {NEWEST: ("Newer", "Older"), OLDEST: ("Older", "Newer"), AMOUNT: ("Larger", "Smaller")}
"""What the links to the pages before and after are called in each order."""


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address of the list without it."""

    text: str
    href: str


@dataclass(frozen=True)
class Listing:
    """A page of a list with the query that led to it: what the templates show."""

    page: EntryPage
    query: ListQuery
    accounts: tuple[AccountView, ...]

    @property
    def lead(self) -> str:
        """How many entries there are, in words, each list by its own noun."""
        one, several = _NOUNS.get(self._noun, (self._noun, f"{self._noun}s"))
        return (
            f"1 {one}"
            if self.page.count == 1
            else f"{formatter().count(self.page.count)} {several}"
        )

    @property
    def _noun(self) -> str:
        """The kind of all that is listed; among all accounts, a transfer may be two entries."""
        filters = self.query.filters
        if filters.kinds == KINDS["transfer"] and len(filters.account_ids) != 1:
            return "entry"
        found = (name for name, kinds in KINDS.items() if filters.kinds in (kinds, kinds[:1]))
        return next(found, "entry")

    @property
    def by_amount(self) -> bool:
        """Whether rows show amounts as typed; otherwise what each entry did to its account."""
        return sums_amounts(self.query.filters)

    @property
    def account_choices(self) -> list[tuple[str, str]]:
        """What the filter by account offers: values and names; the several chosen are one more."""
        chosen = self.query.filters.account_ids
        several = [(dotted(chosen), f"{len(chosen)} accounts")] if len(chosen) > 1 else []
        return [*several, *((str(account.id), account.name) for account in self.accounts)]

    @property
    def account_kind_choices(self) -> list[tuple[str, str]]:
        """What the filter by kind of account offers."""
        return list(ACCOUNT_KINDS.items())

    @property
    def currency_choices(self) -> list[tuple[str, str]]:
        """What the filter by currency offers."""
        return [(code, code) for code in sorted({account.currency for account in self.accounts})]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        """What the filter by kind offers."""
        return [(kind, kind.capitalize()) for kind in KINDS]

    @property
    def chips(self) -> Iterator[Chip]:
        """The filters that are set, each with the way to go on without it."""
        for name, text in self.query.typed:
            if name in _LABELS:
                many = name == "account" and len(self.query.filters.account_ids) > 1
                label = "Accounts" if many else _LABELS[name]
                shown = f"{label}: {self._in_words(name, text)}"
                yield Chip(shown, self.query.without(name, text))

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The orders of the list: what each is called, its address, whether it is this one."""
        query = self.query
        return [(text, query.sorted_by(key), key == query.order) for key, text in _ORDERS.items()]

    @property
    def by_size(self) -> bool:
        """Whether the largest stand first, currency by currency."""
        return self.query.order == AMOUNT

    @property
    def ways(self) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
        """The pages before and after: what they are called and their addresses, if there are."""
        page, query = self.page, self.query
        back, on = _WAYS[query.order]
        before = page.previous and query.href(before=page.previous)
        return (back, before), (on, page.following and query.href(after=page.following))

    @property
    def left_out(self) -> str:
        """The accounts of this list that the figure explained does without, by name."""
        outside = set(self.page.left_out)
        holds = self.query.filters.holds
        return self._names_of([a.id for a in self.accounts if a.id in outside and holds(a)])

    def _names_of(self, ids: Collection[int]) -> str:
        names = [account.name for account in self.accounts if account.id in ids]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return ", ".join(names[:MOST_NAMED]) + more

    def _in_words(self, name: str, text: str) -> str:
        if name == "account":
            return self._names_of(self.query.filters.account_ids)
        if name == "accounts":
            return ACCOUNT_KINDS[text]
        day = read_day(text) if name in ("from", "to") else None
        return (
            text.capitalize() if name == "kind" else text if day is None else formatter().day(day)
        )
