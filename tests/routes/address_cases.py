"""Every page of the map at a filled desk, and every argument that a page reads from its address."""

from typing import Any, ClassVar

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from tests.routes.input_cases import Desk
from total_bankroll.routes import passkey_step, second_step
from total_bankroll.routes.throttling import SECOND_STEPS
from total_bankroll.services.currency_service import CurrencyService

ARTICLE, TAG, CODE = "ruin", "risk", "CHIPS"
UNSEEN = {
    "static",
    "security.reset_password",
    "security.confirm_email",
    "invitations.show",
    "security.change_email_confirm",
    *(f"security.{name}" for name in (*SECOND_STEPS, *second_step.UNUSED, *passkey_step.UNUSED)),
}
"""Files, and pages behind a letter's token or a right password, which tests of people look at."""


class Watched(ImmutableMultiDict[str, str]):
    """Arguments that remember which of them were asked for."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *args, **kwargs)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


class WatchedRequest(Request):
    """A request whose arguments are watched."""

    parameter_storage_class = Watched


def pages(app: Flask) -> list[Rule]:
    """What can be looked at."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted((rule for rule in rules if rule.endpoint not in UNSEEN), key=str)


def address(desk: Desk, rule: Rule) -> str:
    """The page of something that is there."""
    noun = rule.endpoint.partition(".")[0]
    kind = {"bonuses": "bonus"}.get(noun, noun.removesuffix("s"))
    known = {
        "account_id": desk.site if noun == "sites" else desk.asset,
        "entry_id": desk.entries.get(kind, desk.entries["site"]),
        "transfer_id": desk.transfer,
        "rate_id": desk.rate,
        "code": CODE,
        "slug": ARTICLE,
        "tag": TAG,
        "year": 2026,
    }
    values = {name: known[name] for name in rule.arguments}
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def arguments(desk: Desk, page: str) -> set[str]:
    """The arguments that this page reads."""
    app = desk.client.application
    Watched.asked.clear()
    before, app.request_class = app.request_class, WatchedRequest
    try:
        assert desk.client.get(page).status in (200, 302), page
    finally:
        app.request_class = before
    return {name for name in Watched.asked if not name.startswith("_")}


def add_own_currency(desk: Desk) -> None:
    CurrencyService().add_currency(desk.player, CODE, "Club chips", "c", 0)
