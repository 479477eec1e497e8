"""The trash: what was deleted, brought back, and let go for good when asked to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

D = Decimal


@pytest.fixture(autouse=True)
def clock(noon):
    """Before anybody signs in."""


@pytest.fixture
def site(service, player):
    return service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 1, 5))


@pytest.fixture
def entry(service, player, site):
    """A deleted deposit."""
    entry_id = service.record_deposit(player, site, D(20), date(2026, 1, 6)).entry_id
    service.delete_entry(player, entry_id)
    return entry_id


@pytest.mark.parametrize("path", ["/trash", "/trash/purge"])
def test_a_stranger_is_sent_to_sign_in(client, path):
    assert "/login" in client.get(path).headers["Location"]
    assert "/login" in client.post("/trash/purge").headers["Location"]


def test_an_empty_trash_says_so(signed_in):
    assert signed_in.get("/trash").words(".empty h2") == "The trash is empty"


def test_it_says_when_and_until_when(signed_in, entry):
    page = signed_in.get("/trash")
    row = page.one(f'tr[data-id="{entry}"]').get_text(" ")
    assert "Deposit of 6 Jan 2026" in row
    assert "10 Mar 2026, 12:00" in row
    assert "Restorable until 9 Apr 2026 at least" in row
    assert page.amount(f'tr[data-id="{entry}"]') == "20.00"


def test_an_entry_is_restored(signed_in, service, player, entry):
    form = signed_in.get("/trash").one(f'tr[data-id="{entry}"] form')
    answer = signed_in.post(str(form["action"]), data={"next": "/trash"})
    assert (answer.status, answer.headers["Location"]) == (303, "/trash")
    assert not service.get_entry(player, entry).deleted


def test_half_of_a_transfer_is_named_as_what_it_has_become(signed_in, service, player, site, noon):
    cash = service.add_asset(player, "Cash", "EUR")
    saved = service.record_transfer(player, site, cash, D(20))
    service.delete_transfer(player, saved.transfer_id)
    noon.shift(1)
    service.delete_asset(player, cash)
    signed_in.post(f"/entries/{saved.source.entry_id}/restore")
    assert "Withdrawal of €20.00 on Stars is back." in signed_in.get("/trash").words(".toasts")


def test_an_account_is_restored_under_a_free_name(signed_in, service, player, site):
    service.delete_site(player, site)
    service.add_site(player, "Stars", "EUR")
    form = signed_in.get("/trash").one(f'tr[data-id="{site}"] form')
    assert signed_in.post(str(form["action"])).status == 303
    assert service.get_account(player, site).name == "Stars (2)"


def test_a_deletion_that_two_tabs_undo_leaves_an_archived_account_archived(
    signed_in, service, player
):
    site = service.add_site(player, "Closed", "EUR")
    service.archive_site(player, site)
    deleted = signed_in.post(f"/sites/{site}/delete", follow_redirects=True)
    forms = [deleted.one(".toasts form"), signed_in.get("/trash").one(f'tr[data-id="{site}"] form')]
    said = []
    for form in forms:
        sent = {str(f["name"]): str(f["value"]) for f in form.select("input[name]")}
        signed_in.post(str(form["action"]), data=sent)
        said.append(signed_in.get("/sites").words(".toasts"))
    assert said == ["Closed is back.", "Closed is back already."]
    assert service.get_account(player, site).archived


def test_an_account_says_how_many_entries_come_back_with_it(
    signed_in, service, player, site, entry, noon
):
    noon.shift(1)
    service.delete_site(player, site)
    said = "1 entry, and 1 that was deleted before"
    assert said in signed_in.get("/trash").words(f'tr[data-id="{site}"] th')
    asked = signed_in.get(f"/trash/purge?account={site}").words("main p")
    assert asked == f"Stars (EUR) with {said}."


def test_purging_one_asks_first(signed_in, service, player, entry):
    link = signed_in.get("/trash").one(f'tr[data-id="{entry}"] a.danger-text')["href"]
    page = signed_in.get(str(link))
    assert "cannot be undone" in page.words("[role=alert]")
    assert "Deposit of €20.00 on Stars" in page.words("main")
    assert service.list_trash(player).count == 1
    sent = {str(f["name"]): str(f["value"]) for f in page.all("main form input[name]")}
    assert signed_in.post("/trash/purge", data=sent).headers["Location"] == "/trash"
    assert signed_in.get("/trash").words(".toasts") == "1 entry purged."
    assert service.list_trash(player).count == 0


def test_an_account_is_purged_with_its_entries(signed_in, service, player, site, entry):
    service.delete_site(player, site)
    page = signed_in.get(f"/trash/purge?account={site}")
    assert "Stars (EUR) with 1 entry, and 1 that was deleted before." in page.words("main")
    signed_in.post("/trash/purge", data={"account": site})
    assert signed_in.get("/trash").words(".toasts") == "1 account and 2 entries purged."


def test_what_is_older_than_30_days_is_purged_together(signed_in, service, player, entry, noon):
    assert not signed_in.get("/trash").all('a[href="/trash/purge"]')
    noon.shift(timedelta(days=31))
    signed_in.sign_in(player)
    assert signed_in.get("/trash").all('a[href="/trash/purge"]')
    page = signed_in.get("/trash/purge")
    assert "0 accounts with their entries, and 1 other entry" in page.words("main")
    signed_in.post("/trash/purge", data={"expired": "1"})
    assert service.list_trash(player).count == 0


@pytest.mark.parametrize("query", ["?entry=1", "?entry=junk", "?account=999999", ""])
def test_where_there_is_nothing_to_purge_it_says_so(signed_in, site, query):
    page = signed_in.get(f"/trash/purge{query}")
    assert page.status == 200
    assert "nothing to purge" in page.words("main")
    assert not page.all("main form")


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 400), ({"entry": "x"}, 400), ({"entry": "0"}, 400), ({"account": "9" * 18}, 404)],
)
def test_junk_purges_nothing(signed_in, service, player, entry, sent, status):
    assert signed_in.post("/trash/purge", data=sent).status == status
    assert service.list_trash(player).count == 1


def test_what_is_not_deleted_is_not_purged(signed_in, service, player, site):
    assert signed_in.post("/trash/purge", data={"account": site}).status == 400
    assert service.get_account(player, site).name == "Stars"


def test_nobody_purges_another_s(other_signed_in, service, player, entry):
    assert other_signed_in.post("/trash/purge", data={"entry": entry}).status == 404
    assert "nothing to purge" in other_signed_in.get(f"/trash/purge?entry={entry}").words("main")
    assert service.list_trash(player).count == 1


def test_a_form_sent_twice_purges_once(signed_in, service, player, entry):
    for _ in range(2):
        sent = {"entry": entry, "submission_id": "one"}
        assert signed_in.post("/trash/purge", data=sent).status == 303
