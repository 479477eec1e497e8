"""The parts of a Beancount ledger, in lines: its head, accounts, prices, entries and balances."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from total_bankroll.beancount import transactions
from total_bankroll.beancount.rows import Account, Currency, Entry, Origin
from total_bankroll.beancount.transactions import OWN_ACCOUNTS, Amounts, account_name
from total_bankroll.beancount.words import commodities, number, one_line, quoted

HEAD = """\
; Total Bankroll: accounts and entries of {player}, read in {currency}.
; Days from {first} to {last}; written on {today}.
; Rates: European Central Bank, https://www.ecb.europa.eu/stats/eurofxref/, and the player's own.
; A price is given where it changed, on each day with an entry, and today, where there is a rate.
"""

Price = tuple[str, Sequence[tuple[date, Decimal | None]]]
"""A currency's code, with what one unit is worth on each day; None where there is no rate."""


class Document:
    """One player's ledger; every part can be written by itself, and all are needed."""

    def __init__(
        self, origin: Origin, currencies: Sequence[Currency], accounts: Sequence[Account]
    ) -> None:
        self._origin, self._currencies, self._accounts = origin, currencies, accounts
        self._commodities = commodities(each.code for each in currencies)
        self._amounts = Amounts(currencies, accounts, self._commodities)
        self._first = min((each.opened for each in accounts), default=origin.first)

    def head(self) -> Iterator[str]:
        """What it is and whose, the options, and the commodities."""
        origin = self._origin
        yield HEAD.format(
            player=one_line(origin.player),
            currency=one_line(origin.display_currency),
            first=origin.first,
            last=origin.last,
            today=origin.today,
        )
        yield 'option "title" "Total Bankroll"\n'
        yield f'option "operating_currency" "{self._commodities[origin.display_currency]}"\n'
        yield 'option "tolerance_multiplier" "0"\n'
        for currency in self._currencies:
            yield self._commodity(currency)

    def _commodity(self, currency: Currency) -> str:
        return (
            f"\n{self._first} commodity {self._commodities[currency.code]}\n"
            f"  code: {quoted(currency.code)}\n"
            f"  name: {quoted(currency.name)}\n"
            f"  decimals: {currency.decimals}\n"
        )

    def accounts(self) -> Iterator[str]:
        """The accounts by their ids, with their names, and where money comes from and goes to."""
        yield "\n"
        for name in OWN_ACCOUNTS:
            yield f"{self._first} open {name}\n"
        for account in self._accounts:
            name = account_name(account)
            yield (
                f"\n{account.opened} open {name} {self._commodities[account.currency]}\n"
                f"  name: {quoted(account.name)}\n"
            )
            if account.closed is not None:
                yield f"{account.closed} close {name}\n"

    def prices(self, prices: Iterable[Price], used: Collection[date]) -> Iterator[str]:
        """What one unit of each currency is worth in the display currency, where there is a rate.

        It is said on the days that are `used`, and where it is another than before. Where there is
        none, a reader takes the price before: the days without are counted.
        """
        display = self._commodities[self._origin.display_currency]
        for code, days in prices:
            name = self._commodities[code]
            lacking = sum(worth is None for _, worth in days)
            yield "\n"
            if lacking:
                yield f"; {name} has no rate on {lacking} of {len(days)} days: none is made up.\n"
            said = None
            for day, worth in days:
                if worth is not None and (worth != said or day in used):
                    yield f"{day} price {name} {number(worth)} {display}\n"
                    said = worth

    def entries(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Every entry as a transaction, or as a note where it moved nothing and says something."""
        for entry in entries:
            yield from transactions.lines(entry, self._amounts)

    def balances(self, account_id: int, balances: Iterable[tuple[date, int]]) -> Iterator[str]:
        """What an account held at the end of some days: stated for the next day's beginning."""
        yield "\n"
        name = self._amounts.account(account_id)
        for day, count in balances:
            value, commodity = self._amounts.parts(account_id, count)
            yield f"{day + timedelta(days=1)} balance {name} {value} ~ 0 {commodity}\n"
