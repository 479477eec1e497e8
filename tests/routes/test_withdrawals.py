"""The pages of withdrawals."""

from tests.routes.flow_cases import FlowCases


class TestWithdrawals(FlowCases):
    noun = "withdrawals"
    kind = "withdrawal"
    sign = -1

    def test_the_form_asks_first_where_the_money_goes(self, signed_in, site):
        page = signed_in.get(f"/withdrawals/new?account={site}")
        assert page.words("h2") == "Where does the money go?"
        assert page.all(".question a")[1]["href"] == f"/transfers/new?from={site}"

    def test_an_overdraft_is_saved_and_flagged(self, signed_in, site, service, player):
        page = signed_in.post("/withdrawals", data={"account": site, "amount": "1500"})
        assert page.status == 303
        assert service.get_account(player, site).balance == -500
        message = signed_in.get("/withdrawals").words(".toasts")
        assert "PokerStars is overdrawn: type its balance." in message
