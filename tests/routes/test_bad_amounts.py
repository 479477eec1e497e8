"""What is typed as an amount: for each form and text the amount taken, or the message shown."""

from decimal import Decimal
from itertools import pairwise

import pytest

from tests.conftest import add_player
from tests.routes.input_cases import (
    ALL_BLANK,
    ASSET,
    FLOW,
    FORMS,
    LOOKED_AT,
    OPTIONAL,
    RATE,
    RATES,
    RESULT,
    SITE,
    Desk,
    refusal,
    shown_again,
)
from tests.support.tiers import share

EXAMPLE = "Enter an amount, like 1,250.00."
POSITIVE = "Enter more than 0."
NOT_BELOW = "Enter 0 or more."
NO_RATE = "Enter a rate above 0, like 1.0857."
TOO_LARGE = "Enter less than 1,000,000,000,000."

# What is typed, and for each sort of amount either what is taken or the message shown. Any form
# refuses a text in the same words but for rates; two that are taken in turn are never equal.
AMOUNTS = {
    "abc": EXAMPLE,
    "-5": {FLOW: POSITIVE, SITE: NOT_BELOW, ASSET: Decimal(-5), RESULT: Decimal(-5)},
    "0": {
        FLOW: POSITIVE,
        SITE: Decimal(0),
        ASSET: Decimal(0),
        RESULT: "Enter an amount other than 0.",
    },
    "-0": {
        FLOW: POSITIVE,
        SITE: Decimal(0),
        ASSET: Decimal(0),
        RESULT: "Enter an amount other than 0.",
    },
    "0.001": {"": "EUR has at most 2 decimals.", RATE: Decimal("0.001")},
    "1e400": EXAMPLE,
    "NaN": EXAMPLE,
    "sNaN": EXAMPLE,
    "Infinity": EXAMPLE,
    "-Infinity": EXAMPLE,
    "1e5": EXAMPLE,
    "9" * 30: {"": TOO_LARGE, RATE: "That rate is too small or too large to be one."},
    "1000000000000": {"": TOO_LARGE, RATE: Decimal(10**12)},
    "999999999999.99": {
        "": Decimal("999999999999.99"),
        RATE: "Enter at most 12 digits.",
    },
    "1,250.50": Decimal("1250.50"),
    "12.5": Decimal("12.50"),
    "1.250,50": Decimal("1250.50"),
    "12,50": Decimal("12.50"),
    "€5": {"": Decimal(5), RATE: NO_RATE},
    "1,250": Decimal(1250),
    "1 250,50": Decimal("1250.50"),
    "+7": Decimal(7),
    "1\u00a0250,50": Decimal("1250.50"),
    "1'250.55": Decimal("1250.55"),
    "1\u202f250,50": Decimal("1250.50"),
    "1.250": {"": "Did you mean 1,250 or 1.25?", RATE: Decimal("1.25")},
    "$5": "This account is in EUR: leave out $.",
    "\uff15": "Use the plain digits 0 to 9.",
    "=1+1": EXAMPLE,
    "\0": EXAMPLE,
    "5\0": EXAMPLE,
    "\u202e5": EXAMPLE,
    "<b>5</b>": EXAMPLE,
    "1,2,3": EXAMPLE,
    "9" * 10_000: f"That is too long. {EXAMPLE}",
}
ODD = {"\0", "\u202e5", "<b>5</b>", "1.250"}
BLANKS = ("", "   ", "\u00a0", None)


def outcome_of(text, name):
    """The amount taken, or the message shown."""
    sort, outcome = FORMS[name], AMOUNTS[text]
    if isinstance(outcome, dict) and sort in outcome:
        return outcome[sort]
    if isinstance(outcome, dict):
        outcome = outcome.get("", NO_RATE)
    return NO_RATE if sort == RATE and isinstance(outcome, str) else outcome


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "name"), list(enumerate(FORMS)))
def test_every_amount_of_every_form(desk, turn, name):
    before = desk.all()
    for text in share(AMOUNTS, turn, of=7):
        outcome, sent = outcome_of(text, name), desk.form(name)
        desk.client.checks = name in LOOKED_AT and text in ODD
        page = desk.send(sent, sent.with_amount(text))
        if isinstance(outcome, Decimal):
            assert page.status == 303, (text[:20], page.words("main"))
            assert desk.taken(name).amount == outcome, text
            before = desk.all()
        else:
            assert refusal(page, sent.amount) == (outcome, shown_again(text)), text[:20]
            assert desk.all() == before, text[:20]


