"""Anything at all in every field of every form: never a failure; what is refused saves nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.routes.address_cases import add_own_currency
from tests.routes.input_cases import FORMS, NOW, Desk
from tests.support.pages import CheckingClient
from tests.support.tiers import IS_THOROUGH
from tests.support.walks import address, everything, known, rules
from total_bankroll.services.bankroll_service import BankrollService

UNWALKED = ("security.", "closing.", "devices.")
"""What signs out or in, and closes the account: tests of people look at these."""
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
def desk(signed_in: CheckingClient, service: BankrollService, player: int) -> Iterator[Desk]:
    """A player with something behind every form."""
    with time_machine.travel(NOW, tick=False):
        signed_in.checks, signed_in.sql_budget = False, 0
        found = Desk(signed_in, service, player)
        signed_in.sign_in(player)  # a sign-in of another time counts no more
        assert signed_in.get("/settings").status == 200
        add_own_currency(found)
        yield found


@settings(
    max_examples=600 if IS_THOROUGH else 25,
    derandomize=not IS_THOROUGH,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_anything_in_any_form(desk: Desk, app: Flask, data: Any) -> None:
    posts = [rule for rule in rules(app, "POST") if not rule.endpoint.startswith(UNWALKED)]
    names = _names(desk, posts)
    if data.draw(st.booleans(), label="is nearly right"):
        sent = desk.form(data.draw(st.sampled_from(sorted(FORMS)), label="form"))
        path, right = sent.url, sent.with_amount("5")
    else:
        rule = data.draw(st.sampled_from(posts), label="route")
        path, right = address(rule, known(desk, rule)), {}
    form = data.draw(
        st.dictionaries(
            st.sampled_from(names), st.lists(VALUES, min_size=1, max_size=2), max_size=4
        ),
        label="fields",
    )
    before = everything()
    sendable: dict[str, Any] = right | {
        name: [value.encode(errors="surrogatepass") for value in values]
        for name, values in form.items()
    }
    page = desk.client.post(path, data=sendable)
    assert page.status < 500, (path, form)
    if page.status >= 400:
        assert everything() == before, (path, form)
    elif everything() != before:
        assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == 0, (path, form)


_known_names: dict[str, list[str]] = {}


def _names(desk: Desk, posts: list[Rule]) -> list[str]:
    """Asked once: the pages' forms stay what they are."""
    if not _known_names:
        pages = [address(rule, known(desk, rule)) for rule in posts if "GET" in rule.methods]
        _known_names["all"] = fields_of(desk, [*pages, "/sites", "/assets", "/entries"])
    return _known_names["all"]
