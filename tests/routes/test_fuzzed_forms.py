"""Anything at all in every field of every form: never a failure; what is refused saves nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, exists, func, select
from werkzeug.routing import Rule

from tests.routes.address_cases import CODE
from tests.routes.input_cases import FORMS, NOW, Desk, fill_desk
from tests.support.pages import CheckingClient
from tests.support.passkeys import add_row as add_passkey
from tests.support.snapshots import filled
from tests.support.tiers import IS_THOROUGH
from tests.support.walks import address, everything, known, rules
from total_bankroll.extensions import db
from total_bankroll.models import (
    Account,
    Currency,
    Entry,
    ManualRate,
    Passkey,
    Transfer,
)
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

UNWALKED = ("security.", "closing.", "devices.")
"""What signs out or in, and closes the account: tests of people look at these."""
EXAMPLES = 600 if IS_THOROUGH else 25
MOST_IN_VAIN = 0.1  # of the forms may be sent to what is not there; the rest would prove little
TEMPTING = ["", " ", "0", "-1", "1e400", "NaN", "9" * 400, "\0", "\ud800", "\u202e", "١٢", "1,5"]
TEMPTING += ["2026-02-30", "0000-00-00", "9999-12-31", "EUR", "CHIPS", "1", "2", "'", "<script>"]
VALUES = st.one_of(
    st.sampled_from(TEMPTING), st.text(max_size=60), st.text("0123456789.,-+ ", max_size=20)
)


def fields_of(desk: Desk, paths: list[str]) -> list[str]:
    """Every name that any form of these pages sends."""
    found = {"ids", "entries", "entry", "account", "to", "balance", "code", "junk", "expired"}
    for path in paths:
        page = desk.client.get(path)
        if page.mimetype == "text/html":
            found |= {str(tag["name"]) for tag in page.all("form [name]")}
    return sorted(found - {"csrf_token"})


@pytest.fixture
def desk(
    app: Flask, signed_in: CheckingClient, service: BankrollService, player: int
) -> Iterator[Desk]:
    """A player with something behind every form."""
    with time_machine.travel(NOW, tick=False):
        signed_in.checks, signed_in.sql_budget = False, 0
        signed_in.sign_in(player)  # a sign-in of another time counts no more
        assert signed_in.get("/settings").status == 200
        yield Desk(signed_in, service, player, filled(app, "fuzzed forms", _fill(service, player)))


def _fill(service: BankrollService, player: int) -> Callable[[], dict[str, int]]:
    def fill() -> dict[str, int]:
        made = fill_desk(service, player)
        CurrencyService().add_currency(player, CODE, "Club chips", "c", 0)
        add_passkey(player)
        return made

    return fill


def renew(app: Flask, desk: Desk) -> None:
    """Put everything back as it was, where something that forms lead to is there no more.

    On a server it stays away: it would have to be filled again, which takes too long.
    """
    if db.engine.dialect.name == "sqlite" and not is_whole(desk):
        filled(app, "fuzzed forms", _fill(desk.service, desk.player))


def is_whole(desk: Desk) -> bool:
    """Whether all that addresses and fields name is there still, read past the application."""
    accounts, entries = {desk.site, desk.asset}, set(desk.entries.values())
    wanted = {
        Account: (Account.id.in_(accounts) & Account.deleted_at.is_(None), len(accounts)),
        Entry: (Entry.id.in_(entries) & Entry.deleted_at.is_(None), len(entries)),
        Transfer: (_halves(desk.transfer), 1),
        ManualRate: (ManualRate.id == desk.rate, 1),
        Currency: (Currency.code == CODE, 1),
        Passkey: (Passkey.user_id == desk.player, 1),
    }
    counts = [select(func.count()).where(where).scalar_subquery() for where, _ in wanted.values()]
    with db.engine.connect() as connection:
        found = connection.execute(select(*counts)).one()
    return all(n >= least for n, (_, least) in zip(found, wanted.values(), strict=True))


def _halves(transfer_id: int) -> ColumnElement[bool]:
    live = Entry.transfer_id.in_([transfer_id]) & Entry.deleted_at.is_(None)
    return (Transfer.id == transfer_id) & exists().where(live)


def test_anything_in_any_form(desk: Desk, app: Flask) -> None:
    met, posts = Counter[int](), [r for r in rules(app, "POST") if _is_walked(r)]
    names = _names(desk, posts)

    @settings(
        max_examples=EXAMPLES,
        derandomize=not IS_THOROUGH,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(data=st.data())
    def send(data: Any) -> None:
        renew(app, desk)
        path, form = _drawn(data, desk, posts, names)
        before = everything()
        page = desk.client.post(path, data=form)
        met[page.status] += 1
        assert page.status < 500, (path, form)
        if page.status >= 400:
            assert everything() == before, (path, form)
        elif everything() != before:
            assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == 0, (path, form)

    send()
    assert met[404] <= met.total() * MOST_IN_VAIN, met


def _is_walked(rule: Rule) -> bool:
    return not rule.endpoint.startswith(UNWALKED)


def _drawn(
    data: Any, desk: Desk, posts: list[Rule], names: list[str]
) -> tuple[str, dict[str, Any]]:
    """An address and what is sent there: a form that is nearly right, or any fields at all."""
    right: dict[str, Any] = {}
    if data.draw(st.booleans(), label="is nearly right"):
        sent = desk.form(data.draw(st.sampled_from(sorted(FORMS)), label="form"))
        path, right = sent.url, sent.with_amount("5")
    else:
        rule = data.draw(st.sampled_from(posts), label="route")
        path = address(rule, known(desk, rule))
    lists = st.lists(VALUES, min_size=1, max_size=2)
    fields = st.dictionaries(st.sampled_from(names), lists, max_size=4)
    return path, right | {
        name: [value.encode(errors="surrogatepass") for value in values]
        for name, values in data.draw(fields, label="fields").items()
    }


_known_names: dict[str, list[str]] = {}


def _names(desk: Desk, posts: list[Rule]) -> list[str]:
    """Asked once: the pages' forms stay what they are."""
    if not _known_names:
        pages = [address(rule, known(desk, rule)) for rule in posts if "GET" in rule.methods]
        _known_names["all"] = fields_of(desk, [*pages, "/sites", "/assets", "/entries"])
    return _known_names["all"]
