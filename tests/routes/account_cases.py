"""What must hold for sites and for assets alike: one mechanism, tested once for each noun."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.routes.account_end_cases import AccountEndCases, row
from total_bankroll.clock import now

PAGES = ("", "/new")
PAGES_OF_ONE = ("", "/edit", "/delete")
POSTS_OF_ONE = ("edit", "balance", "delete", "archive", "restore", "move")


class AccountCases(AccountEndCases):
    """Subclasses name the noun."""

    # -- what a change says

    def test_an_edit_says_what_became_of_the_balance(self, signed_in, add):
        account = add(name="Alpha", balance="900")
        fields = {"name": "Beta", "currency": "EUR"}
        signed_in.post(self.path(account, "/edit"), data={**fields, "balance": "77"})
        said = signed_in.get(self.path(account)).words(".toasts")
        assert said.startswith("Beta changed. €900.00 → €77.00 (−€823.00).")
        signed_in.post(self.path(account, "/edit"), data={**fields, "name": "Gamma"})
        assert "→" not in signed_in.get(self.path(account)).words(".toasts")

    # -- who may see what

    @pytest.mark.parametrize("page", PAGES)
    def test_a_stranger_is_sent_to_sign_in(self, client, page):
        found = client.get(f"/{self.noun}{page}")
        assert found.status == 302
        assert "/login" in found.headers["Location"]

    @pytest.mark.parametrize("page", PAGES_OF_ONE)
    def test_somebody_elses_account_does_not_exist(self, other_signed_in, add, page):
        assert other_signed_in.get(self.path(add(), page)).status == 404

    @pytest.mark.parametrize("action", POSTS_OF_ONE)
    def test_nobody_else_changes_an_account(self, other_signed_in, add, service, player, action):
        account_id = add(balance="10")
        data = {"name": "Mine", "currency": "EUR", "balance": "5", "to": "1"}
        assert other_signed_in.post(self.path(account_id, f"/{action}"), data=data).status == 404
        account = service.get_account(player, account_id)
        assert (account.name, account.balance) == ("PokerStars", 10)

    @pytest.mark.parametrize("page", PAGES_OF_ONE)
    def test_an_id_that_nobody_has_is_not_found(self, signed_in, page):
        assert signed_in.get(self.path(999_999, page)).status == 404

    def test_the_other_kind_has_its_own_address(self, signed_in, add):
        other = {"sites": "assets", "assets": "sites"}[self.noun]
        assert signed_in.get(f"/{other}/{add()}").status == 404

    # -- the list

    def test_an_empty_list_leads_to_the_first_account(self, signed_in):
        page = signed_in.get(f"/{self.noun}")
        assert page.one(".empty a")["href"] == f"/{self.noun}/new"

    def test_a_row_shows_balance_and_value(self, signed_in, add, set_rate):
        set_rate("USD", now().date() - timedelta(days=1), "1.25")
        account_id = add(currency="USD", balance="125")
        page = signed_in.get(f"/{self.noun}")
        amounts = row(page, account_id).select("[data-amount]")
        found = [(str(a["data-amount"]), str(a["data-currency"])) for a in amounts]
        assert found == [("125.00", "USD"), ("100.00", "EUR")]

    def test_the_values_shown_add_up(self, signed_in, add, set_rate):
        set_rate("USD", now().date() - timedelta(days=1), "1.3")
        for name in ("A", "B", "C"):
            add(name, "USD", "10.01")
        page = signed_in.get(f"/{self.noun}")
        shown = page.all("tr[data-id] [data-currency=EUR]")
        total = sum(Decimal(str(element["data-amount"])) for element in shown)
        assert str(total) == page.amount("#accounts-total") == "23.10"

    def test_an_account_without_a_rate_says_so(self, signed_in, add):
        account_id = add(currency="USD", balance="125")
        page = signed_in.get(f"/{self.noun}")
        assert "No rate" in row(page, account_id).get_text()

    # -- add

    @pytest.mark.parametrize("address", ["", "/new"])
    def test_an_account_is_added(self, signed_in, service, player, address):
        data = {"name": " Ünibet ♠ ", "currency": "USD", "balance": "1,250.50"}
        page = signed_in.post(f"/{self.noun}{address}", data=data)
        assert (page.status, page.headers["Location"]) == (303, f"/{self.noun}")
        (account,) = service.list_accounts(player, kind=self.kind)
        assert (account.name, account.currency, account.balance) == (
            "Ünibet ♠",
            "USD",
            Decimal("1250.50"),
        )

    def test_what_was_typed_is_kept_where_it_is_refused(self, signed_in, service, player):
        page = signed_in.post(
            f"/{self.noun}", data={"name": "Room", "currency": "USD", "balance": "1e5"}
        )
        assert page.status == 422
        assert page.one("#name")["value"] == "Room"
        assert page.one("#balance")["value"] == "1e5"
        assert page.one("#currency option[selected]")["value"] == "USD"
        assert page.one("#balance")["aria-describedby"].startswith("balance-error")
        assert service.list_accounts(player) == ()

    def test_a_name_is_given_once(self, signed_in, add):
        add("PokerStars")
        page = signed_in.post(f"/{self.noun}", data={"name": "POKERSTARS", "currency": "EUR"})
        assert page.status == 422
        assert "You already have POKERSTARS" in page.words("#name-error")

    def test_a_currency_that_is_not_there_is_refused(self, signed_in):
        page = signed_in.post(f"/{self.noun}", data={"name": "Room", "currency": "XYZ"})
        assert page.words("#currency-error") == "Choose a currency from the list."

    def test_a_form_counts_once(self, signed_in, service, player):
        data = {"name": "Room", "currency": "EUR", "submission_id": "abc"}
        answers = [signed_in.post(f"/{self.noun}", data=data) for _ in range(2)]
        assert {(a.status, a.headers["Location"]) for a in answers} == {(303, f"/{self.noun}")}
        assert len(service.list_accounts(player)) == 1

    def test_a_local_next_is_followed_and_no_other(self, signed_in):
        data = {"name": "A", "currency": "EUR", "next": "/balances"}
        assert signed_in.post(f"/{self.noun}", data=data).headers["Location"] == "/balances"
        data = {"name": "B", "currency": "EUR", "next": "//evil.example"}
        assert signed_in.post(f"/{self.noun}", data=data).headers["Location"] == f"/{self.noun}"

    # -- edit

    def test_an_account_is_renamed(self, signed_in, add, service, player):
        account_id = add(balance="10")
        page = signed_in.post(
            self.path(account_id, "/edit"), data={"name": "Stars", "currency": "EUR"}
        )
        assert page.status == 303
        account = service.get_account(player, account_id)
        assert (account.name, account.balance) == ("Stars", 10)

    def test_a_balance_can_be_typed_while_editing(self, signed_in, add, service, player):
        account_id = add(balance="10")
        data = {"name": "PokerStars", "currency": "EUR", "balance": "12,50"}
        assert signed_in.post(self.path(account_id, "/edit"), data=data).status == 303
        assert service.get_account(player, account_id).balance == Decimal("12.50")

    def test_the_currency_is_fixed_by_the_first_entry(self, signed_in, add, service, player):
        account_id = add(balance="10")
        data = {"name": "PokerStars", "currency": "USD"}
        assert signed_in.post(self.path(account_id, "/edit"), data=data).status == 422
        assert service.get_account(player, account_id).currency == "EUR"
        assert len(signed_in.get(self.path(account_id, "/edit")).all("#currency option")) == 1

    def test_the_currency_changes_while_there_is_no_entry(self, signed_in, add, service, player):
        account_id = add()
        data = {"name": "PokerStars", "currency": "USD"}
        assert signed_in.post(self.path(account_id, "/edit"), data=data).status == 303
        assert service.get_account(player, account_id).currency == "USD"

    # -- the daily job

    def test_one_field_and_enter(self, signed_in, add, service, player):
        account_id = add(balance="100")
        page = signed_in.post(self.path(account_id, "/balance"), data={"balance": "150"})
        assert (page.status, page.headers["Location"]) == (303, f"/{self.noun}")
        assert service.get_account(player, account_id).balance == 150
        message = signed_in.get(f"/{self.noun}").words(".toasts")
        assert "PokerStars: €100.00 → €150.00 (+€50.00)" in message

    def test_a_past_day_can_be_given(self, signed_in, add, service, player):
        account_id = add()
        data = {"balance": "70", "date": "2026-02-28"}
        assert signed_in.post(self.path(account_id, "/balance"), data=data).status == 303
        assert service.get_account(player, account_id).updated_on == date(2026, 2, 28)

    def test_a_refused_balance_stays_in_its_row(self, signed_in, add, service, player):
        account_id, other = add(balance="100"), add("Other")
        page = signed_in.post(self.path(account_id, "/balance"), data={"balance": "abc"})
        assert page.status == 422
        assert page.one(f"#balance-{account_id}")["value"] == "abc"
        assert "Enter an amount" in page.words(f"#balance-{account_id}-error")
        assert page.one(f"#balance-{other}")["value"] == ""
        assert service.get_account(player, account_id).balance == 100

    def test_it_is_refused_on_the_page_it_came_from(self, signed_in, add):
        account_id = add()
        data = {"balance": "abc", "date": "30 Feb", "next": self.path(account_id)}
        page = signed_in.post(self.path(account_id, "/balance"), data=data)
        assert page.status == 422
        assert page.words("h1") == "PokerStars"
        assert (page.one("#balance")["value"], page.one("#date")["value"]) == ("abc", "30 Feb")
        dashboard = signed_in.post(
            self.path(account_id, "/balance"), data={"balance": "abc", "next": "/"}
        )
        assert dashboard.status == 422
        assert dashboard.one(f"#balance-{account_id}")["value"] == "abc"

    def test_a_typed_balance_can_be_undone(self, signed_in, add, service, player):
        account_id = add(balance="100")
        signed_in.post(self.path(account_id, "/balance"), data={"balance": "150"})
        undo = str(signed_in.get(f"/{self.noun}").one(".toasts form")["action"])
        assert signed_in.post(undo).status == 303
        assert service.get_account(player, account_id).balance == 100

    # -- the account's page

    def test_the_page_lists_entries_newest_first(self, signed_in, add, service, player):
        account_id = add(balance="100", on=date(2026, 1, 5))
        service.record_deposit(player, account_id, Decimal(50), date(2026, 2, 5))
        page = signed_in.get(self.path(account_id))
        assert page.amount("#account-balance") == "150.00"
        kinds = [tr["data-kind"] for tr in page.all("#entries tr[data-id]")]
        assert kinds == ["deposit", "balance"]
        assert page.all("#balance-chart")

    def test_the_entries_are_paged(self, signed_in, add, service, player):
        account_id = add()
        for _ in range(51):
            service.record_deposit(player, account_id, Decimal(1))
        page = signed_in.get(self.path(account_id))
        assert len(page.all("tr[data-id]")) == 50
        following = signed_in.get(str(page.one("a[rel=next]")["href"]))
        assert len(following.all("tr[data-id]")) == 1

    def test_an_empty_account_has_a_page(self, signed_in, add):
        page = signed_in.get(self.path(add()))
        assert page.status == 200
        assert "No entry yet" in page.words("#entries")
