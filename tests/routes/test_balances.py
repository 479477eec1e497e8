"""The daily job: all balances on one screen."""

from datetime import date
from decimal import Decimal

import pytest


@pytest.fixture
def accounts(service, player):
    return (
        service.add_site(player, "Stars", "EUR", Decimal(100), date=date(2026, 1, 5)),
        service.add_site(player, "GG", "USD", Decimal(200), date=date(2026, 1, 5)),
        service.add_asset(player, "Max", "EUR", Decimal(-50), date=date(2026, 1, 5)),
    )


def fields(accounts, *texts, **more):
    typed = {f"balance-{a}": text for a, text in zip(accounts, texts, strict=False)}
    return {**typed, **more}


def found(service, player, accounts):
    return [service.get_account(player, account_id).balance for account_id in accounts]


def test_a_stranger_is_sent_to_sign_in(client):
    page = client.get("/balances")
    assert page.status == 302
    assert "/login" in page.headers["Location"]


def test_without_an_account_it_leads_to_the_first(signed_in):
    assert signed_in.get("/balances").one(".empty a")["href"] == "/sites/new"


def test_every_open_account_has_a_field(signed_in, accounts, service, player):
    empty = service.add_site(player, "Old", "EUR")
    service.archive_site(player, empty)
    page = signed_in.get("/balances")
    names = [i["name"] for i in page.all("input[name^=balance-]")]
    assert names == [f"balance-{account_id}" for account_id in accounts]


def test_a_balance_carries_its_amount(signed_in, accounts, service, player):
    page = signed_in.get("/balances")
    for account in service.list_accounts(player):
        shown = page.one(f'tr[data-id="{account.id}"] .balance-cell [data-amount]')
        assert Decimal(str(shown["data-amount"])) == account.balance
        assert shown["data-currency"] == account.currency


def test_only_what_was_typed_is_saved(signed_in, accounts, service, player):
    page = signed_in.post("/balances", data=fields(accounts, "150", " ", "-60,50"))
    assert (page.status, page.headers["Location"]) == (303, "/balances")
    assert found(service, player, accounts) == [150, 200, Decimal("-60.50")]
    assert service.list_entries(player).count == 5
    message = signed_in.get("/balances").words(".toasts")
    assert message.startswith("2 balances saved. Stars: €100.00 → €150.00 (+€50.00); Max:")


def test_an_earlier_days_balance_says_what_it_did_then(signed_in, accounts, service, player):
    signed_in.post("/balances", data=fields(accounts, "150", "", ""))
    signed_in.get("/balances")
    signed_in.post("/balances", data=fields(accounts, "130", "", "", date="2026-02-28"))
    message = signed_in.get("/balances").words(".toasts")
    assert (
        "Stars on 28 Feb 2026: €100.00 → €130.00 (+€30.00), and today €150.00 as before" in message
    )


def test_an_earlier_day_may_change_today_as_well(signed_in, service, player):
    stars = service.add_site(player, "Stars", "EUR", Decimal(1000), date=date(2026, 1, 5))
    service.record_deposit(player, stars, Decimal(200), date(2026, 2, 20))
    signed_in.post(f"/sites/{stars}/balance", data={"balance": "1100", "date": "2026-02-10"})
    assert (
        "Stars on 10 Feb 2026: €1,000.00 → €1,100.00 (+€100.00),"
        " and today €1,200.00 → €1,300.00 (+€100.00)"
    ) in signed_in.get("/sites").words(".toasts")


def test_a_deposit_that_a_later_balance_takes_in_says_what_it_did_then(signed_in, service, player):
    stars = service.add_site(player, "Stars", "EUR", Decimal(100), date=date(2026, 1, 5))
    service.record_balance(player, stars, Decimal(777), date(2026, 2, 20))
    typed = {"account": stars, "amount": "50", "date": "2026-02-01"}
    signed_in.post("/deposits/new", data=typed)
    said = signed_in.get("/deposits").words(".toasts")
    assert "Stars on 1 Feb 2026: €100.00 → €150.00 (+€50.00), and today €777.00 as before" in said


def test_zero_is_a_balance(signed_in, accounts, service, player):
    assert signed_in.post("/balances", data=fields(accounts, "0")).status == 303
    assert found(service, player, accounts)[0] == 0


def test_a_past_day_holds_for_all(signed_in, accounts, service, player):
    data = fields(accounts, "150", "250", date="2026-02-28")
    assert signed_in.post("/balances", data=data).status == 303
    days = [service.get_account(player, account_id).updated_on for account_id in accounts]
    assert days == [date(2026, 2, 28), date(2026, 2, 28), date(2026, 1, 5)]


def test_one_mistake_saves_nothing_and_keeps_everything(signed_in, accounts, service, player):
    data = fields(accounts, "150", "x", "1.5.5", date="tomorrow")
    page = signed_in.post("/balances", data=data)
    assert page.status == 422
    for name, text in data.items():
        assert page.one(f'[name="{name}"]')["value"] == text
    errors = [p["id"] for p in page.all(".balance-form .error")]
    assert errors == [f"balance-{accounts[1]}-error", f"balance-{accounts[2]}-error"]
    assert page.all("#date-error")
    assert found(service, player, accounts) == [100, 200, -50]


def test_a_day_in_the_future_saves_nothing(signed_in, accounts, service, player):
    page = signed_in.post("/balances", data=fields(accounts, "150", date="2999-01-01"))
    assert page.status == 422
    assert page.words("#date-error").startswith("That lies in the future.")
    assert found(service, player, accounts)[0] == 100


def test_nothing_typed_is_said(signed_in, accounts):
    page = signed_in.post("/balances", data=fields(accounts, "", ""))
    assert page.status == 422
    assert "Type at least one balance." in page.words(".error-summary")


def test_somebody_elses_account_does_not_exist(other_signed_in, accounts, service, player):
    assert other_signed_in.post("/balances", data=fields(accounts, "1")).status == 404
    assert found(service, player, accounts)[0] == 100


def test_an_account_that_went_meanwhile_is_not_quietly_dropped(
    signed_in, accounts, service, player
):
    service.delete_site(player, accounts[0])
    assert signed_in.post("/balances", data=fields(accounts, "1", "2")).status == 404
    assert service.get_account(player, accounts[1]).balance == 200


def test_a_form_counts_once(signed_in, accounts, service, player):
    data = fields(accounts, "150", submission_id="one")
    assert [signed_in.post("/balances", data=data).status for _ in range(2)] == [303, 303]
    assert service.list_entries(player).count == 4


def test_many_balances_fit_into_one_message(signed_in, service, player):
    ids = [service.add_site(player, f"{n} {'x' * 240}", "EUR") for n in range(25)]
    data = {f"balance-{account_id}": "1" for account_id in ids}
    assert signed_in.post("/balances", data=data).status == 303
    message = signed_in.get("/balances").words(".toasts")
    assert message.startswith("25 balances saved.")
    assert message.endswith("and 5 more Undo")
