"""What is typed as a name, a code, a sign or a note: taken as it is, or refused and kept."""

import pytest

from tests.routes.input_cases import LOOKED_AT, NOTED, refusal, shown_again
from tests.support.tiers import share
from total_bankroll.services.currency_service import CurrencyService

CURRENCIES = CurrencyService()
DIRECTIONS = "Leave out control and text-direction characters."
TOO_LONG = "Enter at most 255 characters."
EMPTY = "Enter a name."

# None: taken. The currency's name may have 80 characters.
NAMES = {
    "♠ Rööm 🃏👩\u200d💻": None,
    "名" * 255: None,
    "x" * 256: TOO_LONG,
    "x" * 10_000: TOO_LONG,
    "A\0B": DIRECTIONS,
    "A\tB": DIRECTIONS,
    "A\r\nB": DIRECTIONS,
    "A\u202eB": DIRECTIONS,
    "A\u2066B": DIRECTIONS,
    "<script>alert(1)</script>": None,
    "{{7*7}}": None,
    "=1+1": None,
    "'\"; DROP TABLE users --": None,
    "": EMPTY,
    "   ": EMPTY,
    "\u3000\u00a0": EMPTY,
    "\u200b": EMPTY,
}
TAKEN_NAMES = {
    "ROOM": "You already have ROOM. Choose another name.",
    "\uff32oom": "You already have \uff32oom. Choose another name.",
    " room ": "You already have room. Choose another name.",
}
CODE = "Enter 2 to 12 of the letters A to Z and the digits."
CODES = {
    "🃏🃏": CODE,
    "X" * 12: None,
    "X" * 13: CODE,
    "x" * 255: CODE,
    "x" * 256: CODE,
    "A\0B": CODE,
    "A\u202eB": CODE,
    "<script>": CODE,
    "{{7*7}}": CODE,
    "": CODE,
    "   ": CODE,
    "\uff21\uff22": CODE,
    "ab": None,
    "usd": "There is a currency USD already.",
    "Chips": "There is a currency CHIPS already.",
}
SIGN = "Enter up to 8 characters, no blanks, no digits."
IN_AMOUNTS = "Leave out signs that stand in amounts."
SYMBOLS = {
    "♠🃏": "♠🃏",
    "c" * 8: "c" * 8,
    "c" * 9: SIGN,
    "c" * 255: SIGN,
    "c" * 256: TOO_LONG,
    "A\0B": DIRECTIONS,
    "A\u202eB": DIRECTIONS,
    "<script>": "<script>",
    "<b>&\"'": IN_AMOUNTS,
    "{{7*7}}": SIGN,
    "": "CHIPS",
    "   ": "CHIPS",
    "\u200b": "Enter a name.",
    "a b": SIGN,
    "\u0665": SIGN,
    "-": IN_AMOUNTS,
    ".": IN_AMOUNTS,
    "CHIPS": "CHIPS",
    "chips": "chips",
}


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("turn", "kind", "how"),
    [(0, "site", "new"), (1, "site", "edit"), (1, "asset", "new"), (0, "asset", "edit")],
)
def test_every_name_of_every_account(desk, turn, kind, how):
    client, service = desk.client, desk.service
    add = service.add_site if kind == "site" else service.add_asset
    own = add(desk.player, "Own", "EUR")
    url = f"/{kind}s" + (f"/{own}/edit" if how == "edit" else "")
    for text, message in share({**NAMES, **TAKEN_NAMES}.items(), turn, of=2):
        before = desk.all()
        client.checks = kind == "site"
        page = client.post(url, data={"name": text, "currency": "EUR"})
        if message is None:
            assert page.status == 303, text
            shown = client.get(f"/{kind}s")
            assert text in [a.get_text() for a in shown.all("th .account-name a")]
        else:
            assert refusal(page, "name") == (message, shown_again(text))
            assert desk.all() == before


def chips(desk):
    CURRENCIES.add_currency(desk.player, "CHIPS", "Club chips", "c", 0)
    return {"name": "Club chips", "symbol": "c"}


def own_currencies(desk):
    return [v for v in CURRENCIES.get_all_currencies(desk.player) if v.own]


