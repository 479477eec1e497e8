"""The pages of sites."""

from decimal import Decimal

from tests.routes.account_cases import AccountCases


class TestSites(AccountCases):
    noun = "sites"
    kind = "site"

    def test_a_site_owes_nothing(self, signed_in, add, service, player):
        account_id = add(balance="100")
        page = signed_in.post(self.path(account_id, "/balance"), data={"balance": "-5"})
        assert page.status == 422
        assert page.words(f"#balance-{account_id}-error") == "Enter 0 or more."
        assert service.get_account(player, account_id).balance == 100

    def test_an_overdrawn_site_asks_for_its_balance(self, signed_in, add, service, player):
        account_id = add(balance="10")
        service.record_withdrawal(player, account_id, Decimal(30))
        assert "Overdrawn: type its balance" in signed_in.get("/sites").words("#accounts")
        assert "overdrawn: type its balance" in signed_in.get(self.path(account_id)).words("main")
