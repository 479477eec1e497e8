"""Every form that takes amounts and dates: where it is sent, and what it leaves behind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.support.pages import CheckingClient, Page
from total_bankroll import models
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.money import from_count
from total_bankroll.services import entries
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.writing import write

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = date(2026, 1, 5)

FLOW, SITE, ASSET, RESULT, RATE = "flow", "site", "asset", "result", "rate"
"""What an amount may be: above zero; zero too; below zero too; all but zero; a rate."""

FORMS = {
    "site new": SITE,
    "asset new": ASSET,
    "site edit": SITE,
    "asset edit": ASSET,
    "site balance": SITE,
    "asset balance": ASSET,
    "balances site": SITE,
    "balances asset": ASSET,
    "deposit": FLOW,
    "withdrawal": FLOW,
    "bonus": FLOW,
    "expense": FLOW,
    "transfer": FLOW,
    "received": FLOW,
    "deposit edit": FLOW,
    "withdrawal edit": FLOW,
    "bonus edit": FLOW,
    "expense edit": FLOW,
    "transfer edit": FLOW,
    "received edit": FLOW,
    "deposit entry": FLOW,
    "bonus entry": FLOW,
    "site entry": SITE,
    "asset entry": ASSET,
    "result entry": RESULT,
    "rate": RATE,
    "rate edit": RATE,
}
ACCOUNT_FORMS = {"site new", "asset new", "site edit", "asset edit"}
OPTIONAL = {*ACCOUNT_FORMS, "received", "received edit"}
ALL_BLANK = {"balances site", "balances asset"}
DATED = [name for name in FORMS if name not in ACCOUNT_FORMS]
RATES = {"rate", "rate edit"}
NOTED = [name for name in DATED if name.split()[0] != "balances" and "balance" not in name]
NOTED = [name for name in NOTED if name not in RATES]
LOOKED_AT = {"deposit", "deposit edit", "transfer", "transfer edit", "site new", "site edit"}
LOOKED_AT |= {"site balance", "balances site", "rate", "rate edit"}
"""Forms of each template: their HTML is checked where what was typed is odd."""

NOUNS = {"deposit": "deposits", "withdrawal": "withdrawals", "bonus": "bonuses"}
NOUNS |= {"expense": "expenses"}
TABLES: tuple[Any, ...] = (
    models.Account.__table__,
    models.Entry.__table__,
    models.Transfer.__table__,
    models.AccountDay.__table__,
    models.AccountYear.__table__,
    models.ManualRate.__table__,
)


@dataclass
class Sent:
    """A form on its way: address, the amount's field, and the other fields."""

    url: str
    amount: str
    others: dict[str, str]

    def with_amount(self, text: str, **more: str) -> dict[str, str]:
        return {**self.others, self.amount: text, **more}


class Taken(NamedTuple):
    """What a form has left behind."""

    amount: Decimal
    day: date
    note: str = ""


class Refusal(NamedTuple):
    """A field as a refused form shows it: the message beside it, and what is still in it."""

    message: str
    typed: str


def refusal(page: Page, name: str) -> Refusal:
    """How a field was refused; only its own piece of the page is parsed, there are thousands."""
    assert page.status == 422, (page.status, page.words("main"))
    assert f'id="{name}-error"' in page.text, page.words("main")
    begin = page.text.rindex("<", 0, page.text.index(f'id="{name}"'))
    end = page.text.index("</p>", page.text.index(f'id="{name}-error"', begin))
    piece = BeautifulSoup(page.text[begin:end], "html.parser")
    control, message = piece.select_one(f"#{name}"), piece.select_one(f"#{name}-error")
    assert control is not None
    assert message is not None
    typed = control.get("value", control.get_text().removeprefix("\n"))
    return Refusal(" ".join(message.get_text(" ").split()), str(typed))


def shown_again(text: str) -> str:
    """How HTML can hold what was typed."""
    return text.translate({0: "\ufffd", 0x1B: "\ufffd"})


