"""What was just done on a list can be taken back from the message about it."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from tests.support.snapshots import filled

DAY = date(2026, 1, 5)
LARGEST_COOKIE = 4093


@pytest.fixture
def accounts(app, service, player):
    rows = [("Stars", Decimal(100)), ("GG", Decimal(200)), ("Unibet", Decimal(300))]

    def fill():
        return [service.add_site(player, name, "EUR", held, date=DAY) for name, held in rows]

    return filled(app, "three sites", fill)


def balances(service, player):
    return [account.balance for account in service.list_accounts(player)]


def names(service, player):
    return [account.name for account in service.list_accounts(player)]


def undo(client, page):
    return client.post(str(client.get(page).one(".toasts form")["action"]))


@pytest.fixture
def typed(signed_in, accounts):
    """Two balances, sent from the one screen."""
    data = {f"balance-{accounts[0]}": "150", f"balance-{accounts[2]}": "350"}
    assert signed_in.post("/balances", data={**data, "next": "/sites"}).status == 303


def test_all_balances_of_the_screen_are_taken_back_and_restored(signed_in, typed, service, player):
    answer = undo(signed_in, "/sites")
    assert (answer.status, answer.headers["Location"]) == (303, "/sites")
    assert balances(service, player) == [100, 200, 300]
    page = signed_in.get("/sites")
    assert page.words(".toasts").startswith("2 balances taken back.")
    again = signed_in.post(str(page.one(".toasts form")["action"]))
    assert (again.status, again.headers["Location"]) == (303, "/sites")
    assert balances(service, player) == [150, 200, 350]
    assert signed_in.get("/sites").words(".toasts") == "2 balances are back."


def test_one_that_was_deleted_meanwhile_does_not_stop_the_undo(signed_in, typed, service, player):
    newest = service.list_entries(player).rows[0]
    address = str(signed_in.get("/sites").one(".toasts form")["action"])
    service.delete_entry(player, newest.id)
    assert signed_in.post(address).status == 303
    assert balances(service, player) == [100, 200, 300]
    assert signed_in.get("/sites").words(".toasts").startswith("1 balance taken back.")
    assert signed_in.post(address).status == 303
    assert not signed_in.get("/sites").all(".toasts form")


@pytest.mark.parametrize("action", ["delete", "restore"])
def test_nobody_else_takes_them_back(other_signed_in, typed, service, player, action):
    rows = service.list_entries(player).rows
    named = ",".join(str(row.id) for row in rows)
    assert other_signed_in.post(f"/balances/{action}?entries={named}").status == 404
    assert service.list_entries(player).rows == rows


@pytest.mark.parametrize("action", ["delete", "restore"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?entries=",
        "?entries=1,,2",
        "?entries=-1",
        "?entries=1.5",
        "?entries=%EF%BC%91",
        "?entries=" + "9" * 30,
        "?entries=" + ",".join("1" * 101),
        "?entries=%00",
        "?entries[]=1",
    ],
)
def test_an_undo_that_no_message_offered_is_refused(
    signed_in, typed, service, player, action, query
):
    rows = service.list_entries(player).rows
    assert signed_in.post(f"/balances/{action}{query}").status == 400
    assert service.list_entries(player).rows == rows


@pytest.mark.parametrize(("count", "is_offered"), [(100, True), (101, False)])
def test_the_message_fits_a_cookie(signed_in, service, player, count, is_offered):
    letters = Random(1)
    ids = [
        service.add_site(player, "".join(letters.choices("abcdefghijklmnop♠♥", k=60)), "EUR")
        for _ in range(count)
    ]
    page = signed_in.post("/balances", data={f"balance-{each}": "123,456.78" for each in ids})
    assert page.status == 303
    assert max(map(len, page.headers.getlist("Set-Cookie"))) < LARGEST_COOKIE
    assert bool(signed_in.get("/balances").all(".toasts form")) == is_offered


def test_an_account_moves_back(signed_in, accounts, service, player):
    service.archive_site(player, service.add_site(player, "Old", "EUR"))
    moved = signed_in.post(f"/sites/{accounts[2]}/move", data={"to": "1", "next": "/sites"})
    assert moved.status == 303
    assert names(service, player) == ["Unibet", "Stars", "GG"]
    page = signed_in.get("/sites")
    assert "Unibet moved." in page.words(".toasts")
    answer = signed_in.post(str(page.one(".toasts form")["action"]))
    assert (answer.status, answer.headers["Location"]) == (303, "/sites")
    assert names(service, player) == ["Stars", "GG", "Unibet"]


@pytest.mark.parametrize("to", ["", "0", "-1", "junk", "9" * 30, "1.5", "%00", "%EF%BC%91%F0"])
def test_a_place_in_the_address_is_a_number_too(signed_in, accounts, service, player, to):
    assert signed_in.post(f"/sites/{accounts[2]}/move?to={to}").status == 400
    assert names(service, player) == ["Stars", "GG", "Unibet"]
