"""An edit keeps the moment of an entry, unless its date is changed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from tests.conftest import add_player
from tests.support.tiers import share

NOW = datetime(2026, 11, 20, 12, 0, 33, 123456, tzinfo=UTC)
ZONES = ["UTC", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"]
AFTERNOON = datetime.fromisoformat("2026-03-03 14:30:59")
NIGHT = datetime.fromisoformat("2026-03-03 01:30")
WHENS = (AFTERNOON, None, date(2026, 3, 3))
SUMMER_TIME_ENDS = datetime(2026, 10, 25, 0, 30, 15, tzinfo=UTC)
"""In Berlin it is 2:30 for the first time; an hour later it is so again."""


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class Book:
    """A player in a time zone, with a site, some cash and a form for every kind of entry."""

    def __init__(self, app, service, zone):
        self.service = service
        self.player = add_player("far@example.org", timezone=zone)
        self.client = app.test_client()
        self.client.sign_in(self.player)
        self.client.checks = False
        self.site = service.add_site(self.player, "Stars", "EUR", Decimal(9), date=date(2026, 1, 5))
        self.cash = service.add_asset(self.player, "Cash", "EUR")

    def record(self, when):
        """One of each kind at the same time; returns the addresses of their forms."""
        made = [
            getattr(self.service, f"record_{kind}")(self.player, self.site, Decimal(5), when)
            for kind in ("deposit", "withdrawal", "bonus", "expense", "balance")
        ]
        moved = self.service.record_transfer(
            self.player, self.site, self.cash, Decimal(5), None, when
        )
        addresses = [f"/entries/{saved.entry_id}/edit" for saved in made]
        return [
            *addresses,
            f"/deposits/{made[0].entry_id}/edit",
            f"/transfers/{moved.transfer_id}/edit",
        ]

    def times(self):
        rows = self.service.list_entries(self.player).rows
        return {row.id: (row.day, row.at, row.timed) for row in rows}

    def filled_in(self, address, **changes):
        """The form as the page shows it."""
        page = self.client.get(address)
        data = {i["name"]: i.get("value", "") for i in page.all("form.form input[name]")}
        for choice in page.all("form.form select"):
            data[choice["name"]] = choice.select_one("option[selected]")["value"]
        return {**data, **changes}

    def edit(self, address, **changes):
        sent = self.filled_in(address, **changes) | {"ask": ""}  # what it does to balances is known
        answer = self.client.post(address, data=sent)
        assert answer.status == 303, answer.words("main")


@pytest.fixture
def book(app, service):
    return lambda zone: Book(app, service, zone)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("when", "zone"),
    [(when, zone) for turn, when in enumerate(WHENS) for zone in share(ZONES, turn)],
)
def test_editing_the_note_alone_changes_no_time(book, zone, when):
    found = book(zone)
    addresses = found.record(when)
    before = found.times()
    for address in addresses:
        found.edit(address, note="by hand")
    assert found.times() == before
    notes = {row.note for row in found.service.list_entries(found.player).rows if row.id > 1}
    assert notes == {"by hand"}


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Pacific/Pago_Pago"])
def test_the_time_is_shown_where_there_is_one(book, zone):
    found = book(zone)
    timed = found.record(AFTERNOON)
    whole_days = found.record(date(2026, 3, 3))
    for address in timed:
        field = found.client.get(address).one("#date")
        assert (field["type"], field["value"]) == ("datetime-local", "2026-03-03T14:30")
    for address in whole_days:
        field = found.client.get(address).one("#date")
        assert (field["type"], field["value"]) == ("date", "2026-03-03")


def test_an_hour_that_comes_twice_stays_what_it_was(book):
    found = book("Europe/Berlin")
    addresses = found.record(SUMMER_TIME_ENDS)
    before = found.times()
    for address in addresses:
        assert found.client.get(address).one("#date")["value"] == "2026-10-25T02:30"
        found.edit(address, amount="6")
    assert found.times() == before


def test_a_changed_zone_shows_another_clock_and_moves_nothing(book, app):
    found = book("Asia/Tokyo")
    addresses = found.record(NIGHT)
    found.client.post(
        "/settings",
        data={
            "display_currency": "EUR",
            "timezone": "America/New_York",
            "locale": "en",
            "theme": "light",
        },
    )
    before = found.times()
    for address in addresses:
        assert found.client.get(address).one("#date")["value"] == "2026-03-02T11:30"
        found.edit(address, note="moved house")
    assert found.times() == before


def test_another_minute_of_the_same_day_is_taken(book):
    found = book("Asia/Tokyo")
    addresses = found.record(AFTERNOON)
    for address in addresses:
        found.edit(address, date="2026-03-03T09:15")
    moments = {at for day, at, _ in found.times().values() if day == date(2026, 3, 3)}
    assert moments == {datetime(2026, 3, 3, 0, 15, tzinfo=UTC)}


def test_a_day_gets_a_time_and_loses_it_with_another_day(book):
    found = book("UTC")
    addresses = found.record(date(2026, 3, 3))
    for address in addresses:
        found.edit(address, date="2026-03-03 08:00")
    assert {timed for day, _, timed in found.times().values() if day == date(2026, 3, 3)} == {True}
    for address in addresses:
        found.edit(address, date="2026-03-04")
    assert {timed for day, _, timed in found.times().values() if day == date(2026, 3, 4)} == {False}


def test_a_form_that_sends_no_date_and_no_note_leaves_both(book):
    found = book("Asia/Tokyo")
    site = str(found.site)
    for when in (None, date(2026, 3, 3), AFTERNOON):
        saved = found.service.record_deposit(
            found.player, found.site, Decimal(5), when, note="from Max"
        )
        before = found.times()
        address = f"/deposits/{saved.entry_id}/edit"
        answer = found.client.post(address, data={"account": site, "amount": "6"})
        assert answer.status == 303
        assert found.times() == before
        assert found.service.get_entry(found.player, saved.entry_id).note == "from Max"
