"""All of a player's accounts with their days and rates: what every cold figure is made from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from total_bankroll.book import Book, Worth
from total_bankroll.cache_policy import once
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.ledger import day_of
from total_bankroll.models import Account, Currency
from total_bankroll.money import from_count
from total_bankroll.rates import RateTable
from total_bankroll.services.currency_service import CurrencyService, rate_table
from total_bankroll.services.ownership import player, zone_of
from total_bankroll.services.packed_days import AccountDays, read_days
from total_bankroll.services.views import AccountView

NO_DAYS = AccountDays([], [], [])


class Books(NamedTuple):
    """The accounts in their order, each with its book in the display currency."""

    currency: str
    accounts: tuple[AccountView, ...]
    books: Mapping[int, Book]
    table: RateTable
    since: date | None

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


def load_books(user_id: int, currency: str) -> Books:
    """Accounts, days and rates in four statements, once a transaction."""
    return once(("books", user_id, currency), lambda: _load(user_id, currency))


def account_views(user_id: int) -> tuple[AccountView, ...]:
    """Every account of a player that is not deleted, sites first, in the player's order."""
    return once(("accounts", user_id), lambda: _account_views(user_id))


def _account_views(user_id: int) -> tuple[AccountView, ...]:
    rows = db.session.execute(
        select(Account, Currency)
        .join(Currency, Currency.id == Account.currency_id)
        .where(Account.user_id == user_id, Account.deleted_at.is_(None))
        .order_by(Account.kind.desc(), Account.position, Account.id)
    )
    return tuple(view_of(account, currency) for account, currency in rows)


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
        archived=account.archived_at is not None,
        deleted=account.deleted_at is not None,
        updated_on=account.updated_on,
    )


def _load(user_id: int, currency: str) -> Books:
    accounts = account_views(user_id)
    found = read_days([account.id for account in accounts])
    since = min((each.days[0] for each in found.values()), default=None)
    codes = {account.currency for account in accounts} | {currency}
    table = rate_table(user_id, sorted(codes), since or today_of(user_id))
    worths = {code: Worth(code, currency, table, _days_of(code, accounts, found)) for code in codes}
    books = {
        a.id: Book(*found.get(a.id, NO_DAYS), a.decimals, worths[a.currency]) for a in accounts
    }
    return Books(currency, accounts, books, table, since)


def _days_of(
    code: str, accounts: Sequence[AccountView], found: Mapping[int, AccountDays]
) -> set[date]:
    """The days on which an account of one currency changed."""
    return {day for a in accounts if a.currency == code for day in found.get(a.id, NO_DAYS).days}
