"""Files to take along: whose they are, what they are called, and what is in them."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import time_machine
from flask import Flask

from tests.support.beans import Ledger
from tests.support.pages import CheckingClient
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.people_service import PeopleService

PATH, EVERYTHING = "/export/beancount", "/settings/data/download"


def test_a_stranger_gets_none(client: CheckingClient) -> None:
    assert urlsplit(client.get(PATH).location).path == "/login"


def test_it_is_for_who_has_typed_the_password_lately(signed_in: CheckingClient) -> None:
    with signed_in.session_transaction() as session:
        session.pop("fs_paa", None)
    page = signed_in.get(PATH)
    asked = urlsplit(page.location)
    assert (page.status, asked.path, parse_qs(asked.query)["next"]) == (303, "/verify", [PATH])


def test_a_browser_does_not_save_the_page_that_asks_for_the_password(
    signed_in: CheckingClient, player: int, service: BankrollService
) -> None:
    """As it would where a link says `download`, wherever that leads."""
    service.add_site(player, "Stars", "EUR", Decimal(1))
    for path in ("/settings", "/settings/data", "/settings/close", "/entries"):
        links = signed_in.get(path).all(f'main a:is([href="{PATH}"], [href="{EVERYTHING}"])')
        assert links, path
        assert not any(link.has_attr("download") for link in links), path


def test_a_ledger_is_a_file_named_for_the_player_s_day(
    noon: time_machine.Traveller, signed_in: CheckingClient, player: int
) -> None:
    PeopleService().update_settings(player, timezone="Pacific/Kiritimati")  # tomorrow already
    page = signed_in.get(PATH)
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (
        page.headers["Content-Disposition"] == "attachment; filename=bankroll-2026-03-11.beancount"
    )
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_a_ledger_holds_what_is_the_player_s_own(
    noon: time_machine.Traveller,
    signed_in: CheckingClient,
    player: int,
    other_player: int,
    service: BankrollService,
) -> None:
    service.add_site(player, "Mine", "EUR", Decimal("12.50"), date=date(2026, 3, 1))
    service.add_site(other_player, "Theirs", "USD", Decimal(99), date=date(2026, 2, 1))
    text = signed_in.get(PATH).text
    assert Ledger(text).errors == []
    assert "12.50 EUR" in text
    assert "Theirs" not in text
    assert "USD" not in text


def test_a_player_who_has_nothing_gets_an_empty_ledger(
    signed_in: CheckingClient, player: int
) -> None:
    ledger = Ledger(signed_in.get(PATH).text)
    assert ledger.errors == []
    assert ledger.display == "EUR"


def test_settings_and_the_list_of_entries_lead_to_it(
    signed_in: CheckingClient, player: int, service: BankrollService
) -> None:
    service.add_site(player, "Stars", "EUR", Decimal(1))
    for path in ("/settings", "/entries"):
        assert signed_in.get(path).all(f'main a[href="{PATH}"]'), path


def test_only_reading_is_offered(app: Flask, signed_in: CheckingClient) -> None:
    assert signed_in.post(PATH).status == 405
