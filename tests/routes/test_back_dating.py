"""A transfer that is dated before balances says first what it does to their results."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support.snapshots import filled


@pytest.fixture
def accounts(app, service, player):
    """A site and cash; each has a balance of 1 March after its opening."""
    return filled(app, "back dating", lambda: fill(service, player))


def fill(service, player):
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


# -- moving what is there


def opened(signed_in, path, **typed):
    """Every field as a browser would send it, but for what is typed over it."""
    page = signed_in.get(path)
    shown = {str(i["name"]): str(i.get("value", "")) for i in page.all("form.form input[name]")}
    for select in page.all("form.form select[name]"):
        shown[str(select["name"])] = str(select.select_one("option[selected]")["value"])
    return shown | typed


@pytest.fixture(params=["deposit", "transfer"])
def late(request, service, player, accounts):
    """The form of an entry behind all balances; moved before them it changes their results."""
    if request.param == "deposit":
        saved = service.record_deposit(player, accounts[0], Decimal(40), date(2026, 3, 9))
        return f"/deposits/{saved.entry_id}/edit", {"Stars": ("+€300.00", "+€260.00")}
    saved = service.record_transfer(player, *accounts, Decimal(40), Decimal(50), date(2026, 3, 9))
    told = {"Stars": ("+€300.00", "+€340.00"), "Cash": ("$0.00", "−$50.00")}
    return f"/transfers/{saved.transfer_id}/edit", told


def test_moving_an_entry_before_a_balance_is_explained_first(signed_in, late, service, player):
    path, told = late
    before = service.list_entries(player)
    page = signed_in.post(path, data=opened(signed_in, path, date="2026-02-01"))
    assert page.status == 200
    for name, (old, new) in told.items():
        assert f"2026 on {name}. It stays as it is" in page.words("#back-dating")
        assert f"from {old} to {new}" in page.words("#back-dating")
    assert page.one("#date")["value"] == "2026-02-01"
    assert "Save all the same" in page.words("form.form")
    assert service.list_entries(player) == before
    again = {str(i["name"]): str(i.get("value", "")) for i in page.all("form.form input[name]")}
    for select in page.all("form.form select[name]"):
        again[str(select["name"])] = str(select.select_one("option[selected]")["value"])
    assert signed_in.post(path, data=again).status == 303
    assert {row.day for row in service.list_entries(player).rows} >= {date(2026, 2, 1)}
    assert results(service, player)["Stars"] != 300


def test_a_change_that_moves_nothing_is_not_asked(signed_in, late):
    path, _ = late
    assert signed_in.post(path, data=opened(signed_in, path, amount="41")).status == 303
    assert signed_in.post(path, data=opened(signed_in, path, date="2026-03-08")).status == 303


def test_a_form_that_does_not_ask_moves_at_once(signed_in, late, service, player):
    path, _ = late
    sent = opened(signed_in, path, date="2026-02-01", ask="")
    assert signed_in.post(path, data=sent).status == 303
    assert results(service, player)["Stars"] != 300


# -- correcting an amount where it is


@pytest.fixture(params=["deposit", "balance", "transfer"])
def early(request, service, player, accounts):
    """The form of an entry before balances, an amount for it, and what that does to results."""
    if request.param == "deposit":
        saved = service.record_deposit(player, accounts[0], Decimal(40), date(2026, 2, 9))
        return f"/deposits/{saved.entry_id}/edit", "45", {"Stars": ("+€260.00", "+€255.00")}
    if request.param == "balance":
        saved = service.record_balance(player, accounts[0], Decimal(1040), date(2026, 2, 9))
        return f"/entries/{saved.entry_id}/edit", "1045", {"Stars": ("+€260.00", "+€255.00")}
    sent = service.record_transfer(player, *accounts, Decimal(40), Decimal(50), date(2026, 2, 9))
    told = {"Stars": ("+€340.00", "+€345.00")}  # the other side still gets 50
    return f"/transfers/{sent.transfer_id}/edit", "45", told


def test_another_amount_before_a_balance_is_explained_first(signed_in, early, service, player):
    path, amount, told = early
    before = service.list_entries(player)
    page = signed_in.post(path, data=opened(signed_in, path, amount=amount))
    assert page.status == 200
    assert len(page.all("#back-dating p")) == len(told) + 1
    for name, (old, new) in told.items():
        assert f"2026 on {name}. It stays as it is" in page.words("#back-dating")
        assert f"from {old} to {new}" in page.words("#back-dating")
    assert page.one("#amount")["value"] == amount
    assert service.list_entries(player) == before
    again = {str(i["name"]): str(i.get("value", "")) for i in page.all("form.form input[name]")}
    for select in page.all("form.form select[name]"):
        again[str(select["name"])] = str(select.select_one("option[selected]")["value"])
    assert signed_in.post(path, data=again).status == 303
    after = {row.id: row.change for row in service.list_entries(player).rows}
    assert after != {row.id: row.change for row in before.rows}
    assert [a.balance for a in service.list_accounts(player)] == [1300, 100]


def test_what_arrived_is_explained_too(signed_in, accounts, service, player):
    sent = service.record_transfer(player, *accounts, Decimal(40), Decimal(50), date(2026, 2, 9))
    path = f"/transfers/{sent.transfer_id}/edit"
    words = signed_in.post(path, data=opened(signed_in, path, received="51")).words("#back-dating")
    assert "from −$50.00 to −$51.00" in words
    assert "Stars" not in words


def test_another_note_before_a_balance_is_not_asked(signed_in, early):
    path, _, _ = early
    sent = opened(signed_in, path)
    assert signed_in.post(path, data=sent | {"note": "by hand"}).status == 303


def test_a_form_that_does_not_ask_corrects_at_once(signed_in, early, service, player):
    path, amount, _ = early
    sent = opened(signed_in, path, amount=amount, ask="")
    assert signed_in.post(path, data=sent).status == 303
    assert Decimal(amount) in {row.amount for row in service.list_entries(player).rows}


def test_what_another_tab_has_saved_is_shown_and_then_explained_again(
    signed_in, early, service, player
):
    path, amount, _ = early
    sent = opened(signed_in, path, note="mine", amount=amount)
    signed_in.post(path, data=opened(signed_in, path, note="theirs"))
    page = signed_in.post(path, data=sent)
    assert page.all("#back-dating"), "what it does is said before who else was there"
    page = signed_in.post(path, data=sent | {"ask": ""})
    assert page.all("#versions")
