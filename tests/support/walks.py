"""Every route of the map with an address of something that is there, and all that is stored."""

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.routes.address_cases import ARTICLE, CODE, TAG
from tests.routes.input_cases import Desk
from tests.support.pages import Page
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, SignIn

METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
)
NOBODY_S = 10**9
OWNED = frozenset(
    {*("account_id", "entry_id", "transfer_id", "rate_id", "code"), "sign_in_id", "passkey_id"}
)
"""Arguments that name something of a player's."""
NOTED_ONLY = {("sign_ins", "seen_at"), ("sign_ins", "address")}
"""When and where a sign-in was used last: what reading may write."""


def rules(app: Flask, method: str) -> list[Rule]:
    """The routes that answer to a method, in a stable order."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=str)


def known(desk: Desk, rule: Rule) -> dict[str, Any]:
    """What a route's arguments are where it leads to something of the desk's."""
    noun = rule.endpoint.partition(".")[0]
    kind = {"bonuses": "bonus"}.get(noun, noun.removesuffix("s"))
    values = {
        "account_id": desk.site if noun == "sites" else desk.asset,
        "entry_id": desk.entries.get(kind, desk.entries["site"]),
        "transfer_id": desk.transfer,
        "rate_id": desk.rate,
        "code": CODE,
        "slug": ARTICLE,
        "tag": TAG,
        "year": 2026,
        "filename": "app.css",
        "token": "a-token",
        "secret": "a-secret",
    }
    for name, model in (("sign_in_id", SignIn), ("passkey_id", Passkey)):
        if name in rule.arguments:
            values[name] = first_id(model, desk.player) or NOBODY_S
    return {name: values[name] for name in rule.arguments}


def first_id(model: type[SignIn | Passkey], player: int) -> int | None:
    """The id of the player's oldest row."""
    found = db.session.scalar(select(func.min(model.id)).where(model.user_id == player))
    db.session.remove()
    return found


def missing(rule: Rule) -> dict[str, Any]:
    """The same for something that nobody has."""
    return {name: "NONE" if name == "code" else NOBODY_S for name in rule.arguments}


def address(rule: Rule, values: dict[str, Any]) -> str:
    """The path of a route with these values."""
    built = rule.build(values, append_unknown=False)
    assert built is not None, rule
    return built[1]


def owned(app: Flask, method: str) -> Iterator[Rule]:
    """The routes that name something of a player's."""
    return (rule for rule in rules(app, method) if OWNED & rule.arguments)


def everything() -> str:
    """A hash of all rows of all tables, read past the application."""
    found = hashlib.sha256()
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            columns = [c for c in table.columns if (table.name, c.name) not in NOTED_ONLY]
            rows = sorted(map(repr, connection.execute(select(*columns))))
            found.update(repr((table.name, rows)).encode())
    return found.hexdigest()


def read_to_its_end(page: Page) -> Page:
    """What a server does: it sends everything, and whatever was put off until then is done."""
    page.response.get_data()
    page.response.close()
    return page
