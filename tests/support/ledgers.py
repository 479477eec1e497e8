"""Ledgers as players might have them, typed through the services: whatever the dice say."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.support.rates import SetRates
from total_bankroll.errors import BankrollError
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.people_service import PeopleService

TODAY = date(2026, 3, 10)  # at noon, in UTC
LONG = 80
"""How many days such a ledger reaches back."""

OWN = {"1INCH": 4, "X1INCH": 8, "NULL": 0, "42": 2}
CODES = ("EUR", "USD", "GBP", "JPY", "BTC", *OWN)
DISPLAYS = ("EUR", "USD", "JPY", "BTC", "1INCH")
# New York has a day of 23 hours on 8 March 2026, Casablanca one of 25 on 15 February.
ZONES = ("UTC", "Asia/Tokyo", "America/New_York", "Pacific/Apia", "Africa/Casablanca")
NAMES = ("Stars", 'Käse "\\" 🎲')
NOTES = ("", 'said "all in"', "two\nlines\tand \\n", "😀 é \u202eabc", "; #no @@ 1 EUR", "x" * 500)
TAGS = ((), ("live",), ("Big game", "Größe"), ("a/b.c", '"q"'))


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days=days)


def publish(set_rates: SetRates) -> None:
    """Rates with all that happens to them: weekends, a hole, and a currency that is quoted no more.

    Half of them come out of the dice, and so have many digits when one is divided by another.
    """
    dice = Random(3)
    found: dict[str, dict[date, str]] = {"USD": {}, "GBP": {}, "JPY": {}}
    for days in range(LONG + 10, 0, -1):
        for code, low in (("USD", 10500), ("GBP", 8300), ("JPY", 1603000)):
            is_hole = code == "GBP" and 20 < days < 45
            if ago(days).weekday() < 5 and not is_hole and (code != "JPY" or days > 30):
                found[code][ago(days)] = str(Decimal(low + dice.randint(0, 900)) / 10000)
    for code, rates in found.items():
        set_rates(code, rates)


class Player:
    """One player and the dice; what the services refuse is left."""

    def __init__(self, user_id: int, dice: Random) -> None:
        self.user_id, self.dice = user_id, dice
        self.service, self.rates = BankrollService(), CurrencyService()
        self.units = {**OWN, "EUR": 2, "USD": 2, "GBP": 2, "JPY": 0, "BTC": 8}
        self.accounts: dict[int, tuple[str, str]] = {}  # kind and currency
        self.entries: list[int] = []

    def play(self, steps: int) -> None:
        """Settle in, then do so many things."""
        people = PeopleService()
        people.update_settings(self.user_id, timezone=self.dice.choice(ZONES))
        for code, decimals in OWN.items():
            self.rates.add_currency(self.user_id, code, f"My {code}", decimals=decimals)
        for code in (*OWN, "BTC", "JPY"):
            self._rate(code, self.dice.randint(40, LONG))
        for _ in range(self.dice.randint(2, 6)):
            self._open()
        for _ in range(steps):
            with suppress(BankrollError):
                self.dice.choice(self._deeds())()
        people.update_settings(self.user_id, display_currency=self.dice.choice(DISPLAYS))

    def _deeds(self) -> list[Callable[[], Any]]:
        often = [self._flow, self._flow, self._balance, self._transfer, self._transfer, self._edit]
        return [*often, self._forget, self._rate, self._open, self._close, self._lose, self._move]

    # -- what the dice choose

    def _amount(self, code: str, low: int = 1) -> Decimal:
        most = 10 ** self.dice.choice((3, 5, 8))
        return Decimal(self.dice.randint(low, most)).scaleb(-self.units[code])

    def _when(self) -> Any:
        days = self.dice.randint(0, LONG)
        exact = datetime(2026, 3, 10, 11, tzinfo=UTC) - timedelta(days=days, minutes=days * 37)
        return self.dice.choice((None, ago(days), ago(days), exact))

    def _account(self) -> tuple[int, str]:
        account_id = self.dice.choice(list(self.accounts))
        return account_id, self.accounts[account_id][1]

    def _words(self) -> dict[str, Any]:
        return {"note": self.dice.choice(NOTES), "tags": self.dice.choice(TAGS)}

    # -- what a player does

    def _rate(self, code: str = "", days: int | None = None) -> None:
        days = self.dice.randint(0, LONG) if days is None else days
        rate = Decimal(self.dice.randint(1, 10**9)).scaleb(-self.dice.randint(2, 9))
        code = code or self.dice.choice(CODES[1:])
        self.rates.add_manual_rate(self.user_id, code, ago(days), rate)

    def _open(self) -> None:
        kind, code = self.dice.choice(("site", "asset")), self.dice.choice(CODES)
        add = self.service.add_site if kind == "site" else self.service.add_asset
        balance = self._amount(code, 0) if self.dice.random() < 0.5 else None
        name = f"{self.dice.choice(NAMES)} {len(self.accounts)}"
        made: Any = add(self.user_id, name, code, balance, date=self._when())
        self.accounts[made.id if hasattr(made, "id") else made] = (kind, code)

    def _flow(self) -> None:
        account_id, code = self._account()
        kind = self.dice.choice(("deposit", "withdrawal", "bonus", "expense"))
        record = getattr(self.service, f"record_{kind}")
        amount = self._amount(code)
        saved = record(self.user_id, account_id, amount, self._when(), **self._words())
        self.entries.append(saved.entry_id)

    def _balance(self) -> None:
        account_id, code = self._account()
        if self.dice.random() < 0.3:
            held = self.service.get_account(self.user_id, account_id).balance
            self.service.record_balance(self.user_id, account_id, held, note="confirmed")
            return
        owes = self.accounts[account_id][0] == "asset" and self.dice.random() < 0.3
        held = self._amount(code, 0) * (-1 if owes else 1)
        saved = self.service.record_balance(
            self.user_id, account_id, held, self._when(), **self._words()
        )
        self.entries.append(saved.entry_id)

    def _transfer(self) -> None:
        (source, code), (target, other) = self._account(), self._account()
        amount, received = self._amount(code), self._amount(other)
        if code == other:
            received = self.dice.choice((amount, amount / 2)).quantize(
                Decimal(1).scaleb(-self.units[code]), "ROUND_UP"
            )
        saved = self.service.record_transfer(
            self.user_id, source, target, amount, received, self._when(), **self._words()
        )
        self.entries += [saved.source.entry_id, saved.target.entry_id]

    def _edit(self) -> None:
        entry = self.service.get_entry(self.user_id, self.dice.choice(self.entries or [0]))
        self.service.update_entry(
            self.user_id, entry.id, amount=self._amount(entry.currency), date=self._when()
        )

    def _forget(self) -> None:
        entry_id = self.dice.choice(self.entries or [0])
        self.service.delete_entry(self.user_id, entry_id)
        if self.dice.random() < 0.3:
            self.service.restore_entry(self.user_id, entry_id)

    def _close(self) -> None:
        """Empty an account and put it away; some come back."""
        account_id, kind = self._chosen()
        self.service.record_balance(self.user_id, account_id, 0)
        getattr(self.service, f"archive_{kind}")(self.user_id, account_id)
        if self.dice.random() < 0.3:
            getattr(self.service, f"unarchive_{kind}")(self.user_id, account_id)

    def _lose(self) -> None:
        """Delete an account; some come back, after the other half of a transfer was moved."""
        account_id, kind = self._chosen()
        getattr(self.service, f"delete_{kind}")(self.user_id, account_id)
        legs = [row for row in self.service.list_entries(self.user_id).rows if row.transfer_id]
        for leg in legs[:1]:
            self.service.update_entry(self.user_id, leg.id, date=ago(self.dice.randint(0, 5)))
        if self.dice.random() < 0.7:
            getattr(self.service, f"restore_{kind}")(self.user_id, account_id)

    def _chosen(self) -> tuple[int, str]:
        account_id, _ = self._account()
        return account_id, self.accounts[account_id][0]

    def _move(self) -> None:
        PeopleService().update_settings(self.user_id, timezone=self.dice.choice(ZONES))
