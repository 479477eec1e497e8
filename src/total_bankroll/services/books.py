"""All of a player's accounts with their days and rates: what every cold figure is made from."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from total_bankroll.cache_policy import once
from total_bankroll.clock import now
from total_bankroll.extensions import db
from total_bankroll.figures import Book, DayRow
from total_bankroll.ledger import day_of
from total_bankroll.models import Account, AccountDay, Currency
from total_bankroll.money import from_count
from total_bankroll.rates import RateTable
from total_bankroll.services.currency_service import CurrencyService, rate_table
from total_bankroll.services.ownership import player, zone_of
from total_bankroll.services.views import AccountView


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
    days = _days(user_id)
    since = min((rows[0][0] for rows in days.values()), default=None)
    codes = {account.currency for account in accounts} | {currency}
    table = rate_table(user_id, sorted(codes), since or today_of(user_id))
    books = {
        a.id: Book(days.get(a.id, []), a.currency, a.decimals, table, currency) for a in accounts
    }
    return Books(currency, accounts, books, table, since)


def _days(user_id: int) -> dict[int, list[DayRow]]:
    """Every account's days as plain tuples in the order of DayRow's fields."""
    rows = db.session.execute(
        select(
            AccountDay.account_id,
            AccountDay.day,
            AccountDay.change,
            AccountDay.opening,
            AccountDay.deposits,
            AccountDay.withdrawals,
            AccountDay.moved_in,
            AccountDay.moved_out,
        )
        .where(AccountDay.user_id == user_id)
        .order_by(AccountDay.account_id, AccountDay.day)
    )
    found: dict[int, list[DayRow]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found
