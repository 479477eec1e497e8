"""A form that is sent twice counts once; with something else typed into it, it is asked about."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import add_player
from tests.routes.input_cases import FORMS, NOTED
from tests.support.pages import CheckingClient
from total_bankroll.extensions import db
from total_bankroll.models import Submission
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.writing import write

ONE = {"submission_id": "one"}
EDITS = {name for name in FORMS if name.endswith((" edit", " entry"))}
"""Their pages name the version that they change, so that nothing is overwritten unseen."""
FIRST, SECOND = "2.5", "3.25"


def button_of(page):
    """Where the page's own form leads, and what its button sends."""
    form = page.one("main form")
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    return str(form["action"]), fields


@pytest.mark.parametrize("name", [name for name in FORMS if name not in EDITS])
def test_every_form_asks_before_something_else_counts_too(desk, name):
    sent = desk.form(name)
    assert desk.send(sent, sent.with_amount(FIRST, **ONE)).status == 303
    saved = desk.all()
    assert desk.send(sent, sent.with_amount(FIRST, **ONE)).status == 303
    assert desk.all() == saved, "the same counts once"
    desk.client.checks = True
    page = desk.send(sent, sent.with_amount(SECOND, **ONE))
    assert page.status == 409
    assert desk.all() == saved
    assert "This form was saved already" in page.words("h1")
    action, again = button_of(page)
    assert again[sent.amount] == SECOND
    assert again["submission_id"] not in ("", "one")
    if name == "site new":
        again["name"] = "Another"  # two of one name there cannot be
    answer = desk.client.post(action, data=again)
    assert answer.status == (422 if name in ("asset new", "rate") else 303)
    assert (desk.all() == saved) is (answer.status == 422)


def test_it_says_what_was_saved_and_leads_to_it(signed_in, service, player):
    site = service.add_site(player, "Stars", "EUR", Decimal(100), date=date(2026, 1, 5))
    typed = {"account": str(site), "amount": "50", "note": "<b>"} | ONE
    signed_in.post("/deposits/new", data=typed)
    page = signed_in.post("/deposits/new", data=typed | {"amount": "70"})
    assert page.words("#saved") == "Stars: €100.00 → €150.00 (+€50.00)"
    assert "Account Stars Amount 70" in page.words("dl.kept")
    entry = service.list_entries(player).rows[0].id
    assert page.one(f"main a[href='/entries/{entry}/edit']").get_text() == "Correct what was saved"
    assert [row.amount for row in service.list_entries(player).rows] == [50, 100]
    action, again = button_of(page)
    for _ in range(2):
        assert signed_in.post(action, data=again).headers["Location"] == "/deposits"
    assert [row.amount for row in service.list_entries(player).rows] == [70, 50, 100]


def test_a_transfer_says_both_sides(signed_in, service, player):
    ends = [service.add_site(player, name, "EUR", Decimal(100)) for name in ("Stars", "GG")]
    typed = {"from_account": ends[0], "to_account": ends[1], "amount": "50"} | ONE
    signed_in.post("/transfers/new", data=typed)
    page = signed_in.post("/transfers/new", data=typed | {"amount": "7"})
    assert "Stars: €100.00 → €50.00" in page.words("#saved")
    assert "GG: €100.00 → €150.00" in page.words("#saved")
    assert len(page.all("main a[href^='/transfers/']")) == 1


def test_currencies_ask_too(signed_in):
    path, other = "/currencies/new", {"code": "CHOPS"}
    own = {"code": "CHIPS", "name": "Chips", "symbol": "c", "decimals": "0"}
    assert signed_in.post(path, data=own | ONE).status == 303
    assert signed_in.post(path, data=own | ONE).status == 303
    page = signed_in.post(path, data=own | ONE | other)
    assert page.status == 409
    assert not page.all("#saved")
    action, again = button_of(page)
    assert signed_in.post(action, data=again).status == 303


def test_settings_show_both_versions(signed_in):
    form = opened(signed_in, "/settings") | {"theme": "dark"}
    for _ in range(2):
        assert signed_in.post("/settings", data=form).status == 303
    page = signed_in.post("/settings", data=form | {"theme": "light"})
    assert (page.status, len(page.all("#versions"))) == (422, 1)
    mine = form | {"theme": "light", "seen": page.one("form.form [name=seen]")["value"]}
    for _ in range(2):
        assert signed_in.post("/settings", data=mine).status == 303


def opened(client, path, **typed):
    """Every field as a browser would send it, but for what is typed over it."""
    page = client.get(path)
    shown = {str(i["name"]): str(i.get("value", "")) for i in page.all("form.form input[name]")}
    for choice in page.all("form.form select[name]"):
        shown[str(choice["name"])] = str(choice.select_one("option[selected]")["value"])
    return shown | typed


