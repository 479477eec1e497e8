"""Several entries of one page at once: ticked, deleted, brought back."""

from datetime import date
from decimal import Decimal

import pytest

DAY = date(2026, 1, 5)


@pytest.fixture
def site(service, player):
    return service.add_site(player, "Stars", "EUR", Decimal(100), date=DAY)


@pytest.fixture
def deposits(service, player, site):
    """Three deposits of 1, 2 and 3."""
    return [
        service.record_deposit(player, site, Decimal(n), date(2026, 1, 5 + n)).entry_id
        for n in (1, 2, 3)
    ]


def ids(page):
    return [int(str(tr["data-id"])) for tr in page.all("tr[data-id]")]


def test_a_stranger_deletes_nothing(client, service, player, deposits):
    for path in ("/entries/delete", f"/entries/restore?entries={deposits[0]}"):
        assert client.post(path, data={"ids": deposits}).status in (302, 401)
    assert service.list_entries(player).count == 4


def test_every_row_can_be_ticked(signed_in, deposits):
    page = signed_in.get("/entries")
    boxes = page.all("tr[data-id] input[type=checkbox]")
    assert [int(str(box["value"])) for box in boxes] == ids(page)
    assert {box["form"] for box in boxes} == {"delete-several"}
    assert page.one("#delete-several")["action"] == "/entries/delete"


def test_what_is_ticked_goes_and_comes_back_in_one_step(signed_in, service, player, deposits):
    before = service.list_entries(player).rows
    here = "/entries?kind=deposit&sort=oldest"
    data = {"ids": deposits[:2], "next": here}
    answer = signed_in.post("/entries/delete", data=data)
    assert (answer.status, answer.headers["Location"]) == (303, here)
    page = signed_in.get(here)
    assert ids(page) == deposits[2:]
    assert "2 entries deleted." in page.words(".toasts")
    answer = signed_in.post(str(page.one(".toasts form")["action"]))
    assert (answer.status, answer.headers["Location"]) == (303, here)
    assert "2 entries are back." in signed_in.get(here).words(".toasts")
    assert service.list_entries(player).rows == before


def test_of_a_transfer_both_legs_go(signed_in, service, player, site):
    cash = service.add_asset(player, "Cash", "EUR")
    legs = service.record_transfer(player, site, cash, Decimal(9), None, date(2026, 1, 9))
    signed_in.post("/entries/delete", data={"ids": legs.source.entry_id})
    assert service.list_entries(player).count == 1
    undo = signed_in.get("/entries").one(".toasts form")["action"]
    signed_in.post(str(undo))
    assert service.list_entries(player).count == 3


def test_what_was_deleted_already_is_passed_over_and_said(signed_in, service, player, deposits):
    service.delete_entry(player, deposits[0])
    signed_in.post("/entries/delete", data={"ids": deposits})
    page = signed_in.get("/entries")
    assert "2 entries deleted. 1 entry had been deleted already." in page.words(".toasts")
    signed_in.post(str(page.one(".toasts form")["action"]))
    assert service.list_entries(player).count == 3


def test_one_purged_meanwhile_keeps_no_other_from_coming_back(signed_in, service, player, deposits):
    signed_in.post("/entries/delete", data={"ids": deposits})
    undo = str(signed_in.get("/entries").one(".toasts form")["action"])
    service.purge_entry(player, deposits[1])
    page = signed_in.get(signed_in.post(undo).headers["Location"])
    assert "2 entries are back." in page.words(".toasts")
    said = "1 entry could not be brought back: purged in the meantime"
    assert said in page.words(".toasts .info")
    assert ids(page) == [deposits[2], deposits[0], ids(page)[-1]]
    for entry in (deposits[0], deposits[2]):
        service.delete_entry(player, entry)
        service.purge_entry(player, entry)
    assert signed_in.post(undo).status == 404, "there is nothing left of it"


def test_other_rows_ticked_after_going_back_go_too(signed_in, service, player, deposits):
    # A browser's Back shows the form as it was, with the number it was sent with.
    for ticked, left in ((deposits[:2], 2), (deposits[:2], 2), (deposits[2:], 1)):
        data = {"ids": ticked, "submission_id": "one-page"}
        page = signed_in.get(signed_in.post("/entries/delete", data=data).headers["Location"])
        assert service.list_entries(player).count == left
    assert "1 entry deleted." in page.words(".toasts")
    assert "already" not in page.words(".toasts")


def test_nothing_ticked_is_said(signed_in, service, player, deposits):
    assert signed_in.post("/entries/delete").status == 303
    assert "Tick the entries to delete first." in signed_in.get("/entries").words(".toasts")
    assert service.list_entries(player).count == 4


def test_somebody_elses_entries_do_not_exist(other_signed_in, service, player, deposits):
    assert other_signed_in.post("/entries/delete", data={"ids": deposits}).status == 404
    assert other_signed_in.post(f"/entries/restore?entries={deposits[0]}").status == 404
    assert service.list_entries(player).count == 4


@pytest.mark.parametrize("junk", ["x", "-1", "1e3", "9" * 19, "\uff11"])
def test_junk_is_refused(signed_in, service, player, deposits, junk):
    data = {"ids": [str(deposits[0]), junk]}
    assert signed_in.post("/entries/delete", data=data).status == 400
    assert signed_in.post(f"/entries/restore?entries=1,{junk}").status == 400
    assert service.list_entries(player).count == 4


def test_more_than_a_page_is_refused(signed_in, deposits):
    assert signed_in.post("/entries/delete", data={"ids": ["1"] * 101}).status == 400


def test_what_lies_in_the_archive_keeps_all_where_it_is_and_says_so(
    signed_in, service, player, deposits
):
    old = service.add_site(player, "Old", "EUR")
    entry = service.record_deposit(player, old, Decimal(4), DAY).entry_id
    service.record_withdrawal(player, old, Decimal(4), DAY)
    service.archive_site(player, old)
    here = "/entries?kind=deposit"
    data = {"ids": [deposits[0], entry], "next": here}
    answer = signed_in.post("/entries/delete", data=data)
    assert (answer.status, answer.headers["Location"]) == (303, here)
    said = signed_in.get(here).words(".toast.error")
    assert said == "Nothing was deleted. Old is archived. Restore it first."
    assert service.list_entries(player).count == 6


def test_what_cannot_come_back_says_why_where_it_was_asked_for(signed_in, service, player):
    old = service.add_site(player, "Old", "EUR")
    entry = service.record_deposit(player, old, Decimal(4), DAY).entry_id
    service.delete_entry(player, entry)
    service.archive_site(player, old)
    signed_in.post(f"/entries/restore?entries={entry}&next=/entries")
    said = signed_in.get("/entries").words(".toast.error")
    assert said == "Nothing was restored. Old is archived. Restore it first."
