"""The pages of transfers."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support.snapshots import filled


@pytest.fixture
def accounts(app, service, player):
    """Two euro accounts, one of them with money, and one in dollars."""

    def fill():
        return (
            service.add_site(player, "Stars", "EUR", Decimal(1000), date=date(2026, 1, 5)),
            service.add_asset(player, "Cash", "EUR"),
            service.add_site(player, "GG", "USD"),
        )

    return filled(app, "three accounts", fill)


@pytest.fixture
def transfer(service, player, accounts):
    def transfer(amount="100", received=None, *, target=1, day=None):
        arrived = None if received is None else Decimal(received)
        return service.record_transfer(
            player, accounts[0], accounts[target], Decimal(amount), arrived, day
        ).transfer_id

    return transfer


def balances(service, player):
    return [account.balance for account in service.list_accounts(player)]


def form(accounts, target=1, **fields):
    return {"from_account": accounts[0], "to_account": accounts[target], "amount": "100", **fields}


# -- who may see what


@pytest.mark.parametrize("page", ["", "/new", "/1/edit"])
def test_a_stranger_is_sent_to_sign_in(client, page):
    found = client.get(f"/transfers{page}")
    assert found.status == 302
    assert "/login" in found.headers["Location"]


def test_somebody_elses_transfer_does_not_exist(
    other_signed_in, transfer, accounts, service, player
):
    path = f"/transfers/{transfer()}"
    assert other_signed_in.get(f"{path}/edit").status == 404
    assert other_signed_in.post(f"{path}/edit", data=form(accounts, amount="1")).status == 404
    assert other_signed_in.post(f"{path}/delete").status == 404
    assert other_signed_in.post(f"{path}/restore").status == 404
    assert not other_signed_in.get("/transfers").all("tr[data-id]")
    assert sorted(balances(service, player)) == [0, 100, 900]


@pytest.mark.parametrize("action", ["edit", "delete", "restore"])
def test_an_id_that_nobody_has_is_not_found(signed_in, accounts, action):
    assert signed_in.post(f"/transfers/999999/{action}", data=form(accounts)).status == 404


# -- record


@pytest.mark.parametrize("address", ["", "/new"])
def test_money_moves_between_accounts(signed_in, accounts, service, player, address):
    page = signed_in.post(f"/transfers{address}", data=form(accounts, note="Skrill"))
    assert (page.status, page.headers["Location"]) == (303, "/transfers")
    assert service.get_account(player, accounts[0]).balance == 900
    assert service.get_account(player, accounts[1]).balance == 100
    message = signed_in.get("/transfers").words(".toasts")
    assert "Stars: €1,000.00 → €900.00 (−€100.00)" in message
    assert "Cash: €0.00 → €100.00 (+€100.00)" in message


def test_what_arrives_is_read_in_its_own_currency(signed_in, accounts, service, player):
    data = form(accounts, target=2, received="$110,50")
    assert signed_in.post("/transfers", data=data).status == 303
    assert service.get_account(player, accounts[2]).balance == Decimal("110.50")


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"target": 2}, "received", "Enter what arrived on GG, in USD."),
        ({"target": 2, "received": "€5"}, "received", "This account is in USD: leave out €."),
        ({"received": "100.01"}, "received", "No more can arrive than was sent."),
        ({"received": "0"}, "received", "Enter more than 0."),
        ({"amount": ""}, "amount", "Enter an amount, like 1,250.00."),
        ({"target": 0}, "to_account", "Choose two different accounts."),
        ({"from_account": ""}, "from_account", "Choose one of your accounts."),
        ({"to_account": "999999"}, "to_account", "Choose one of your accounts."),
        ({"date": "2999-01-01"}, "date", "That lies in the future."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    signed_in, accounts, service, player, changes, field, message
):
    before = balances(service, player)
    data = form(accounts, **changes)
    page = signed_in.post("/transfers", data=data)
    assert page.status == 422
    assert page.words(f"#{field}-error").startswith(message)
    assert balances(service, player) == before
    assert page.one("#amount")["value"] == data["amount"]
    assert page.one("#received")["value"] == data.get("received", "")


def test_a_form_counts_once(signed_in, accounts, service, player):
    data = form(accounts, submission_id="one")
    answers = [signed_in.post("/transfers", data=data) for _ in range(2)]
    assert {answer.status for answer in answers} == {303}
    assert service.get_account(player, accounts[0]).balance == 900


def test_an_overdraft_is_saved_and_flagged(signed_in, accounts):
    assert signed_in.post("/transfers", data=form(accounts, amount="1500")).status == 303
    message = signed_in.get("/transfers").words(".toasts")
    assert "Stars is overdrawn: type its balance." in message


def test_the_form_comes_filled_in(signed_in, accounts):
    page = signed_in.get(f"/transfers/new?from={accounts[0]}&to={accounts[2]}")
    chosen = [option["value"] for option in page.all("option[selected]")]
    assert chosen == [str(accounts[0]), str(accounts[2])]


def test_one_account_is_not_enough(signed_in, service, player):
    service.add_site(player, "Stars", "EUR")
    page = signed_in.get("/transfers/new")
    assert page.one(".empty a")["href"] == "/sites/new"


# -- edit, delete, restore


def test_both_legs_are_edited_at_once(signed_in, accounts, transfer, service, player):
    transfer_id = transfer(day=date(2026, 2, 1))
    data = form(accounts, target=2, amount="200", received="210", date="2026-02-03")
    assert signed_in.post(f"/transfers/{transfer_id}/edit", data=data).status == 303
    found = [service.get_account(player, account_id).balance for account_id in accounts]
    assert found == [800, 0, 210]
    assert service.get_transfer(player, transfer_id).day == date(2026, 2, 3)


@pytest.mark.parametrize(("received", "shown"), [(None, ""), ("90", "90.00")])
def test_saving_it_unchanged_changes_nothing(signed_in, transfer, service, player, received, shown):
    transfer_id = transfer(received=received)
    before = service.get_transfer(player, transfer_id)
    page = signed_in.get(f"/transfers/{transfer_id}/edit")
    assert page.one("#received")["value"] == shown
    data = {i["name"]: i.get("value", "") for i in page.all("form.form input[name]")}
    for name in ("from_account", "to_account"):
        data[name] = page.one(f"#{name} option[selected]")["value"]
    assert signed_in.post(f"/transfers/{transfer_id}/edit", data=data).status == 303
    assert service.get_transfer(player, transfer_id) == before


def test_a_refused_edit_changes_nothing(signed_in, accounts, transfer, service, player):
    transfer_id = transfer()
    before = balances(service, player)
    page = signed_in.post(f"/transfers/{transfer_id}/edit", data=form(accounts, amount="x"))
    assert page.status == 422
    assert balances(service, player) == before


def test_deleting_can_be_undone(signed_in, transfer, service, player):
    transfer_id = transfer()
    assert signed_in.post(f"/transfers/{transfer_id}/delete").status == 303
    assert sorted(balances(service, player)) == [0, 0, 1000]
    undo = signed_in.get("/transfers").one(".toasts form")["action"]
    assert signed_in.post(str(undo)).status == 303
    assert sorted(balances(service, player)) == [0, 100, 900]


def test_a_leg_is_edited_as_its_transfer(signed_in, transfer, service, player):
    transfer_id = transfer()
    for leg in service.list_entries(player).rows[:2]:
        page = signed_in.get(f"/entries/{leg.id}/edit?next=/sites")
        target = f"/transfers/{transfer_id}/edit?next=/sites"
        assert (page.status, page.headers["Location"]) == (302, target)


# -- the list


def test_a_transfer_is_listed_once(signed_in, transfer):
    transfer_id = transfer("100", "97.50")
    page = signed_in.get("/transfers")
    assert [tr["data-id"] for tr in page.all("tr[data-id]")] == [str(transfer_id)]
    assert page.words("tr[data-id] th") == "Stars → Cash €97.50 arrived"
    assert page.amount("tr[data-id]") == page.amount("#total") == "100.00"


def test_an_accounts_transfers_are_what_it_sent_and_got(signed_in, accounts, transfer):
    transfer("100", "97.50")
    sent = signed_in.get(f"/transfers?account={accounts[0]}")
    assert sent.amount("tr[data-id]") == "-100.00"
    got = signed_in.get(f"/transfers?account={accounts[1]}")
    assert got.amount("tr[data-id]") == "97.50"
    assert got.words("tr[data-id] th") == "Stars → Cash €100.00 was sent"


def test_an_empty_list_says_what_to_do(signed_in, accounts):
    assert signed_in.get("/transfers").one(".empty a")["href"] == "/transfers/new"


def test_what_another_tab_saved_is_not_overwritten_unseen(
    signed_in, transfer, accounts, service, player
):
    key = transfer(day=date(2026, 1, 6))
    seen = str(signed_in.get(f"/transfers/{key}/edit").one("[name=seen]")["value"])
    typed = form(accounts, date="2026-01-06", seen=seen)
    assert signed_in.post(f"/transfers/{key}/edit", data=typed | {"amount": "110"}).status == 303
    page = signed_in.post(f"/transfers/{key}/edit", data=typed | {"amount": "120"})
    assert page.status == 422
    assert "€110.00 from Stars to Cash, €110.00 received" in page.words("[role=alert]")
    assert service.get_transfer(player, key).amount == 110


def test_the_list_counts_each_transfer_once(signed_in, transfer, accounts):
    transfer()
    assert signed_in.get("/transfers").words(".lead") == "1 transfer"
    transfer()
    assert signed_in.get("/transfers").words(".lead") == "2 transfers"
    for account in accounts[:2]:
        assert signed_in.get(f"/transfers?account={account}").words(".lead") == "2 transfers"


def test_a_transfer_of_an_earlier_day_says_what_it_did_then(signed_in, accounts, service, player):
    first, _, _ = accounts
    service.record_balance(player, first, Decimal(700))
    signed_in.post("/transfers", data=form(accounts, amount="10", date="2026-02-01"))
    said = signed_in.get("/transfers").words(".toasts")
    assert "Stars on 1 Feb 2026: " in said
    assert ", and today €700.00 as before. " in said
