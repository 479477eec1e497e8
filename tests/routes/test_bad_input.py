"""What bad input gets: for each form and value the exact outcome, never a 500 or a wrong row."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from tests.conftest import add_player
from tests.routes.input_cases import ALL_BLANK, ASSET, FLOW, FORMS, OPTIONAL, UNDATED, Desk

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

EXAMPLE = "Enter an amount, like 1,250.00."
POSITIVE = "Enter more than 0."
NOT_BELOW = "Enter 0 or more."
TOO_LONG = f"That is too long. {EXAMPLE}"

# What is typed, and for each sort of amount either the amount taken or the message shown.
AMOUNTS = {
    "abc": EXAMPLE,
    "-5": {"flow": POSITIVE, "site": NOT_BELOW, "asset": Decimal(-5)},
    "0": {"flow": POSITIVE, "site": Decimal(0), "asset": Decimal(0)},
    "0.001": "EUR has at most 2 decimals.",
    "1e400": EXAMPLE,
    "NaN": EXAMPLE,
    "sNaN": EXAMPLE,
    "Infinity": EXAMPLE,
    "-Infinity": EXAMPLE,
    "1e5": EXAMPLE,
    "9" * 30: "Enter less than 1,000,000,000,000.",
    "999999999999.99": Decimal("999999999999.99"),
    "12,50": Decimal("12.50"),
    "1.250,50": Decimal("1250.50"),
    "1,250.51": Decimal("1250.51"),
    "1 250,52": Decimal("1250.52"),
    "1\u00a0250,53": Decimal("1250.53"),
    "1\u202f250,54": Decimal("1250.54"),
    "1'250.55": Decimal("1250.55"),
    "1,250": Decimal(1250),
    "1.250": "Did you mean 1,250 or 1.25?",
    "€5": Decimal(5),
    "$5": "This account is in EUR: leave out $.",
    "\uff15": "Use the plain digits 0 to 9.",
    "=1+1": EXAMPLE,
    "\0": EXAMPLE,
    "5\0": EXAMPLE,
    "\u202e5": EXAMPLE,
    "<b>5</b>": EXAMPLE,
    "1,2,3": EXAMPLE,
    "9" * 10_000: TOO_LONG,
}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(signed_in, service, player):
    return Desk(signed_in, service, player)


def look_at(desk, name):
    """Whether the HTML of every page is looked at: one form of each template is enough."""
    desk.client.checks = name in (
        "deposit",
        "transfer",
        "site new",
        "site balance",
        "balances site",
    )


def shown_again(text):
    """How HTML can hold what was typed."""
    return text.replace("\0", "\ufffd")


def outcome_of(outcome, name):
    return outcome[FORMS[name]] if isinstance(outcome, dict) else outcome


@pytest.mark.parametrize("name", FORMS)
def test_every_amount_of_every_form(desk, name):
    look_at(desk, name)
    for text, outcomes in AMOUNTS.items():
        outcome, before = outcome_of(outcomes, name), desk.all()
        sent = desk.form(name)
        page = desk.send(sent, sent.with_amount(text))
        if isinstance(outcome, Decimal):
            assert page.status == 303, (text[:20], page.words("main"))
            assert desk.taken(name).amount == outcome, text
        else:
            assert page.status == 422, text[:20]
            assert page.words(f"#{sent.amount}-error") == outcome, text[:20]
            assert page.one(f"#{sent.amount}")["value"] == shown_again(text)
            assert desk.all() == before, text[:20]


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0", None])
@pytest.mark.parametrize("name", FORMS)
def test_a_blank_amount_is_refused_where_one_is_needed(desk, name, blank):
    sent, before = desk.form(name), desk.all()
    data = sent.others if blank is None else sent.with_amount(blank)
    page = desk.send(sent, data)
    if name in OPTIONAL:
        assert page.status == 303
        return
    message = "Type at least one balance." if name in ALL_BLANK else EXAMPLE
    assert page.status == 422
    assert message in page.words(".error-summary")
    assert desk.all() == before


@pytest.mark.parametrize(
    ("locale", "text", "outcome"),
    [
        ("de", "1,250", "Did you mean 1.250 or 1,25?"),
        ("de", "1.250", Decimal(1250)),
        ("de-CH", "1'250.50", Decimal("1250.50")),
        ("fr", "1\u202f250,50", Decimal("1250.50")),
        ("en", "1,250", Decimal(1250)),
    ],
)
@pytest.mark.parametrize("name", ["deposit", "site balance", "balances asset", "transfer"])
def test_one_separator_is_read_by_the_players_locale(app, service, name, locale, text, outcome):
    player = add_player("reader@example.org", locale=locale)
    client = app.test_client()
    client.sign_in(player)
    desk = Desk(client, service, player)
    sent = desk.form(name)
    page = desk.send(sent, sent.with_amount(text))
    if isinstance(outcome, Decimal):
        assert page.status == 303
        assert desk.taken(name).amount == outcome
    else:
        assert page.words(f"#{sent.amount}-error") == outcome


def test_an_amount_is_read_in_its_accounts_currency(desk, service, player, signed_in):
    yen = service.add_site(player, "Yen", "JPY")
    data = {"account": str(yen), "amount": "12,50"}
    page = signed_in.post("/deposits", data=data)
    assert page.words("#amount-error") == "JPY has no decimals: enter a whole number."
    assert signed_in.post("/deposits", data={**data, "amount": "¥1250"}).status == 303


# -- balances that would be more than an account can hold


def test_an_account_holds_only_so_much(desk):
    sent = desk.form("deposit")
    for _ in range(9):
        assert desk.send(sent, sent.with_amount("999999999999.99")).status == 303
    before = desk.all()
    page = desk.send(sent, sent.with_amount("999999999999.99"))
    assert page.status == 422
    assert page.one("#amount")["value"] == "999999999999.99"
    assert desk.all() == before


# -- names

DIRECTIONS = "Leave out control and text-direction characters."
NAMES = {
    "♠ Rööm 🃏👩\u200d💻": None,
    "名" * 255: None,
    "x" * 256: "Enter at most 255 characters.",
    "A\0B": DIRECTIONS,
    "A\tB": DIRECTIONS,
    "A\u202eB": DIRECTIONS,
    "A\u2066B": DIRECTIONS,
    "<script>alert(1)</script>": None,
    "{{7*7}}": None,
    "=1+1": None,
    "": "Enter a name.",
    "   ": "Enter a name.",
    "\u3000\u00a0": "Enter a name.",
    "\u200b": "Enter a name.",
    "ROOM": "You already have ROOM. Choose another name.",
    "\uff32oom": "You already have \uff32oom. Choose another name.",
}


@pytest.mark.parametrize("kind", ["site", "asset"])
@pytest.mark.parametrize("how", ["new", "edit"])
def test_every_name_of_every_form(desk, service, player, signed_in, kind, how):
    own = service.add_site(player, "Own", "EUR") if kind == "site" else desk.asset
    url = f"/{kind}s" + (f"/{own}/edit" if how == "edit" else "")
    for text, message in NAMES.items():
        before = desk.all()
        page = signed_in.post(url, data={"name": text, "currency": "EUR"})
        if message is None:
            assert page.status == 303, text
            names = [a.get_text() for a in signed_in.get(f"/{kind}s").all("th .account-name a")]
            assert text in names
        else:
            assert page.status == 422, text
            assert page.words("#name-error") == message
            assert page.one("#name")["value"] == shown_again(text)
            assert desk.all() == before


# -- dates

FUTURE = "That lies in the future. Enter 2026-11-20 or earlier."
EARLY = "Enter a day from 1970-01-01 on."
NO_DAY = "There is no such day in the calendar."
FORMAT = "Enter a date like 2026-03-01, or leave it blank for now."
DATES = {
    "": date(2026, 11, 20),
    "2026-11-20": date(2026, 11, 20),
    "2026-03-01": date(2026, 3, 1),
    " 2026-03-02 ": date(2026, 3, 2),
    "2024-02-29": date(2024, 2, 29),
    "1970-01-01": date(1970, 1, 1),
    "2026-03-03 14:30": date(2026, 3, 3),
    "2026-03-04T14:30": date(2026, 3, 4),
    "2026-03-05T14:30:15": date(2026, 3, 5),
    "0001-01-01": EARLY,
    "0001-01-01 00:00": EARLY,
    "1969-12-31": EARLY,
    "9999-12-31": FUTURE,
    "9999-12-31 23:59": FUTURE,
    "2026-11-21": FUTURE,
    "2026-11-20 12:01": FUTURE,
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
    "today": FORMAT,
    "junk": FORMAT,
    "\0": FORMAT,
    "<script>": FORMAT,
    "9" * 10_000: FORMAT,
}


@pytest.mark.parametrize("name", [name for name in FORMS if name not in UNDATED])
def test_every_date_of_every_form(desk, name):
    look_at(desk, name)
    for text, outcome in DATES.items():
        before, sent = desk.all(), desk.form(name)
        page = desk.send(sent, {**sent.with_amount("1"), "date": text})
        if isinstance(outcome, date):
            assert page.status == 303, (text, page.words("main"))
            assert desk.taken(name).day == outcome, text
        else:
            assert page.status == 422, text[:20]
            assert page.words("#date-error") == outcome, text[:20]
            assert page.one("#date")["value"] == shown_again(text)
            assert desk.all() == before, text[:20]


@pytest.mark.parametrize(
    ("zone", "tomorrow"),
    [("Pacific/Kiritimati", "2026-11-22"), ("Pacific/Pago_Pago", "2026-11-21")],
)
def test_tomorrow_is_the_players(app, service, zone, tomorrow):
    player = add_player("far@example.org", timezone=zone)
    client = app.test_client()
    client.sign_in(player)
    desk = Desk(client, service, player)
    sent = desk.form("deposit")
    refused = desk.send(sent, {**sent.with_amount("1"), "date": tomorrow})
    assert refused.words("#date-error").startswith("That lies in the future.")
    today = date.fromisoformat(tomorrow) - timedelta(days=1)
    data = {**sent.with_amount("1"), "date": today.isoformat()}
    assert desk.send(sent, data).status == 303


# -- notes


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("♠ rakeback 🃏", None),
        ("<script>alert(1)</script> {{7*7}}", None),
        ("x" * 500, None),
        ("x" * 501, "Enter at most 500 characters."),
        ("A\0B", "Leave out control characters."),
    ],
)
@pytest.mark.parametrize("name", ["deposit", "expense", "transfer", "deposit edit", "asset entry"])
def test_every_note_of_every_form(desk, name, note, message):
    sent, before = desk.form(name), desk.all()
    page = desk.send(sent, {**sent.with_amount("1"), "note": note})
    if message is None:
        assert page.status == 303
        assert desk.taken(name).note == note
    else:
        assert page.status == 422
        assert page.words("#note-error") == message
        assert page.one("#note").get_text().removeprefix("\n") == shown_again(note)
        assert desk.all() == before


# -- fields that no form has


@pytest.mark.parametrize("name", ["deposit", "site new", "transfer", "site balance"])
def test_fields_that_no_form_has_change_nothing(desk, name, other_player, service):
    sent = desk.form(name)
    more = {"user_id": str(other_player), "id": "1", "kind": "bonus", "is_admin": "1"}
    assert desk.send(sent, {**sent.with_amount("1"), **more}).status == 303
    assert service.list_accounts(other_player) == ()
    assert service.list_entries(other_player).count == 0


def test_a_form_without_a_token_is_refused_and_kept(desk):
    sent, before = desk.form("deposit"), desk.all()
    page = desk.client.post(
        sent.url,
        data=sent.with_amount("12,50"),
        headers={"Sec-Fetch-Site": "same-origin"},
        csrf=False,
    )
    assert page.status == 400
    assert page.one('input[name="amount"]')["value"] == "12,50"
    assert desk.all() == before


def test_every_sort_of_amount_is_in_the_table():
    assert {ASSET, FLOW, "site"} == set(FORMS.values())