@pytest.mark.parametrize("name", sorted(EDITS & set(NOTED) - {"received edit"}))
def test_a_page_that_says_what_it_changes_shows_both_versions(desk, name):
    # Nothing can be overwritten unseen there, so the second time is simply another change.
    sent = desk.form(name)
    form = opened(desk.client, sent.url) | {"ask": ""}
    assert desk.client.post(sent.url, data=form | {sent.amount: FIRST, "note": "1"}).status == 303
    saved = desk.all()
    assert desk.client.post(sent.url, data=form | {sent.amount: FIRST, "note": "1"}).status == 303
    assert desk.all() == saved
    page = desk.client.post(sent.url, data=form | {sent.amount: SECOND, "note": "2"})
    assert page.status == 422, page.words("main")
    assert page.all("#versions")
    assert desk.all() == saved
    mine = form | {
        sent.amount: SECOND,
        "note": "2",
        "seen": page.one("form.form [name=seen]")["value"],
    }
    for _ in range(2):
        assert desk.client.post(sent.url, data=mine).status == 303
    assert desk.all() != saved
    assert "2" in {row.note for row in desk.all()[1]}


def at_once(app, player, forms):
    """Send forms at the same time, each from a browser of its own; gives the statuses."""

    def send(data):
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.checks = False
        client.sign_in(player)
        return client.post("/deposits", data=data).status

    with ThreadPoolExecutor(len(forms)) as pool:
        return sorted(pool.map(send, forms))


@pytest.fixture
def crowd(make_app):
    """An application that many write to at once, its service, a player and a site."""
    app = make_app(SQLITE_WAL="1")  # so that nobody who reads keeps a writer waiting
    with app.app_context():
        service, player = BankrollService(), add_player("crowd@example.org")
        yield app, service, player, str(service.add_site(player, "Stars", "EUR"))
        db.session.remove()


def test_twenty_at_once_count_once_and_another_content_not_at_all(crowd):
    app, service, player, site = crowd
    form = {"account": site, "amount": "50"} | ONE
    assert at_once(app, player, [form] * 20) == [303] * 20
    assert service.list_entries(player).count == 1
    assert at_once(app, player, [form, form | {"amount": "51"}] * 10) == [303] * 10 + [409] * 10
    assert service.list_entries(player).count == 1


def test_of_twenty_contents_one_counts(crowd):
    app, service, player, site = crowd
    forms = [{"account": site, "amount": str(n + 1)} | ONE for n in range(20)]
    assert at_once(app, player, forms) == [303] + [409] * 19
    assert service.list_entries(player).count == 1


def test_a_form_kept_without_its_content_counts_once(signed_in, service, player):
    # One that an earlier version of the application has saved.
    site = service.add_site(player, "Stars", "EUR")
    form = {"account": str(site), "amount": "50"} | ONE
    signed_in.post("/deposits", data=form)
    with write(player) as session:
        session.scalars(select(Submission)).one().content = None
    assert signed_in.post("/deposits", data=form | {"amount": "51"}).status == 303
    assert service.list_entries(player).count == 1


@pytest.mark.parametrize("name", ["deposit", "transfer", "site balance", "balances asset"])
@pytest.mark.parametrize("amount", [FIRST, SECOND])
def test_what_was_taken_back_is_saved_again_if_that_is_meant(desk, name, amount):
    sent = desk.form(name)
    before = living(desk)
    assert desk.send(sent, sent.with_amount(FIRST, **ONE)).status == 303
    undo, fields = undo_of(desk.client.get("/sites"))
    assert desk.client.post(undo, data=fields).status == 303
    desk.client.checks = True
    page = desk.send(sent, sent.with_amount(amount, **ONE))
    assert page.status == 409
    assert living(desk) == before
    assert "What it saved was deleted since." in page.words("main")
    assert not page.all("main a[href$='/edit']")
    action, again = button_of(page)
    for _ in range(2):
        assert desk.client.post(action, data=again).status == 303
        assert len(living(desk) - before) == (2 if name == "transfer" else 1)


def living(desk):
    return {row.id for row in desk.all()[1] if row.deleted_at is None}


def undo_of(page):
    form = page.one(".toast form")
    fields = [(str(tag["name"]), str(tag.get("value", ""))) for tag in form.select("input[name]")]
    return str(form["action"]), dict(fields)


@pytest.mark.parametrize(
    ("path", "typed", "row"),
    [
        ("/sites", {"name": "Stars", "currency": "EUR", "balance": "5"}, "tr[data-id]"),
        ("/assets", {"name": "Cash", "currency": "EUR", "balance": ""}, "tr[data-id]"),
        (
            "/currencies",
            {"code": "CHIPS", "name": "Chips", "decimals": "0"},
            "tr[data-currency=CHIPS]",
        ),
        (
            "/currencies",
            {"currency": "USDT", "rate": "2", "date": "2026-01-05"},
            "#manual-rates tbody tr",
        ),
    ],
)
def test_what_was_added_and_taken_back_is_added_again_if_that_is_meant(signed_in, path, typed, row):
    form = path if "rate" in typed else f"{path}/new"
    signed_in.post(form, data=typed | ONE)
    undo, fields = undo_of(signed_in.get(path))
    signed_in.post(undo, data=fields)
    page = signed_in.post(form, data=typed | ONE)
    assert page.status == 409
    assert not signed_in.get(path).all(row)
    action, again = button_of(page)
    for _ in range(2):
        assert signed_in.post(action, data=again).status == 303
        assert len(signed_in.get(path).all(row)) == 1