def refused_blank(page, sent, name):
    """What is said of a blank, where it is said; of a whole page of balances above the form."""
    if name in ALL_BLANK:
        return page.words(".error-summary"), "Type at least one balance."
    return refusal(page, sent.amount).message, NO_RATE if name in RATES else EXAMPLE


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "blank"), list(enumerate(BLANKS)))
def test_a_blank_amount_is_refused_where_one_is_needed(desk, turn, blank):
    for name in share([name for name in FORMS if name not in OPTIONAL], turn, of=2):
        sent, before = desk.form(name), desk.all()
        page = desk.send(sent, sent.others if blank is None else sent.with_amount(blank))
        assert page.status == 422, name
        said, message = refused_blank(page, sent, name)
        assert message in said, name
        assert message in page.words(".error-summary"), name
        assert desk.all() == before, name


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("name", sorted(OPTIONAL))
def test_a_blank_amount_that_may_be_is_taken_as_nothing(desk, name, blank):
    """A new account is empty, one that is edited keeps its balance, and what was sent arrives."""
    sent = desk.form(name)
    if "amount" in sent.others:
        sent.others["amount"] = "5"
    before = desk.all()
    page = desk.send(sent, sent.others if blank is None else sent.with_amount(blank))
    assert page.status == 303, page.words("main")
    accounts, entries, *_ = desk.all()
    if "amount" in sent.others:
        newest = max(entry.transfer_id or 0 for entry in entries)
        transfer = desk.transfer if name == "received edit" else newest
        assert [row.amount for row in entries if row.transfer_id == transfer] == [500, 500]
        return
    assert entries == before[1]
    balances = {row.id: row.balance for row in before[0]}
    if name.endswith("new"):
        balances[max(row.id for row in accounts)] = 0
    assert {row.id: row.balance for row in accounts} == balances
    assert sent.others["name"] in {row.name for row in accounts}


SEPARATED = (
    ("de", "1,250", "Did you mean 1.250 or 1,25?"),
    ("de", "1.250", Decimal(1250)),
    ("de_CH", "1'250.50", Decimal("1250.50")),
    ("fr", "1\u202f250,50", Decimal("1250.50")),
    ("en", "1,250", Decimal(1250)),
)
SOME = ("deposit", "site balance", "balances asset", "transfer edit")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "locale", "text", "outcome"),
    [(name, *one) for turn, name in enumerate(SOME) for one in share(SEPARATED, turn, of=2)],
)
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


@pytest.mark.parametrize(("text", "rate"), [("1,250", "1.25"), ("1.250", "1250"), ("1,5", "1.5")])
def test_a_rate_is_read_by_the_players_locale_too(app, service, text, rate):
    player = add_player("reader@example.org", locale="de")
    client = app.test_client()
    client.sign_in(player)
    desk = Desk(client, service, player)
    sent = desk.form("rate edit")
    assert desk.send(sent, sent.with_amount(text)).status == 303
    assert desk.taken("rate edit").amount == Decimal(rate)
    refused = desk.send(sent, sent.with_amount("abc"))
    assert refused.words("#rate-error") == "Enter a rate above 0, like 1,0857."


@pytest.mark.parametrize(("text", "large"), [("1.085", "1 085"), ("12.085", "12 085")])
def test_a_rate_that_can_be_read_in_two_ways_is_asked_about(app, service, text, large):
    player = add_player("reader@example.org", locale="fr")  # where a point means nothing
    client = app.test_client()
    client.sign_in(player)
    desk = Desk(client, service, player)
    sent = desk.form("rate edit")
    refused = refusal(desk.send(sent, sent.with_amount(text)), "rate")
    assert refused == (f"Did you mean {large} or {text.replace('.', ',')}?", text)


@pytest.mark.parametrize(
    ("currency", "text", "outcome"),
    [
        ("JPY", "12,50", "JPY has no decimals: enter a whole number."),
        ("JPY", "¥1250", Decimal(1250)),
        ("BTC", "0.00000001", Decimal("0.00000001")),
        ("BTC", "0.000000001", "BTC has at most 8 decimals."),
        ("BTC", "1.250", Decimal("1.25")),
        ("BTC", "1000000", "Enter less than 1,000,000."),
        ("USDT", "0.0000001", "USDT has at most 6 decimals."),
        ("USD", "€5", "This account is in USD: leave out €."),
    ],
)
def test_an_amount_is_read_in_its_accounts_currency(desk, currency, text, outcome):
    account = desk.service.add_site(desk.player, "Own", currency)
    data = {"account": str(account), "amount": text}
    page = desk.client.post("/deposits", data=data)
    if isinstance(outcome, str):
        assert page.words("#amount-error") == outcome
    else:
        assert page.status == 303
        assert desk.service.get_account(desk.player, account).balance == outcome


def test_an_account_holds_only_so_much(desk):
    sent = desk.form("deposit")
    for _ in range(9):
        assert desk.send(sent, sent.with_amount("999999999999.99")).status == 303
    before = desk.all()
    page = desk.send(sent, sent.with_amount("999999999999.99"))
    assert page.status == 422
    assert page.one("#amount")["value"] == "999999999999.99"
    assert desk.all() == before


def test_two_that_are_taken_in_turn_are_never_equal():
    for turn, name in enumerate(FORMS):
        for texts in (AMOUNTS, share(AMOUNTS, turn, of=7)):
            found = [outcome_of(text, name) for text in texts]
            taken = [outcome for outcome in found if isinstance(outcome, Decimal)]
            assert not [one for one, following in pairwise(taken) if one == following != 0], name
