"""A transfer that is dated before balances says first what it does to their results."""

from datetime import date
from decimal import Decimal

import pytest


@pytest.fixture
def accounts(service, player):
    """A site and cash; each has a balance of 1 March after its opening."""
    found = (
        service.add_site(player, "Stars", "EUR", Decimal(1000), date=date(2026, 1, 5)),
        service.add_asset(player, "Cash", "USD", Decimal(100), date=date(2026, 1, 5)),
    )
    service.record_balance(player, found[0], Decimal(1300), date(2026, 3, 1))
    service.record_balance(player, found[1], Decimal(100), date(2026, 3, 2))
    return found


def form(accounts, **fields):
    ends = {"from_account": str(accounts[0]), "to_account": str(accounts[1])}
    typed = {"amount": "100", "received": "110", "date": "2026-02-01", "ask": "1"}
    return {**ends, **typed, **fields}


def results(service, player):
    rows = [row for row in service.list_entries(player).rows if row.kind == "balance"]
    return {row.account_name: row.change for row in rows if not row.opening}


def test_both_sides_are_explained_before_it_is_saved(signed_in, accounts, service, player):
    before = service.list_entries(player)
    page = signed_in.post("/transfers/new", data=form(accounts, note="by hand"))
    assert page.status == 200
    words = page.words("#back-dating")
    assert "a balance of 1 Mar 2026 on Stars" in words
    assert "from +€300.00 to +€400.00" in words
    assert "a balance of 2 Mar 2026 on Cash" in words
    assert "from $0.00 to −$110.00" in words
    assert service.list_entries(player) == before


def test_what_was_said_is_what_happens(signed_in, accounts, service, player):
    page = signed_in.post("/transfers/new", data=form(accounts, note="by hand"))
    again = {i["name"]: i.get("value", "") for i in page.all("form.form input[name]")}
    again["note"] = page.one("#note").get_text().strip()
    for name in ("from_account", "to_account"):
        again[name] = page.one(f"#{name} option[selected]")["value"]
    assert page.words("form.form button") == "Save all the same"
    assert signed_in.post("/transfers/new", data=again).status == 303
    assert results(service, player) == {"Stars": 400, "Cash": -110}
    assert [a.balance for a in service.list_accounts(player)] == [1300, 100]
    assert {row.note for row in service.list_entries(player).rows} == {"", "by hand"}


def test_one_side_alone_is_explained(signed_in, accounts):
    page = signed_in.post("/transfers/new", data=form(accounts, date="2026-03-01 23:59"))
    assert "on Stars" in page.words("#back-dating")
    page = signed_in.post("/transfers/new", data=form(accounts, date="2026-03-02"))
    assert page.status == 303, "on its own day it comes after the balance"


def test_only_the_page_is_asked(signed_in, accounts):
    assert signed_in.get("/transfers/new").one("form.form [name=ask]")["value"] == "1"
    assert signed_in.post("/transfers", data=form(accounts, ask="")).status == 303
    assert signed_in.post("/transfers", data=form(accounts, date="")).status == 303


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"received": ""}, "received"),
        ({"amount": "0"}, "amount"),
        ({"date": "2999-01-01"}, "date"),
        ({"date": "0001-01-01"}, "date"),
    ],
)
def test_what_cannot_be_is_refused_before_it_is_explained(
    signed_in, accounts, service, player, fields, field
):
    before = service.list_entries(player)
    page = signed_in.post("/transfers/new", data=form(accounts, **fields))
    assert page.status == 422
    assert page.all(f"#{field}-error")
    assert not page.all("#back-dating")
    assert page.one("form.form [name=ask]")["value"] in ("", "1")
    assert service.list_entries(player) == before


def test_a_refused_form_still_asks(signed_in, accounts):
    page = signed_in.post("/transfers/new", data=form(accounts, received=""))
    assert page.one("form.form [name=ask]")["value"] == "1"
    again = form(accounts, ask=page.one("form.form [name=ask]")["value"])
    assert signed_in.post("/transfers/new", data=again).all("#back-dating")
