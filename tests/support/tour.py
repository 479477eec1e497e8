"""Every form of the application sent once, and taken back where that is offered."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from tests.support import passkeys
from tests.support.pages import SQL_BUDGET, CheckingClient, Page, signed_in_mark
from tests.support.second_factors import SETTINGS as SECOND_FACTOR
from tests.support.second_factors import Phone
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, ManualRate, Passkey, SignIn, Transfer

Row = Account | Entry | ManualRate | Passkey | SignIn | Transfer
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
        answer = self.post(path, **fields)
        assert answer.status in {302, 303}, (path, answer.words("main"))
        return self.get(answer.headers["Location"])

    def post(self, path: str, **fields: str) -> Page:
        """A form; gives the answer."""
        address = self.app.url_map.bind("localhost")
        self.asked.add(address.match(urlsplit(path).path, method="POST")[0])
        answer: Page = self.client.post(path, data=fields)
        return answer

    def get(self, path: str) -> Page:
        """A page, which must not ask the database too often."""
        page: Page = self.client.get(path)
        assert len(page.statements) <= SQL_BUDGET, (path, page.statements)
        return page

    def undo(self, page: Page) -> Page:
        """Take back what the page says was just done."""
        return self.send(str(page.one(".toasts form")["action"]))

    def newest(
        self,
        model: type[Account | Entry | ManualRate | Passkey | SignIn | Transfer],
        kind: str = "",
    ) -> int:
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
        self.trash()
        self.currencies()
        self.settings()
        self.devices()
        self.second_factor()
        self.passkeys()
        self.closing()

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
        typed["tags"] = "Ünibet ♠, live"
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
        several = {"ids": str(self.newest(Entry)), "next": "/entries?sort=amount"}
        self.undo(self.send("/entries/delete", **several))

    def trash(self) -> None:
        entry = self.newest(Entry, "bonus")
        self.send(f"/entries/{entry}/delete")
        self.send("/trash/purge", entry=str(entry))
        self.send("/trash/purge", expired="1")

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

    def closing(self) -> None:
        """A newcomer, who has second thoughts."""
        whose, self.client = self.client, self.app.test_client()
        typed = {"email": "newcomer@example.org", "password": "correct horse battery"}
        self.client.post("/register", data=typed | {"password_confirm": typed["password"]})
        self.send("/settings/close", **typed)
        self.client = whose

    def devices(self) -> None:
        for _ in range(2):
            signed_in_mark(self.app, self.user_id)
        self.send(f"/settings/devices/{self.newest(SignIn)}/end")
        self.send("/settings/devices/end-others")

    def second_factor(self) -> None:
        """Recovery codes are shown by the answers themselves, this once."""
        page = self.get(f"{SECOND_FACTOR}/new")
        state = str(page.one("input[name=state]")["value"])
        code = Phone(page.words("#key")).code()
        added = self.post(f"{SECOND_FACTOR}/new", state=state, code=code)
        renewed = self.post(f"{SECOND_FACTOR}/codes")
        assert len(added.all(".secrets li")) == len(renewed.all(".secrets li")) == 10
        assert self.get(SECOND_FACTOR).words("#left").startswith("10 codes are left.")
        self.send(f"{SECOND_FACTOR}/delete")

    def passkeys(self) -> None:
        scheme = self.app.config["PREFERRED_URL_SCHEME"]
        device = passkeys.Authenticator(origin=f"{scheme}://localhost")
        _, added = passkeys.enrol(self.client, device)
        self.asked.add("passkeys.create")
        assert len(added.all(".secrets li")) == 10
        assert self.get(passkeys.SETTINGS).words("tbody b") == "Phone"
        self.send(f"{passkeys.SETTINGS}/{self.newest(Passkey)}/delete")


def form_endpoints(app: Flask) -> Iterator[str]:
    """Every endpoint that takes forms, but for those of signing in."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.endpoint.startswith("security."):
            yield rule.endpoint
