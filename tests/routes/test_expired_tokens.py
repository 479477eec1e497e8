"""A form whose token expired comes back as it was sent, and can be sent again."""

from datetime import timedelta

import pytest
import time_machine

from tests.routes.input_cases import NOW
from total_bankroll.services.currency_service import CurrencyService

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
TYPED = {
    "site new": {"name": "Rööm <b>&\"'", "currency": "EUR", "balance": "1.250,50"},
    "asset edit": {"name": "♠ 10 €", "currency": "EUR", "balance": "-1,250.50"},
    "site balance": {"balance": "1 250,50", "date": "2026-03-01"},
    "balances asset": {"date": "2026-03-01 14:30"},
    "deposit": {"amount": "€5", "date": "2026-03-01", "note": "two\nlines <b>"},
    "bonus edit": {"amount": "12,50", "date": "", "note": "{{7*7}}"},
    "transfer": {"amount": "100", "received": "97,50", "date": "2026-03-01", "note": "fee"},
    "result entry": {"amount": "-5", "date": "2026-03-01", "note": "♠"},
    "rate edit": {"currency": "USDT", "rate": "1.1234", "date": "2026-03-01"},
}
HOURS = timedelta(hours=13)
"""A token lives for half a day."""


def sent_again(client, page):
    """The page that keeps what was posted, and the answer to its button."""
    form = page.one("main form")
    data = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    answer = client.open(
        str(form["action"]), method="POST", csrf=False, data=data, headers=SAME_ORIGIN
    )
    return data, answer


def expired(client, url, fields):
    """What a form that was open for half a day gets; its token was made when it was opened."""
    data = {**fields, "submission_id": "one", "csrf_token": client._token()}
    with time_machine.travel(NOW + HOURS, tick=False):
        page = client.open(url, method="POST", csrf=False, data=data, headers=SAME_ORIGIN)
        assert page.status == 400
        kept = {str(tag["name"]): tag.get("value", "") for tag in page.all("main form input")}
        assert {name: kept[name] for name in data if name != "csrf_token"} == {
            name: value for name, value in data.items() if name != "csrf_token"
        }
        return sent_again(client, page)


@pytest.mark.parametrize("name", TYPED)
def test_an_expired_token_keeps_what_was_typed_and_sending_again_works(desk, name):
    desk.client.checks = True
    sent, before = desk.form(name), desk.all()
    fields = {**sent.others, **TYPED[name]}
    if name == "balances asset":
        fields[sent.amount] = "-12,50"
    data, answer = expired(desk.client, sent.url, fields)
    assert answer.status == 303, answer.words("main")
    assert desk.all() != before
    taken = desk.all()
    with time_machine.travel(NOW + HOURS, tick=False):
        again = desk.client.post(sent.url, data={**data, "csrf_token": desk.client._token()})
    assert again.status == 303
    assert desk.all() == taken, "a form counts once"


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        (
            "/currencies/new",
            {"code": "chips", "name": "Club <b>", "symbol": "♠", "decimals": "0"},
        ),
        (
            "/settings",
            {
                "display_currency": "EUR",
                "timezone": "Asia/Tokyo",
                "locale": "de",
                "theme": "dark",
            },
        ),
    ],
)
def test_other_forms_survive_an_expired_token_too(desk, url, fields):
    _, answer = expired(desk.client, url, fields)
    assert answer.status == 303
    codes = {view.code for view in CurrencyService().get_all_currencies(desk.player)}
    assert ("CHIPS" in codes) == (url == "/currencies/new")


def test_what_was_typed_is_shown_with_the_accounts_names(desk, service):
    site = service.add_site(desk.player, "Password & Co", "EUR")
    for url, fields, shown in (
        ("/balances", {f"balance-{site}": "12"}, "Balance of Password & Co 12"),
        ("/deposits/new", {"account": site, "amount": "3"}, "Account Password & Co Amount 3"),
    ):
        page = desk.client.open(url, method="POST", csrf=False, data=fields, headers=SAME_ORIGIN)
        assert page.words("dl.kept") == shown


def test_a_form_without_a_token_is_refused_and_kept(desk):
    sent, before = desk.form("deposit"), desk.all()
    data = sent.with_amount("12,50")
    page = desk.client.post(sent.url, data=data, headers=SAME_ORIGIN, csrf=False)
    assert page.status == 400
    assert page.one('input[name="amount"]')["value"] == "12,50"
    assert desk.all() == before
    elsewhere = {"Origin": "https://elsewhere.example"}
    foreign = desk.client.post(sent.url, data=data, headers=elsewhere, csrf=False)
    assert foreign.status == 400
    assert "12,50" not in foreign.text
