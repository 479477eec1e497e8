"""What no player types: hidden fields full of junk, and fields that no form has."""

from datetime import date
from decimal import Decimal
from unittest.mock import ANY

import pytest

from tests.routes.input_cases import FORMS, OPTIONAL, Desk
from tests.support.tiers import share

FOREIGN = (
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\\evil.example",
    "/\t/evil.example",
    "/sites\r\nSet-Cookie: stolen=1",
    "\0",
    "'\"><script>",
    "http://[",
    "x" * 10_000,
)
WORST = FOREIGN[0], FOREIGN[2], FOREIGN[3], FOREIGN[5]
NUMBERS = ("'", "\0", "x" * 10_000, "♠\u202e", "a\r\nb: c", " ")
SHOWN = {"site new", "site edit", "site balance", "balances site", "deposit", "deposit edit"}
SHOWN |= {"transfer", "transfer edit", "result entry", "rate"}
ASKING = ("deposit", "withdrawal", "bonus", "expense", "transfer")


def count(desk: Desk) -> int:
    """How many entries and rates there are."""
    _, entries, *_, rates = desk.all()
    return len(entries) + len(rates)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("turn", "junk"),
    [
        pytest.param(n, junk, marks=() if junk in WORST else pytest.mark.long)
        for n, junk in enumerate(sorted(FOREIGN, key=lambda junk: junk not in WORST))
    ],
    ids=range(len(FOREIGN)),
)
def test_a_form_leads_nowhere_else(desk, turn, junk):
    for name in share(FORMS, turn, of=len(WORST)):
        locations = set()
        for leads in ("", junk):
            sent = desk.form(name)
            page = desk.send(sent, sent.with_amount("1", next=leads))
            assert page.status == 303, name
            assert "stolen" not in str(page.headers)
            locations.add(page.headers["Location"])
            if name in ("rate", "received"):  # one rate a day, and a limit to accounts
                desk.taken(name)
        assert len(locations) == 1, name


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "junk"), list(enumerate(FOREIGN)), ids=range(len(FOREIGN)))
def test_a_refused_form_links_nowhere_else(desk, turn, junk):
    desk.client.checks = junk == "'\"><script>"
    for name in share(sorted(SHOWN), turn, of=5):
        sent = desk.form(name)
        page = desk.send(sent, sent.with_amount("junk", next=junk))
        assert page.status == 422, name
        assert "evil" not in page.text, junk[:20]
        assert "javascript:" not in page.text
        again = [i.get("value") for i in page.all("form.form input[name=next]")]
        assert set(again) <= {"", "/", "/sites", sent.others.get("next")}


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "junk"), list(enumerate(NUMBERS)), ids=range(len(NUMBERS)))
def test_any_number_of_a_form_counts_once(desk, turn, junk):
    for name in share([name for name in FORMS if name not in OPTIONAL], turn, of=6):
        sent, before = desk.form(name), count(desk)
        data = sent.with_amount("1", submission_id=junk + name)
        assert {desk.send(sent, data).status for _ in range(2)} == {303}, name
        expected = 2 if name == "transfer" else 0 if name.endswith(("edit", "entry")) else 1
        assert count(desk) - before == expected, name


@pytest.mark.parametrize("name", ASKING)
def test_whatever_asks_is_answered(desk, name):
    desk.service.record_balance(desk.player, desk.site, Decimal(900), date(2026, 3, 1))
    sent = desk.form(name)
    for junk in ("1", "0", "junk", "\0", "'\"><script>", "x" * 10_000):
        before = desk.all()
        desk.client.checks = junk == "'\"><script>"
        page = desk.send(sent, sent.with_amount("1", ask=junk, date="2026-02-01"))
        assert page.status == 200, junk[:20]
        assert page.all("#back-dating")
        assert page.one("form.form input[name=ask]")["value"] == ""
        assert desk.all() == before
    assert desk.send(sent, sent.with_amount("1", ask="", date="2026-02-01")).status == 303


def test_fields_that_no_form_has_change_nothing(desk, other_player, service):
    more = {"user_id": str(other_player), "id": "1", "kind": "bonus", "is_admin": "1"}
    more |= {"deleted_at": "", "balance_": "9", "timed": "1", "owner": "0", "position": "9"}
    for name in FORMS:
        sent = desk.form(name)
        assert desk.send(sent, sent.with_amount("1", **more)).status == 303, name
    assert service.list_accounts(other_player) == ()
    assert service.list_entries(other_player).count == 0
    accounts, entries, _, days, _, rates = desk.all()
    owners = {row.user_id for row in (*accounts, *entries, *rates)}
    assert owners == {desk.player}
    assert {row.account_id for row in days} <= {account.id for account in accounts}


def test_an_argument_of_the_address_is_no_field_and_of_two_the_first_counts(desk):
    sent = desk.form("deposit")
    page = desk.client.post(f"{sent.url}?amount=999&note=x", data=sent.with_amount("5"))
    assert page.status == 303
    assert desk.taken("deposit") == (Decimal(5), ANY, "")
    both = {**sent.others, sent.amount: ["6", "999"]}
    assert desk.client.post(sent.url, data=both).status == 303
    assert desk.taken("deposit").amount == Decimal(6)
    before = desk.all()
    assert desk.client.post(f"{sent.url}?amount=7", data=sent.others).status == 422
    assert desk.all() == before
