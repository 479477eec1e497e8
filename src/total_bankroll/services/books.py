"""All of a player's accounts with their days and rates: what every cold figure is made from."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

from total_bankroll.book import Book
from total_bankroll.cache_policy import once
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.figures import DAY, NONE, by_currency
from total_bankroll.ledger import day_of
from total_bankroll.models import Account, Currency
from total_bankroll.money import MAX_BALANCE, from_count, to_count
from total_bankroll.rates import RateTable
from total_bankroll.services.currency_service import CurrencyService, rate_table
from total_bankroll.services.ownership import player, zone_of
from total_bankroll.services.packed_days import read_years
from total_bankroll.services.views import AccountView
from total_bankroll.together import Together
from total_bankroll.unpacked_days import Unpacked
from total_bankroll.worth import Worth


class Books(NamedTuple):
    """The accounts in their order, each with its book in the display currency.

    With a `first` day, the books know nothing of what was before it but what was held then;
    otherwise `since` is the day of the first entry. `together` holds all accounts of a currency.
    """

    currency: str
    accounts: tuple[AccountView, ...]
    books: Mapping[int, Book]
    table: RateTable
    since: date | None
    first: date | None = None
    together: Mapping[str, Together] = NONE

    def by_currency(self, accounts: Sequence[AccountView]) -> list[Book]:
        """Some accounts added up, those of a currency together; made once a transaction."""
        ids = tuple(account.id for account in accounts)
        key = ("together", ids, self.currency, self.first)
        return once(key, lambda: by_currency([self.books[each] for each in ids], self.together))

    @property
    def rates_on(self) -> date | None:
        """The last day that published rates cover."""
        ends = [s.data_end for s in self.table.series.values() if s.data_end is not None]
        return max(ends, default=None)


def today_of(user_id: int) -> date:
    """The player's calendar day."""
    return day_of(now(), zone_of(db.session(), user_id))


def display_currency(user_id: int, currency_code: str | None) -> str:
    """The currency asked for, or the one in which the player reads totals; or UnknownCurrency."""
    if currency_code is None:
        return player(db.session(), user_id).display_currency
    return CurrencyService().get_unit(user_id, currency_code).code


def load_books(user_id: int, currency: str, first: date | None = None) -> Books:
    """Accounts, days from `first` on (None: all) and rates in four statements.

    Books that were loaded in this transaction and reach back as far are not loaded again.
    """
    loaded: list[Books] = once(("books", user_id, currency), list)
    for books in loaded:
        if books.first is None or (first is not None and books.first <= first):
            return books
    loaded.append(_load(user_id, currency, first))
    return loaded[-1]


def account_views(user_id: int) -> tuple[AccountView, ...]:
    """Every account of a player that is not deleted, sites first, in the player's order."""
    return once(("accounts", user_id), lambda: _account_views(user_id))


def _account_views(user_id: int) -> tuple[AccountView, ...]:
    rows = db.session.execute(_accounts(), {"user_id": user_id})
    return tuple(view_of(account, currency) for account, currency in rows)


@cache
def _accounts() -> Select[Account, Currency]:
    return (
        select(Account, Currency)
        .join(Currency, Currency.id == Account.currency_id)
        .where(Account.user_id == bindparam("user_id"), Account.deleted_at.is_(None))
        .order_by(Account.kind.desc(), Account.position, Account.id)
    )


def view_of(account: Account, currency: Currency) -> AccountView:
    """An account as others may see it."""
    return AccountView(
        id=account.id,
        kind=account.kind,
        name=account.name,
        currency=currency.code,
        symbol=currency.symbol,
        decimals=currency.decimals,
        balance=from_count(account.balance, currency.decimals),
        position=account.position,
        archived_at=account.archived_at,
        deleted=account.deleted_at is not None,
        updated_on=account.updated_on,
    )


def _load(user_id: int, currency: str, first: date | None) -> Books:
    accounts = account_views(user_id)
    read = read_years([account.id for account in accounts], first)
    found = {account.id: read.get(account.id) or Unpacked([]) for account in accounts}
    since = min((each.begin for each in found.values() if each.begin), default=None)
    codes = {account.currency for account in accounts} | {currency}
    rates_from = first - DAY if first else since or today_of(user_id)
    table = rate_table(user_id, sorted(codes), rates_from)
    together = {code: _together(code, accounts, found) for code in codes}
    worths = {code: Worth(code, currency, table, together[code].days) for code in codes}
    books = {
        a.id: _book(a, found[a.id], worths[a.currency], is_all=first is None) for a in accounts
    }
    return Books(currency, accounts, books, table, since, first, together)


def _book(account: AccountView, known: Unpacked, worth: Worth, *, is_all: bool) -> Book:
    """An account's book; all its days add up to what it holds, and some of them to what it held
    before.
    """
    holds = to_count(account.balance, account.decimals, limit=MAX_BALANCE)
    if is_all:
        known.tell_total(holds)
    return Book(known, account.decimals, worth, held=holds - known.total)


def _together(
    code: str, accounts: Sequence[AccountView], found: Mapping[int, Unpacked]
) -> Together:
    """The days on which any account of one currency changed."""
    return Together([found[a.id] for a in accounts if a.currency == code])