def fill_desk(add: BankrollService, player: int) -> dict[str, int]:
    """Two accounts, an entry of each kind, a transfer and a rate: their ids."""
    site = add.add_site(player, "Room", "EUR", Decimal(700), date=DAY)
    asset = add.add_asset(player, "Cash", "EUR", Decimal(70), date=DAY)
    openings = {row.account_id: row.id for row in add.list_entries(player).rows}
    made = {"own site": site, "own asset": asset}
    made |= {"site": openings[site], "asset": openings[asset]}
    for kind in NOUNS:
        made[kind] = getattr(add, f"record_{kind}")(player, site, Decimal(7), DAY).entry_id
    with write(player):
        result = entries.record(player, Kind.RESULT, site, Decimal(2), DAY, "")
    made["result"] = result.entry_id
    moved = add.record_transfer(player, site, asset, Decimal(3), None, DAY)
    made["transfer"] = int(moved.transfer_id)
    made["rate"] = CurrencyService().add_manual_rate(player, "USDT", DAY, Decimal("1.1")).id
    db.session.remove()
    return made


@dataclass
class Desk:
    """A player with accounts in euros, entries of all kinds and a rate, filling forms in."""

    client: CheckingClient
    service: BankrollService
    player: int
    made: dict[str, int] | None = None  # what is there already
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.entries = dict(self.made or fill_desk(self.service, self.player))
        self.site, self.asset = self.entries.pop("own site"), self.entries.pop("own asset")
        self.transfer, self.rate = self.entries.pop("transfer"), self.entries.pop("rate")

    def form(self, name: str) -> Sent:
        """The form of that name, filled in but for its amount."""
        what, _, how = name.partition(" ")
        if what in ("transfer", "received"):
            return self._transfer_form(what, how)
        if what == "rate":
            url = f"/currencies/rates/{self.rate}/edit" if how else "/currencies"
            currency = "USDT" if how else "BTC"
            return Sent(url, "rate", {"currency": currency, "direction": "per-euro"})
        if what == "balances":
            return Sent("/balances", f"balance-{getattr(self, how)}", {})
        fields = {"account": str(self.asset if what == "asset" else self.site)}
        if how == "entry":
            return Sent(f"/entries/{self.entries[what]}/edit", "amount", fields)
        if what in ("site", "asset"):
            return self._account_form(what, how)
        ending = f"/{self.entries[what]}/edit" if how else ""
        return Sent(f"/{NOUNS[what]}{ending}", "amount", fields)

    def _account_form(self, kind: str, how: str) -> Sent:
        account = self.site if kind == "site" else self.asset
        if how == "balance":
            return Sent(f"/{kind}s/{account}/balance", "balance", {"next": f"/{kind}s/{account}"})
        name = {"name": f"New {next(self.numbers)}", "currency": "EUR"}
        return Sent(f"/{kind}s" + (f"/{account}/edit" if how == "edit" else ""), "balance", name)

    def _transfer_form(self, what: str, how: str) -> Sent:
        fields = {"from_account": str(self.site), "to_account": str(self.asset)}
        url = f"/transfers/{self.transfer}/edit" if how else "/transfers"
        if what == "received":
            return Sent(url, "received", {**fields, "amount": "999999999999.99"})
        return Sent(url, "amount", fields)

    def send(self, sent: Sent, data: dict[str, str]) -> Page:
        page = self.client.post(sent.url, data=data)
        assert isinstance(page, Page)
        return page

    def all(self) -> list[Any]:
        """Every row that a refused form must leave as it was, read past the application."""
        with db.engine.connect() as connection:
            return [connection.execute(select(table)).all() for table in TABLES]

    def taken(self, name: str) -> Taken:
        """What the form of that name has made or changed last.

        New rates and huge transfers go again: there is one rate a day, and a limit to accounts.
        """
        what, _, how = name.partition(" ")
        _, rows, *_, rates = self.all()
        if what == "rate":
            rate = next(r for r in rates if not how or r.id == self.rate)
            if not how:
                rate = max(rates, key=lambda row: row.id)
                CurrencyService().delete_manual_rate(self.player, rate.id)
            return Taken(rate.rate, rate.day)
        if what in ("transfer", "received") and how:
            rows = [row for row in rows if row.transfer_id == self.transfer]
        elif how in ("entry", "edit") and what in self.entries and name not in ACCOUNT_FORMS:
            rows = [row for row in rows if row.id == self.entries[what]]
        row = max(rows, key=lambda row: row.id)
        if name == "received":
            self.service.delete_entry(self.player, row.id)
        return Taken(from_count(row.amount, 2), row.day, row.note)
