"""What must hold where sites and assets are archived, deleted, restored and moved."""

from decimal import Decimal

import pytest

from tests.support.pages import Page


def row(page: Page, account_id: int):
    return page.one(f'tr[data-id="{account_id}"]')


class AccountEndCases:
    """Subclasses name the noun."""

    noun: str
    kind: str

    @pytest.fixture
    def add(self, service, player):
        def add(name="PokerStars", currency="EUR", balance=None, owner=player, on=None):
            method = service.add_site if self.kind == "site" else service.add_asset
            amount = None if balance is None else Decimal(balance)
            return method(owner, name, currency, amount, date=on)

        return add

    def path(self, account_id, page=""):
        return f"/{self.noun}/{account_id}{page}"

    def test_an_empty_account_is_archived_and_restored(self, signed_in, add, service, player):
        account_id = add()
        assert signed_in.post(self.path(account_id, "/archive")).status == 303
        assert service.get_account(player, account_id).archived
        page = signed_in.get(f"/{self.noun}")
        assert not page.all(f"#balance-{account_id}")
        assert signed_in.get(self.path(account_id)).status == 200
        assert signed_in.post(self.path(account_id, "/restore")).status == 303
        assert not service.get_account(player, account_id).archived

    def test_an_account_with_money_is_emptied_first(self, signed_in, add, service, player):
        account_id = add(balance="10")
        page = signed_in.post(self.path(account_id, "/archive"))
        assert page.status == 409
        assert not service.get_account(player, account_id).archived
        offers = [a["href"] for a in page.all(".form-buttons a")]
        assert f"/withdrawals/new?account={account_id}" in offers
        assert f"/transfers/new?from={account_id}" in offers
        assert page.one(f'form[action="{self.path(account_id, "/balance")}"] [name=balance]')

    def test_deleting_asks_first_with_both_figures(self, signed_in, add):
        account_id = add(balance="10")
        add("Other", balance="5")
        page = signed_in.get(self.path(account_id, "/delete"))
        bankroll = [str(a["data-amount"]) for a in page.all("tbody tr")[0].select("[data-amount]")]
        assert bankroll == ["15.00", "5.00"]

    def test_a_deleted_account_is_gone_and_can_come_back(self, signed_in, add, service, player):
        account_id = add(balance="10")
        assert signed_in.post(self.path(account_id, "/delete")).status == 303
        assert signed_in.get(self.path(account_id)).status == 404
        undo = str(signed_in.get(f"/{self.noun}").one(".toasts form")["action"])
        assert signed_in.post(undo).status == 303
        assert service.get_account(player, account_id).balance == 10

    def test_a_repeated_delete_leads_to_the_same_place(self, signed_in, add):
        account_id = add()
        answers = [
            signed_in.post(self.path(account_id, "/delete"), data={"submission_id": "x"})
            for _ in range(2)
        ]
        assert [answer.status for answer in answers] == [303, 303]

    def test_a_restored_account_gives_way_to_a_taken_name(self, signed_in, add, service, player):
        account_id = add("Room")
        signed_in.post(self.path(account_id, "/delete"))
        add("room")
        signed_in.post(self.path(account_id, "/restore"))
        assert service.get_account(player, account_id).name == "Room (2)"

    def test_accounts_change_places(self, signed_in, add, service, player):
        ids = [add(name) for name in "ABC"]
        signed_in.post(self.path(ids[0], "/delete"))
        ids.append(add("D"))
        page = signed_in.get(f"/{self.noun}")
        form = row(page, ids[3]).select_one('form[action$="/move"]')
        place = str(form.select_one("[name=to]")["value"])
        assert signed_in.post(str(form["action"]), data={"to": place}).status == 303
        assert [a.name for a in service.list_accounts(player)] == ["B", "D", "C"]

    def test_a_place_is_a_number(self, signed_in, add):
        account_id = add()
        for to in ("", "0", "-1", "junk", "9" * 30, "1.5"):
            answer = signed_in.post(self.path(account_id, "/move"), data={"to": to})
            assert answer.status == 400, to