@pytest.mark.parametrize("how", ["new", "edit"])
def test_every_name_of_every_own_currency(desk, how):
    typed = chips(desk)
    for number, (text, message) in enumerate({**NAMES, "名" * 80: None}.items()):
        url = "/currencies/CHIPS/edit" if how == "edit" else "/currencies/new"
        before, code = own_currencies(desk), f"OWN{number}"
        desk.client.checks = "<" in text
        data = {**typed, "name": text, "code": code, "decimals": "0"}
        page = desk.client.post(url, data=data)
        if message is None and len(text) <= 80:
            assert page.status == 303, text
            names = {view.code: view.name for view in own_currencies(desk)}
            assert names["CHIPS" if how == "edit" else code] == text
        else:
            is_long = len(text) in (255, 256, 10_000)
            expected = "Enter at most 80 characters." if text == "名" * 255 else message
            assert refusal(page, "name") == (expected, shown_again(text))
            assert is_long or message is not None
            assert own_currencies(desk) == before


def test_two_own_currencies_may_share_a_name_in_another_case(desk):
    chips(desk)
    data = {"code": "MORE", "name": "CLUB CHIPS", "symbol": "", "decimals": "0"}
    assert desk.client.post("/currencies/new", data=data).status == 303
    assert {view.name for view in own_currencies(desk)} == {"Club chips", "CLUB CHIPS"}


def test_every_code_of_a_new_currency(desk):
    typed = chips(desk)
    for text, message in CODES.items():
        before = own_currencies(desk)
        page = desk.client.post("/currencies/new", data={**typed, "code": text, "decimals": "0"})
        if message is None:
            assert page.status == 303, text
            assert text.upper() in [view.code for view in own_currencies(desk)]
        else:
            assert refusal(page, "code") == (message, shown_again(text))
            assert own_currencies(desk) == before


@pytest.mark.parametrize("how", ["new", "edit"])
def test_every_symbol_of_every_own_currency(desk, how):
    typed = chips(desk)
    for number, (text, outcome) in enumerate(SYMBOLS.items()):
        url = "/currencies/CHIPS/edit" if how == "edit" else "/currencies/new"
        before, code = own_currencies(desk), f"OWN{chr(65 + number)}"
        desk.client.checks = "<" in text
        data = {**typed, "symbol": text, "code": code, "decimals": "0"}
        page = desk.client.post(url, data=data)
        if page.status == 303:
            signs = {view.code: view.symbol for view in own_currencies(desk)}
            own = "CHIPS" if how == "edit" else code
            assert signs[own] == (own if not text.strip() else outcome)
        else:
            assert refusal(page, "symbol") == (outcome, shown_again(text))
            assert outcome in (SIGN, IN_AMOUNTS, DIRECTIONS, TOO_LONG, "Enter a name.")
            assert own_currencies(desk) == before


CONTROLS = "Leave out control characters."
NOTES = {
    "♠ rakeback 🃏👩\u200d💻": None,
    "<script>alert(1)</script> {{7*7}} =1+1": None,
    "x" * 255: None,
    "x" * 256: None,
    "名" * 500: None,
    "x" * 501: "Enter at most 500 characters.",
    "x" * 10_000: "Enter at most 500 characters.",
    "A\0B": CONTROLS,
    "A\x1bB": CONTROLS,
    "two\nlines": None,
    "A\u202eB": None,
    "   ": None,
    "": None,
}


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "text"), list(enumerate(NOTES)), ids=range(len(NOTES)))
def test_every_note_of_every_form(desk, turn, text):
    message = NOTES[text]
    for name in share(NOTED, turn, of=6):
        sent, before = desk.form(name), desk.all()
        desk.client.checks = name in LOOKED_AT and message == CONTROLS
        page = desk.send(sent, sent.with_amount("1", note=text))
        if message is None:
            assert page.status == 303, text[:20]
            assert desk.taken(name).note == text.strip()
        else:
            assert refusal(page, "note") == (message, shown_again(text))
            assert desk.all() == before


def test_a_note_is_shown_as_it_is_in_every_list(desk):
    desk.client.checks = True
    note = "<script>alert(1)</script> {{7*7}} \u202eA & B"
    for name in ("deposit", "withdrawal", "bonus", "expense", "transfer"):
        sent = desk.form(name)
        assert desk.send(sent, sent.with_amount("1", note=note)).status == 303
        assert note in desk.client.get(sent.url).words("#entries")
