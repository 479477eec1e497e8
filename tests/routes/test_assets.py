"""The pages of assets."""

from decimal import Decimal

import pytest

from tests.routes.account_cases import AccountCases


class TestAssets(AccountCases):
    noun = "assets"
    kind = "asset"

    @pytest.mark.parametrize("typed", ["-50", "\u221250", "-50.00"])
    def test_an_asset_may_be_a_debt(self, signed_in, service, player, typed):
        data = {"name": "Owed to Max", "currency": "EUR", "balance": typed}
        assert signed_in.post("/assets", data=data).status == 303
        (account,) = service.list_accounts(player)
        assert account.balance == -50

    def test_a_phone_offers_a_minus_where_a_debt_is_typed(self, signed_in, add):
        owed, cash = add(balance="-50"), add(name="Cash", balance="50")
        keys = [
            signed_in.get(path).one(f"[name={name}]")["inputmode"]
            for path, name in (
                ("/assets/new", "balance"),
                (self.path(cash, "/edit"), "balance"),
                (self.path(cash), "balance"),
                ("/sites/new", "balance"),
            )
        ]
        assert keys == ["text", "text", "text", "decimal"]
        page = signed_in.get("/assets")
        assert page.one(f"#balance-{owed}")["inputmode"] == "text"
        assert page.one(f"#balance-{cash}")["inputmode"] == "decimal"
        page = signed_in.get("/balances")
        assert [one["inputmode"] for one in page.all(".balance-form input")] == ["text", "decimal"]

    def test_a_debt_is_not_flagged_as_overdrawn(self, signed_in, add):
        account_id = add(balance="-50")
        assert "verdrawn" not in signed_in.get("/assets").words("main")
        assert "verdrawn" not in signed_in.get(self.path(account_id)).words("main")

    def test_a_debt_is_paid_before_it_is_archived(self, signed_in, add):
        account_id = add(balance="-50")
        page = signed_in.post(self.path(account_id, "/archive"))
        offers = [a["href"] for a in page.all(".form-buttons a")]
        assert page.status == 409
        assert f"/deposits/new?account={account_id}" in offers

    def test_a_debt_can_be_typed_for_an_entry(self, signed_in, add, service, player):
        account_id = add(balance="10")
        entry = service.list_entries(player).rows[0]
        data = {"account": account_id, "amount": "-3"}
        assert signed_in.post(f"/entries/{entry.id}/edit", data=data).status == 303
        assert service.get_account(player, account_id).balance == Decimal(-3)
