"""What was changed, beside the thing it concerns and as a whole."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from total_bankroll.extensions import db, writing_allowed
from total_bankroll.models import RecordedChange

D = Decimal


@pytest.fixture
def site(service, player):
    return service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 1, 5))


@pytest.fixture
def deposit(service, player, site):
    """A deposit that was edited once."""
    entry = service.record_deposit(player, site, D("12.50"), date(2026, 1, 6)).entry_id
    service.update_entry(player, entry, amount=D(1300), note="typo", tags=["Sunday"])
    return entry


def test_a_stranger_is_sent_to_sign_in(client):
    assert "/login" in client.get("/changes").headers["Location"]


def test_the_settings_lead_there(signed_in):
    assert signed_in.get("/settings").all('main a[href="/changes"]')


def test_an_empty_trail_says_what_will_stand_there(signed_in):
    assert signed_in.get("/changes").words(".empty h2") == "No change yet"


def test_an_entry_s_page_shows_each_field_from_what_to_what(signed_in, deposit):
    page = signed_in.get(f"/entries/{deposit}/edit")
    edited, added = page.all("#changes .change")
    fields = [div.get_text(" ").split() for div in edited.select(".change-fields > div")]
    assert [" ".join(words) for words in fields] == [
        "Amount from €12.50 → to €1,300.00",
        "Note typo",
        "Tags Sunday",
    ]
    assert [str(tag["data-exact"]) for tag in edited.select("[data-amount]")] == [
        "12.50",
        "1300.00",
    ]
    assert added["data-action"] == "added"
    assert "by you" in page.words("#changes .act")


def test_dates_and_amounts_are_written_as_the_player_reads_them(app, client, service):
    from tests.conftest import add_player

    player = add_player("german@example.org", locale="de", timezone="Asia/Tokyo")
    client.sign_in(player)
    site = service.add_site(player, "Stars", "EUR", D("1234.5"), date=date(2026, 1, 5))
    page = client.get(f"/sites/{site}/edit")
    assert "1.234,50" in page.words("#changes")
    assert "05.01.2026" in page.words("#changes")


def test_one_act_that_touches_several_rows_reads_as_one(signed_in, service, player, site):
    cash = service.add_asset(player, "Cash", "EUR")
    service.record_transfer(player, site, cash, D(5))
    acts = signed_in.get("/changes").all(".act")
    assert len(acts[0].select(".change")) == 2
    assert len(acts) == 3


def test_the_whole_can_be_narrowed_down_to_an_account(signed_in, service, player, deposit):
    other = service.add_site(player, "GG", "EUR")
    page = signed_in.get(f"/changes?account={other}")
    assert [item["data-action"] for item in page.all(".change")] == ["added"]
    assert page.one("#filter-account option[selected]").get_text() == "GG"


def test_a_deleted_account_keeps_its_name_there(signed_in, service, player, site):
    service.delete_site(player, site)
    page = signed_in.get(f"/changes?account={site}")
    assert "Site Stars deleted" in page.words(".act")
    assert page.one("#filter-account option[selected]").get_text() == "Stars (deleted)"


@pytest.fixture
def moved(service, player, site, deposit):
    """The account that the deposit has moved to."""
    cash = service.add_asset(player, "Cash", "EUR")
    service.update_entry(player, deposit, account_id=cash)
    return cash


def test_an_entry_that_moved_stands_with_both_accounts(signed_in, site, moved):
    for account, name in ((site, "Stars"), (moved, "Cash")):
        page = signed_in.get(f"/changes?account={account}")
        newest = page.all(".act")[0]
        assert "Account from Stars → to Cash" in " ".join(newest.get_text(" ").split())
        assert page.one("#filter-account option[selected]").get_text() == name
    assert "from Stars → to Cash" in signed_in.get(f"/sites/{site}/edit").words("#changes")


def test_both_legs_of_a_transfer_that_moved_do(signed_in, service, player, site, moved):
    bank = service.add_asset(player, "Bank", "EUR")
    sent = service.record_transfer(player, site, moved, D(5)).transfer_id
    service.update_transfer(player, sent, site, bank, D(5))
    (change,) = signed_in.get(f"/changes?account={moved}").all(".act")[0].select(".change")
    assert "from Cash → to Bank" in " ".join(change.get_text(" ").split())


def test_an_account_that_an_entry_left_keeps_its_name(signed_in, service, player, site, moved):
    for _ in range(55):
        entry = service.record_deposit(player, site, D(1)).entry_id
        service.update_entry(player, entry, account_id=moved)
    service.delete_site(player, site)
    page = signed_in.get(f"/changes?account={site}")
    chosen = "#filter-account option[selected]"
    assert page.one(chosen).get_text() == "Stars (deleted)"
    service.purge_account(player, site)
    page = signed_in.get(f"/changes?account={site}")
    shown = [page, signed_in.get(str(page.one("a[rel=next]")["href"]))]
    ids = [int(str(item["data-change"])) for page in shown for item in page.all(".change")]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 100
    for page in shown:
        assert page.one(chosen).get_text() == "A purged account (deleted)"


def test_what_moved_is_nobody_else_s(other_signed_in, service, other_player, site, moved):
    own = service.add_site(other_player, "Own", "EUR")
    for account in (site, moved):
        page = other_signed_in.get(f"/changes?account={account}")
        assert not page.all(".change")
        assert "Stars" not in page.text
    assert len(other_signed_in.get(f"/changes?account={own}").all(".change")) == 1


def test_older_ones_are_a_page_away(signed_in, service, player, site):
    for _ in range(60):
        service.record_deposit(player, site, D(1))
    first = signed_in.get("/changes")
    assert len(first.all(".change")) == 50
    following = signed_in.get(str(first.one("a[rel=next]")["href"]))
    shown = [
        int(str(item["data-change"])) for item in first.all(".change") + following.all(".change")
    ]
    assert shown == sorted(set(shown), reverse=True)
    assert len(shown) == 62
    assert following.one(".pager a")["href"] == "/changes"


def test_an_account_s_form_shows_the_last_ones_and_leads_to_the_rest(
    signed_in, service, player, site
):
    for _ in range(6):
        service.record_deposit(player, site, D(1))
    page = signed_in.get(f"/sites/{site}/edit")
    assert len(page.all("#changes .change")) == 5
    assert page.one("#changes .button")["href"] == f"/changes?account={site}"
    assert signed_in.get(f"/sites/{site}").all(f'a[href="/changes?account={site}"]')


def test_a_transfer_s_page_shows_both_legs(signed_in, service, player, site):
    cash = service.add_asset(player, "Cash", "EUR")
    transfer = service.record_transfer(player, site, cash, D(5)).transfer_id
    page = signed_in.get(f"/transfers/{transfer}/edit")
    assert {"Stars", "Cash"} <= set(page.words("#changes").split())


def test_nobody_reads_another_s(other_signed_in, deposit, site):
    for query in ("", f"?account={site}", f"?entry={deposit}"):
        assert not other_signed_in.get(f"/changes{query}").all(".change")


def test_a_currency_that_is_gone_is_still_written(signed_in, service, player, site):
    from total_bankroll.services.currency_service import CurrencyService

    CurrencyService().add_currency(player, "CHIP", "Chips", "c", 0)
    club = service.add_site(player, "Club", "CHIP")
    entry = service.record_deposit(player, club, D(7)).entry_id
    service.update_entry(player, entry, account_id=site, amount=D(2))
    service.delete_site(player, club)
    service.purge_account(player, club)
    CurrencyService().delete_currency(player, "CHIP")
    page = signed_in.get(f"/entries/{entry}/edit")
    assert "from a purged account → to Stars" in page.words("#changes")
    assert "from 7 CHIP → to €2.00" in page.words("#changes")


def test_what_a_heading_says_is_not_said_again(signed_in, service, player, deposit):
    service.delete_entry(player, deposit)
    deleted = signed_in.get("/changes").all(".change")[0]
    assert "Deposit on Stars deleted" in " ".join(deleted.get_text(" ").split())
    labels = [dt.get_text() for dt in deleted.select("dt")]
    assert labels == ["Date", "Amount", "Note", "Tags"]


def test_what_was_purged_is_not_told_with_a_stranger_s_row_that_has_its_id(
    signed_in, service, player, other_player, site
):
    service.delete_site(player, site)
    service.purge_account(player, site)
    stranger_s = service.add_site(other_player, "Secret", "EUR", D(5))
    entry = service.list_entries(other_player).rows[0].id
    for subject, row_id in (("account", stranger_s), ("entry", entry)):
        told_of(player, subject, row_id, stranger_s)
    page = signed_in.get("/changes")
    assert "Secret" not in page.text
    assert not page.all("#changes a[href^='/sites'], #changes a[href^='/entries']")


def told_of(player, subject, row_id, account_id):
    """Let the player's records tell of that row, as where a database gives ids again."""
    db.session.remove()
    mine = RecordedChange.user_id == player, RecordedChange.subject == subject
    with db.engine.begin() as connection, writing_allowed():
        values = {"subject_id": row_id, "account_id": account_id}
        connection.execute(update(RecordedChange).where(*mine).values(values))
