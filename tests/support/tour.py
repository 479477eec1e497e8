"""Every form of the application sent once, and taken back where that is offered."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from tests.support.pages import SQL_BUDGET, CheckingClient, Page
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, ManualRate, Transfer

FLOWS = {"deposits": "deposit", "withdrawals": "withdrawal"}
FLOWS |= {"bonuses": "bonus", "expenses": "expense"}
DAY = "2026-11-02"


class Tour:
    """A player with accounts, who is signed in."""

    def __init__(self, app: Flask, user_id: int) -> None:
        self.app, self.user_id = app, user_id
        self.client = app.test_client()
        assert isinstance(self.client, CheckingClient)
        self.client.sign_in(user_id)
        self.client.checks = False  # the pages' HTML is the same on every database
        self.asked: set[str] = set()

    def send(self, path: str, **fields: str) -> Page:
        """A form that must be taken; gives the page that it leads to."""
        address = self.app.url_map.bind("localhost")
        self.asked.add(address.match(urlsplit(path).path, method="POST")[0])
        answer = self.client.post(path, data=fields)
        assert answer.status in {302, 303}, (path, answer.words("main"))
        return self.get(answer.headers["Location"])

    def get(self, path: str) -> Page:
        """A page, which must not ask the database too often."""
        page: Page = self.client.get(path)
        assert len(page.statements) <= SQL_BUDGET, (path, page.statements)
        return page

    def undo(self, page: Page) -> Page:
        """Take back what the page says was just done."""
        return self.send(str(page.one(".toasts form")["action"]))

    def newest(self, model: type[Account | Entry | ManualRate | Transfer], kind: str = "") -> int:
        """The id of the player's newest row."""
        query = select(func.max(model.id)).where(model.user_id == self.user_id)
        if kind and issubclass(model, Account | Entry):
            query = query.where(model.kind == kind)
        with self.app.app_context():
            found = db.session.scalars(query).one()
            db.session.remove()
        assert found is not None
        return found

    def everything(self) -> None:
        """All forms, noun by noun."""
        sites = [self.accounts("sites", "site", name) for name in ("Ünibet ♠", "ünibet ♠ 2")]
        asset = self.accounts("assets", "asset", "ẞank")
        for noun, kind in FLOWS.items():
            self.flows(noun, kind, sites[0])
        self.transfers(sites[0], asset)
        self.balances(sites[0], asset)
        self.entries(sites[0])
        self.currencies()
        self.settings()

    def accounts(self, noun: str, kind: str, name: str) -> int:
        typed = {"name": name, "currency": "EUR", "balance": "1,250.50"}
        self.send(f"/{noun}/new", **typed | {"name": f"{name} 1"})
        self.send(f"/{noun}", **typed)
        account = self.newest(Account, kind)
        self.send(f"/{noun}/{account}/edit", **typed | {"name": f"{name}!"})
        self.send(f"/{noun}/{account}/balance", balance="1,300", date=DAY)
        self.send(f"/{noun}/{account}/move", to="1")
        self.send(f"/{noun}/{account}/balance", balance="0")  # or it could not be archived
        self.undo(self.send(f"/{noun}/{account}/archive"))
        self.undo(self.send(f"/{noun}/{account}/delete"))
        return account

    def flows(self, noun: str, kind: str, account: int) -> None:
        typed = {"account": str(account), "amount": "12.50", "date": DAY, "note": "by hand 🂡"}
        self.send(f"/{noun}", **typed)
        self.send(f"/{noun}/new", **typed)
        path = f"/{noun}/{self.newest(Entry, kind)}"
        self.send(f"{path}/edit", **typed | {"amount": "13"})
        self.send(f"{path}/delete")
        self.send(f"{path}/restore")

    def transfers(self, source: int, target: int) -> None:
        typed = {"from_account": str(source), "to_account": str(target), "amount": "7", "ask": ""}
        self.send("/transfers", **typed)
        self.send("/transfers/new", **typed | {"received": "6.5"})
        path = f"/transfers/{self.newest(Transfer)}"
        self.send(f"{path}/edit", **typed | {"amount": "8"})
        self.undo(self.send(f"{path}/delete"))

    def balances(self, *accounts: int) -> None:
        typed = {f"balance-{account}": "1,111.11" for account in accounts}
        taken_back = self.undo(self.send("/balances", **typed))
        self.undo(taken_back)

    def entries(self, account: int) -> None:
        path = f"/entries/{self.newest(Entry, 'balance')}"
        self.send(f"{path}/edit", account=str(account), amount="1,200", date=DAY)
        self.undo(self.send(f"{path}/delete"))

    def currencies(self) -> None:
        self.send("/currencies/new", code="CHIPS", name="Club chips", symbol="c", decimals="0")
        self.undo(self.send("/currencies/CHIPS/delete"))
        self.send("/currencies/CHIPS/edit", name="Chips of a club ♣", symbol="♣")
        rate = {"currency": "CHIPS", "rate": "4.25", "direction": "per-euro", "date": DAY}
        self.send("/currencies", **rate)
        path = f"/currencies/rates/{self.newest(ManualRate)}"
        self.send(f"{path}/edit", **rate | {"rate": "4.5"})
        self.undo(self.send(f"{path}/delete"))

    def settings(self) -> None:
        self.send("/settings/theme", theme="dark", next="/")
        choices = {"display_currency": "USD", "timezone": "Europe/Berlin", "locale": "de"}
        self.send("/settings", **choices, theme="dark")


def form_endpoints(app: Flask) -> Iterator[str]:
    """Every endpoint that takes forms, but for those of signing in."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.endpoint.startswith("security."):
            yield rule.endpoint
