"""What must hold for deposits, withdrawals, bonuses and expenses alike."""

from datetime import date
from decimal import Decimal

import pytest

from tests.routes.flow_list_cases import FlowListCases


class FlowCases(FlowListCases):
    """Subclasses name the noun, the kind, and which way the money goes."""

    def rows(self, service, player):
        return [row for row in service.list_entries(player).rows if row.kind == self.kind]

    # -- who may see what

    @pytest.mark.parametrize("page", ["", "/new", "/1/edit"])
    def test_a_stranger_is_sent_to_sign_in(self, client, page):
        found = client.get(f"/{self.noun}{page}")
        assert found.status == 302
        assert "/login" in found.headers["Location"]

    @pytest.mark.parametrize("action", ["edit", "delete", "restore"])
    def test_nobody_else_changes_it(self, other_signed_in, record, site, service, player, action):
        entry_id = record("50")
        path = f"/{self.noun}/{entry_id}/{action}"
        data = {"account": site, "amount": "1"}
        assert other_signed_in.post(path, data=data).status == 404
        assert [row.amount for row in self.rows(service, player)] == [50]

    def test_nobody_else_sees_it(self, other_signed_in, record):
        entry_id = record("50")
        assert other_signed_in.get(f"/{self.noun}/{entry_id}/edit").status == 404
        assert not other_signed_in.get(f"/{self.noun}").all("tr[data-id]")

    def test_nobody_elses_account_can_be_chosen(self, other_signed_in, site, service, player):
        data = {"account": site, "amount": "1"}
        page = other_signed_in.post(f"/{self.noun}", data=data)
        assert page.status == 422
        assert self.rows(service, player) == []

    @pytest.mark.parametrize("action", ["edit", "delete", "restore"])
    def test_an_id_that_nobody_has_is_not_found(self, signed_in, site, action):
        assert signed_in.post(f"/{self.noun}/999999/{action}").status == 404

    def test_another_kind_of_entry_is_not_found(self, signed_in, site, service, player):
        opening = service.list_entries(player).rows[0]
        assert signed_in.get(f"/{self.noun}/{opening.id}/edit").status == 404

    # -- record

    @pytest.mark.parametrize("address", ["", "/new"])
    def test_it_is_recorded(self, signed_in, site, service, player, address):
        data = {"account": site, "amount": "1.250,50", "date": "2026-02-28", "note": " Skrill ♠ "}
        page = signed_in.post(f"/{self.noun}{address}", data=data)
        assert (page.status, page.headers["Location"]) == (303, f"/{self.noun}")
        (row,) = self.rows(service, player)
        assert (row.amount, row.day, row.note) == (
            Decimal("1250.50"),
            date(2026, 2, 28),
            "Skrill ♠",
        )

    def test_blank_means_now_and_the_balance_follows(self, signed_in, site, service, player):
        signed_in.post(f"/{self.noun}", data={"account": site, "amount": "50"})
        assert service.get_account(player, site).balance == 1000 + self.sign * 50
        assert self.rows(service, player)[0].timed

    def test_the_message_says_what_changed_and_undoes_it(self, signed_in, site, service, player):
        signed_in.post(f"/{self.noun}", data={"account": site, "amount": "50"})
        page = signed_in.get(f"/{self.noun}")
        new = {1: "€1,050.00 (+€50.00)", -1: "€950.00 (−€50.00)"}[self.sign]
        assert f"PokerStars: €1,000.00 → {new}" in page.words(".toasts")
        assert signed_in.post(str(page.one(".toasts form")["action"])).status == 303
        assert service.get_account(player, site).balance == 1000

    def test_what_was_typed_is_kept_where_it_is_refused(self, signed_in, site, service, player):
        data = {"account": site, "amount": "-5", "date": "30.2.2026", "note": "from <b>"}
        page = signed_in.post(f"/{self.noun}", data=data)
        assert page.status == 422
        assert page.one("#amount")["value"] == "-5"
        assert page.one("#date")["value"] == "30.2.2026"
        assert page.words("#note") == "from <b>"
        assert page.one("#account option[selected]")["value"] == str(site)
        assert page.words("#amount-error") == "Enter more than 0."
        assert "2026-03-01" in page.words("#date-error")
        assert self.rows(service, player) == []

    def test_an_account_must_be_chosen(self, signed_in, site):
        for account in ("", "junk", "0", "-1", "9" * 25, "999999", "\uff11"):
            page = signed_in.post(f"/{self.noun}", data={"account": account, "amount": "5"})
            assert page.status == 422, account
            assert page.words("#account-error") == "Choose one of your accounts."

    def test_an_archived_account_is_not_offered(self, signed_in, service, player):
        empty = service.add_site(player, "Old", "EUR")
        service.archive_site(player, empty)
        page = signed_in.post(f"/{self.noun}", data={"account": empty, "amount": "5"})
        assert page.status == 422

    def test_a_form_counts_once_and_two_equal_ones_twice(self, signed_in, site, service, player):
        data = {"account": site, "amount": "50", "submission_id": "one"}
        answers = [signed_in.post(f"/{self.noun}", data=data) for _ in range(2)]
        assert {(a.status, a.headers["Location"]) for a in answers} == {(303, f"/{self.noun}")}
        assert len(self.rows(service, player)) == 1
        signed_in.post(f"/{self.noun}", data={**data, "submission_id": "two"})
        assert len(self.rows(service, player)) == 2

    def test_the_same_number_on_another_form_is_another_form(self, signed_in, site):
        data = {"account": site, "amount": "50", "submission_id": "one"}
        assert signed_in.post(f"/{self.noun}", data=data).status == 303
        other = {"name": "GG", "currency": "EUR", "submission_id": "one"}
        assert signed_in.post("/sites", data=other).status == 303

    def test_the_form_comes_filled_in_for_an_account(self, signed_in, site, service, player):
        service.add_site(player, "Other", "EUR")
        page = signed_in.get(f"/{self.noun}/new?account={site}&next=/sites/{site}")
        assert page.one("#account option[selected]")["value"] == str(site)
        assert page.one("form.form [name=next]")["value"] == f"/sites/{site}"

    def test_junk_in_the_address_is_left_aside(self, signed_in, site):
        for query in ("account=junk", "account=" + "9" * 30, "next=//evil.example"):
            page = signed_in.get(f"/{self.noun}/new?{query}")
            assert page.status == 200, query
            assert page.one("form.form [name=next]")["value"] == ""

    def test_without_an_account_the_form_leads_to_the_first(self, signed_in):
        for path in (f"/{self.noun}", f"/{self.noun}/new"):  # and nothing leads elsewhere
            assert [a["href"] for a in signed_in.get(path).all("main a.button")] == ["/sites/new"]

    # -- back-dating

    def test_the_page_explains_back_dating_before_it_saves(self, signed_in, site, service, player):
        service.record_balance(player, site, Decimal(1300), date(2026, 3, 1))
        data = {"account": site, "amount": "100", "date": "2026-02-01", "ask": "1"}
        page = signed_in.post(f"/{self.noun}/new", data=data)
        after = {1: "+€200.00", -1: "+€400.00"}[self.sign]
        assert page.status == 200
        assert f"from +€300.00 to {after}" in page.words("#back-dating")
        assert self.rows(service, player) == []
        again = {i["name"]: i.get("value", "") for i in page.all("form.form input[name]")}
        again["account"] = page.one("#account option[selected]")["value"]
        assert again["amount"] == "100"
        assert signed_in.post(f"/{self.noun}/new", data=again).status == 303
        assert len(self.rows(service, player)) == 1
        assert service.get_account(player, site).balance == 1300

    def test_without_a_later_balance_nothing_is_asked(self, signed_in, site):
        data = {"account": site, "amount": "100", "date": "2026-02-01", "ask": "1"}
        assert signed_in.post(f"/{self.noun}/new", data=data).status == 303

    def test_a_form_that_does_not_ask_is_taken(self, signed_in, site, service, player):
        service.record_balance(player, site, Decimal(1300), date(2026, 3, 1))
        data = {"account": site, "amount": "100", "date": "2026-02-01"}
        assert signed_in.post(f"/{self.noun}", data=data).status == 303

    def test_the_empty_page_asks(self, signed_in, site):
        assert signed_in.get(f"/{self.noun}/new").one("form.form [name=ask]")["value"] == "1"

    # -- edit, delete, restore

    def test_everything_can_be_edited(self, signed_in, record, site, service, player):
        other = service.add_asset(player, "Cash", "EUR")
        entry_id = record("50", date(2026, 2, 1))
        data = {"account": other, "amount": "60", "date": "2026-02-03", "note": "moved"}
        page = signed_in.post(f"/{self.noun}/{entry_id}/edit", data=data)
        assert (page.status, page.headers["Location"]) == (303, f"/{self.noun}")
        (row,) = self.rows(service, player)
        assert (row.account_id, row.amount, row.day, row.note) == (
            other,
            60,
            date(2026, 2, 3),
            "moved",
        )
        assert service.get_account(player, site).balance == 1000

    def test_the_form_shows_what_there_is(self, signed_in, record):
        entry_id = record("1250.5", date(2026, 2, 1), note="Skrill")
        page = signed_in.get(f"/{self.noun}/{entry_id}/edit")
        assert page.one("#amount")["value"] == "1250.50"
        assert page.one("#date")["value"] == "2026-02-01"
        assert page.words("#note") == "Skrill"

    def test_saving_it_unchanged_changes_nothing(self, signed_in, record, service, player):
        entry_id = record("50")
        before = self.rows(service, player)
        page = signed_in.get(f"/{self.noun}/{entry_id}/edit")
        data = {i["name"]: i.get("value", "") for i in page.all("form.form input[name]")}
        data["account"] = page.one("#account option[selected]")["value"]
        assert signed_in.post(f"/{self.noun}/{entry_id}/edit", data=data).status == 303
        assert self.rows(service, player) == before

    def test_a_date_that_is_blanked_means_today(self, signed_in, record, site, service, player):
        entry_id = record("50", date(2026, 2, 1))
        data = {"account": site, "amount": "50", "date": ""}
        assert signed_in.post(f"/{self.noun}/{entry_id}/edit", data=data).status == 303
        assert self.rows(service, player)[0].day == service.today(player)

    def test_a_refused_edit_changes_nothing(self, signed_in, record, site, service, player):
        entry_id = record("50")
        data = {"account": site, "amount": "0"}
        page = signed_in.post(f"/{self.noun}/{entry_id}/edit", data=data)
        assert page.status == 422
        assert page.one("#amount")["value"] == "0"
        assert [row.amount for row in self.rows(service, player)] == [50]

    def test_deleting_can_be_undone(self, signed_in, record, service, player, site):
        entry_id = record("50")
        assert signed_in.post(f"/{self.noun}/{entry_id}/delete").status == 303
        assert self.rows(service, player) == []
        undo = signed_in.get(f"/{self.noun}").one(".toasts form")["action"]
        assert signed_in.get(f"/{self.noun}/{entry_id}/edit").status == 404
        answer = signed_in.post(str(undo))
        assert (answer.status, answer.headers["Location"]) == (303, f"/{self.noun}")
        assert len(self.rows(service, player)) == 1

    def test_it_is_restored_by_its_own_address_too(self, signed_in, record, service, player):
        entry_id = record("50")
        signed_in.post(f"/{self.noun}/{entry_id}/delete")
        assert signed_in.post(f"/{self.noun}/{entry_id}/restore").status == 303
        assert len(self.rows(service, player)) == 1
