"""What is typed as a date: for each form and text the day taken, or the message shown."""

from datetime import date, timedelta

import pytest

from tests.conftest import add_player
from tests.routes.input_cases import DATED, LOOKED_AT, NOW, RATES, Desk, refusal, shown_again
from tests.support.tiers import share

TODAY = NOW.date()
FUTURE = "That lies in the future. Enter 2026-11-20 or earlier."
LATER = "That lies in the future. Enter 2026-11-20 12:00 or earlier."
EARLY = "Enter a day from 1970-01-01 on."
NO_EURO = "The euro began on 1999-01-01: enter a later day."
NO_DAY = "There is no such day in the calendar."
FORMAT = "Enter a date like 2026-03-01, or leave it blank for now."
DATES = {
    "": TODAY,
    "   ": TODAY,
    "2026-11-20": TODAY,
    "2026-03-01": date(2026, 3, 1),
    " 2026-03-02 ": date(2026, 3, 2),
    "2024-02-29": date(2024, 2, 29),
    "2026-03-03 14:30": date(2026, 3, 3),
    "2026-03-04T14:30": date(2026, 3, 4),
    "2026-03-05T14:30:15": date(2026, 3, 5),
    "1970-01-01": date(1970, 1, 1),
    "1969-12-31": EARLY,
    "0001-01-01": EARLY,
    "0001-01-01 00:00": EARLY,
    "9999-12-31": FUTURE,
    "9999-12-31 23:59": FUTURE,
    "2026-11-21": FUTURE,
    "2026-11-20 12:01": LATER,
    "2026-02-30": NO_DAY,
    "2025-02-29": NO_DAY,
    "2026-00-10": NO_DAY,
    "2026-13-01": NO_DAY,
    "2026-03-01 25:00": NO_DAY,
    "0000-00-00": NO_DAY,
    "30.02.2026": FORMAT,
    "2/3/2026": FORMAT,
    "1 March 2026": FORMAT,
    "2026-3-1": FORMAT,
    "20260301": FORMAT,
    "2026-W10-1": FORMAT,
    "2026-060": FORMAT,
    "2026-03-01Z": FORMAT,
    "2026-03-01T14:30+02:00": FORMAT,
    "\uff12026-03-01": FORMAT,
    "-2026-03-01": FORMAT,
    "12026-03-01": FORMAT,
    "today": FORMAT,
    "junk": FORMAT,
    "\0": FORMAT,
    "<script>": FORMAT,
    "9" * 10_000: FORMAT,
}
ODD = {"\0", "<script>", "2026-03-01T14:30+02:00", "2026-02-30", "2026-11-20 12:01"}


def outcome_of(text, name):
    """The day taken, or the message shown; a rate is of a day, and the euro began in 1999."""
    outcome = DATES[text]
    if name not in RATES:
        return outcome
    if text == "2026-11-20 12:01":
        return TODAY
    return NO_EURO if outcome in (EARLY, date(1970, 1, 1)) else outcome


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "name"), list(enumerate(DATED)))
def test_every_date_of_every_form(desk, turn, name):
    before = desk.all()
    for text in share(DATES, turn, of=6):
        outcome, sent = outcome_of(text, name), desk.form(name)
        desk.client.checks = name in LOOKED_AT and text in ODD
        page = desk.send(sent, sent.with_amount("1", date=text))
        if isinstance(outcome, date):
            assert page.status == 303, (text, page.words("main"))
            assert desk.taken(name).day == outcome, text
            before = desk.all()
        else:
            assert refusal(page, "date") == (outcome, shown_again(text)), text[:20]
            assert desk.all() == before, text[:20]


FILTERED = {text: outcome for text, outcome in DATES.items() if text.strip()}
TIMED = {"2026-03-03 14:30", "2026-03-04T14:30", "2026-03-05T14:30:15", "2026-11-20 12:01"}
DAYS = {"0001-01-01", "1969-12-31", "9999-12-31", "2026-11-21"}
"""Days that no entry can have; a list may be asked up to them all the same."""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("turn", "path", "name"),
    [
        (0, "/entries", "from"),
        (1, "/entries", "to"),
        (2, "/sites/{site}", "from"),
        (3, "/sites/{site}", "to"),
    ],
)
def test_every_date_of_a_filter(desk, turn, path, name):
    address = path.format(site=desk.site)
    everything = len(desk.client.get(address).all("tr[data-kind]"))
    for text in share(FILTERED, turn, of=4):
        outcome = FILTERED[text]
        page = desk.client.get(address, query_string={name: text})
        is_day = text in DAYS or (isinstance(outcome, date) and text not in TIMED)
        if "\0" in text:
            assert page.status == 400
            continue
        assert page.status == 200, text
        assert ("Left aside" not in page.words("main")) == is_day, text
        if not is_day:
            assert shown_again(text[:40]) in page.words(".notice")
            assert len(page.all("tr[data-kind]")) == everything, text


@pytest.mark.parametrize(
    ("zone", "tomorrow"),
    [("Pacific/Kiritimati", "2026-11-22"), ("Pacific/Pago_Pago", "2026-11-21")],
)
@pytest.mark.parametrize("name", ["deposit", "rate", "balances site", "transfer edit"])
def test_tomorrow_is_the_players(desk, app, service, name, zone, tomorrow):
    player = add_player("far@example.org", timezone=zone)
    client = app.test_client()
    client.sign_in(player)
    own = Desk(client, service, player)
    sent = own.form(name)
    refused = own.send(sent, sent.with_amount("1", date=tomorrow))
    assert refused.words("#date-error").startswith("That lies in the future.")
    today = date.fromisoformat(tomorrow) - timedelta(days=1)
    assert own.send(sent, sent.with_amount("1", date=today.isoformat())).status == 303
