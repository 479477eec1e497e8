"""Every form that takes amounts and dates: where it is sent, and what it leaves behind."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count

from tests.support.pages import CheckingClient, Page
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import EntryView

FLOW, SITE, ASSET = "flow", "site", "asset"
"""What an amount may be: above zero; zero too; below zero too."""

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
    "transfer edit": FLOW,
    "site entry": SITE,
    "asset entry": ASSET,
}
OPTIONAL = {"site new", "asset new", "site edit", "asset edit", "received"}
ALL_BLANK = {"balances site", "balances asset"}
UNDATED = {"site new", "asset new", "site edit", "asset edit"}
PLURALS = {"deposit": "deposits", "withdrawal": "withdrawals", "bonus": "bonuses"}
DAY = date(2026, 1, 5)


@dataclass
class Sent:
    """A form on its way: address, the amount's field, and the other fields."""

    url: str
    amount: str
    others: dict[str, str]

    def with_amount(self, text: str) -> dict[str, str]:
        return {**self.others, self.amount: text}


@dataclass
class Desk:
    """A player with a site and an asset in euros, filling forms in."""

    client: CheckingClient
    service: BankrollService
    player: int
    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        add = self.service
        self.site = add.add_site(self.player, "Room", "EUR", Decimal(700), date=DAY)
        self.asset = add.add_asset(self.player, "Cash", "EUR", Decimal(70), date=DAY)
        self.openings = {row.account_id: row.id for row in self.rows()}
        self.deposit = add.record_deposit(self.player, self.site, Decimal(7), DAY).entry_id
        self.transfer = add.record_transfer(
            self.player, self.site, self.asset, Decimal(3), None, DAY
        ).transfer_id

    def form(self, name: str) -> Sent:
        """The form of that name, filled in but for its amount."""
        what, _, how = name.partition(" ")
        if what == "balances":
            account = self.site if how == "site" else self.asset
            return Sent("/balances", f"balance-{account}", {})
        if what in ("site", "asset"):
            return self._account_form(what, how)
        if what in ("transfer", "received"):
            return self._transfer_form(what, how)
        fields = {"account": str(self.site)}
        if how == "edit":
            return Sent(f"/deposits/{self.deposit}/edit", "amount", fields)
        return Sent(f"/{PLURALS.get(what, what + 's')}", "amount", fields)

    def _account_form(self, kind: str, how: str) -> Sent:
        account = self.site if kind == "site" else self.asset
        if how == "entry":
            url = f"/entries/{self.openings[account]}/edit"
            return Sent(url, "amount", {"account": str(account)})
        if how == "balance":
            return Sent(f"/{kind}s/{account}/balance", "balance", {"next": f"/{kind}s/{account}"})
        name = {"name": f"New {next(self.numbers)}", "currency": "EUR"}
        return Sent(f"/{kind}s" + (f"/{account}/edit" if how == "edit" else ""), "balance", name)

    def _transfer_form(self, what: str, how: str) -> Sent:
        fields = {"from_account": str(self.site), "to_account": str(self.asset)}
        if what == "received":
            return Sent("/transfers", "received", {**fields, "amount": "999999999999.99"})
        url = f"/transfers/{self.transfer}/edit" if how == "edit" else "/transfers"
        return Sent(url, "amount", fields)

    def send(self, sent: Sent, data: dict[str, str]) -> Page:
        return self.client.post(sent.url, data=data)

    def rows(self) -> tuple[EntryView, ...]:
        return self.service.list_entries(self.player).rows

    def all(self) -> object:
        """Everything that a refused form must leave as it was."""
        page = self.service.list_entries(self.player)
        return page.count, page.rows, self.service.list_accounts(self.player)

    def taken(self, name: str) -> EntryView:
        """The entry that the form of that name has made or changed last."""
        what, _, how = name.partition(" ")
        if how == "entry":
            account = self.site if what == "site" else self.asset
            return self.service.get_entry(self.player, self.openings[account])
        if name == "deposit edit":
            return self.service.get_entry(self.player, self.deposit)
        rows = self.rows()
        if name == "transfer edit":
            rows = tuple(row for row in rows if row.transfer_id == self.transfer)
        if what == "received":
            rows = tuple(row for row in rows if row.kind == "transfer_in")
        return max(rows, key=lambda row: row.id)
