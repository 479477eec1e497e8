"""What was just done on a list can be taken back from the message about it."""

from datetime import date, datetime
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


@pytest.fixture
def hundred(app, service, player):
    """So many sites with long names."""
    letters = Random(1)

    def fill():
        names = ["".join(letters.choices("abcdefghijklmnop♠♥", k=60)) for _ in range(100)]
        return [service.add_site(player, name, "EUR") for name in names]

    return filled(app, "hundred sites", fill)


@pytest.mark.parametrize(("more", "is_offered"), [(0, True), (1, False)])
def test_the_message_fits_a_cookie(signed_in, hundred, service, player, more, is_offered):
    ids = hundred + [service.add_site(player, "♠" * 60, "EUR") for _ in range(more)]
    page = signed_in.post("/balances", data={f"balance-{each}": "123,456.78" for each in ids})
    assert page.status == 303
    assert max(map(len, page.headers.getlist("Set-Cookie"))) < LARGEST_COOKIE
    assert bool(signed_in.get("/balances").all(".toasts form")) == is_offered
    earlier = {f"balance-{each}": "98,765.43" for each in ids}
    page = signed_in.post("/balances", data={**earlier, "date": "2026-02-27"})
    assert page.status == 303
    assert max(map(len, page.headers.getlist("Set-Cookie"))) < LARGEST_COOKIE
    assert "and today" in signed_in.get("/balances").words(".toasts")


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


def sent_back(client):
    """Press Undo in the message about an edit."""
    form = client.get("/entries").one(".toasts form")
    fields = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    return client.post(str(form["action"]), data=fields)


def deposited(service, player, account, when=DAY, **words):
    return service.record_deposit(player, account, Decimal(5), when, **words).entry_id


EDITED = {"amount": "7.50", "date": "2026-02-03", "note": "elsewhere", "tags": "series"}


def test_an_edit_is_taken_back_with_all_that_it_changed(signed_in, accounts, service, player):
    stars, gg, _ = accounts
    moment = datetime(2026, 2, 1, 9, 30)  # noqa: DTZ001 - on the player's clock
    made = deposited(service, player, stars, moment, note="A", tags=["b"])
    before = service.get_entry(player, made)
    address = f"/deposits/{before.id}/edit"
    edit = {**EDITED, "account": gg, "next": "/entries", "seen": before.version}
    assert signed_in.post(address, data=edit).status == 303
    assert balances(service, player) == [100, Decimal("207.50"), 300]
    assert sent_back(signed_in).headers["Location"] == "/entries"
    assert balances(service, player) == [105, 200, 300]
    assert service.get_entry(player, before.id) == before
    assert sent_back(signed_in).status == 303  # and that, too, is taken back
    assert service.get_entry(player, before.id).note == "elsewhere"


def test_an_edit_of_a_transfer_is_taken_back(signed_in, accounts, service, player):
    stars, gg, unibet = accounts
    moved = service.record_transfer(player, stars, gg, Decimal(9), date=DAY)
    edit = {"from_account": stars, "to_account": unibet, "amount": "9", "received": "8"}
    address = f"/transfers/{moved.transfer_id}/edit"
    assert signed_in.post(address, data={**edit, "date": "2026-01-05"}).status == 303
    before = balances(service, player)
    assert sent_back(signed_in).status == 303
    assert balances(service, player) == [91, 209, 300]
    assert before == [91, 200, 308]


def test_an_edit_that_somebody_has_followed_up_is_not_undone_unseen(
    signed_in, accounts, service, player
):
    entry = service.get_entry(player, deposited(service, player, accounts[0]))
    data = {"account": accounts[0], "amount": "6", "date": "2026-01-05"}
    signed_in.post(f"/deposits/{entry.id}/edit", data=data)
    service.update_entry(player, entry.id, amount=Decimal(7))
    answer = sent_back(signed_in)
    assert answer.status == 422
    assert "This was changed elsewhere" in answer.words("main")


@pytest.mark.parametrize("note", ["", "ö" * 200], ids=["nothing", "long"])
def test_what_changes_nothing_or_has_no_room_is_not_offered(
    signed_in, accounts, service, player, note
):
    entry = service.get_entry(player, deposited(service, player, accounts[0], note=note))
    data = {"account": accounts[0], "amount": "5", "date": "2026-01-05", "note": ""}
    assert signed_in.post(f"/deposits/{entry.id}/edit", data=data).status == 303
    assert not signed_in.get("/entries").all(".toasts form")
