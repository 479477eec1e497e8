"""The pages of deposits."""

from tests.routes.flow_cases import FlowCases


class TestDeposits(FlowCases):
    noun = "deposits"
    kind = "deposit"
    sign = 1

    def test_the_form_asks_first_where_the_money_comes_from(self, signed_in, site):
        page = signed_in.get(f"/deposits/new?account={site}")
        assert page.words("h2") == "Where does the money come from?"
        here, transfer = page.all(".question a")
        assert here["aria-current"] == "true"
        assert transfer["href"] == f"/transfers/new?to={site}"
        assert page.soup.get_text().index("Where does") < page.soup.get_text().index("Amount")
