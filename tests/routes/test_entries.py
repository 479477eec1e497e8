"""Every entry of every account."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support.snapshots import filled


@pytest.fixture
def site(service, player):
    return service.add_site(player, "Stars", "EUR", Decimal(1000), date=date(2026, 1, 5))


@pytest.fixture
def every_kind(app, service, player, site):
    """One entry of each kind, a day apart."""

    def fill():
        cash = service.add_asset(player, "Cash", "EUR")
        service.record_deposit(player, site, Decimal(100), date(2026, 1, 6))
        service.record_withdrawal(player, site, Decimal(50), date(2026, 1, 7))
        service.record_bonus(player, site, Decimal(5), date(2026, 1, 8))
        service.record_expense(player, site, Decimal(2), date(2026, 1, 9))
        service.record_transfer(player, site, cash, Decimal(20), None, date(2026, 1, 10))
        service.record_balance(player, site, Decimal(1100), date(2026, 1, 11))

    filled(app, "every kind of entry", fill)
    return service.list_entries(player).rows


def kinds(page):
    return [tr["data-kind"] for tr in page.all("tr[data-id][data-kind]")]


@pytest.mark.parametrize("page", ["", "/1/edit"])
def test_a_stranger_is_sent_to_sign_in(client, page):
    found = client.get(f"/entries{page}")
    assert found.status == 302
    assert "/login" in found.headers["Location"]


def test_somebody_elses_entry_does_not_exist(other_signed_in, every_kind, service, player):
    for entry in every_kind:
        path = f"/entries/{entry.id}"
        assert other_signed_in.get(f"{path}/edit").status == 404
        for action in ("edit", "delete", "restore"):
            assert other_signed_in.post(f"{path}/{action}").status == 404
    assert service.list_entries(player).rows == every_kind


@pytest.mark.parametrize("action", ["edit", "delete", "restore"])
def test_an_id_that_nobody_has_is_not_found(signed_in, action):
    for entry_id in ("999999", "9" * 18, "9" * 30):
        assert signed_in.post(f"/entries/{entry_id}/{action}").status == 404


def test_an_empty_list_says_what_to_do(signed_in, service, player):
    assert signed_in.get("/entries").one(".empty a")["href"] == "/sites/new"
    service.add_site(player, "GGPoker", "EUR")
    assert signed_in.get("/entries").one(".empty a")["href"] == "/balances"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "8 entries"),
        ("kind=balance", "2 balances"),
        ("kind=bonus", "1 bonus"),
        ("kind=result", "0 results"),
        ("kind=transfer", "2 entries"),  # what one transfer did to two accounts
        ("kind=transfer&account={site}", "1 transfer"),
        ("account={site}", "7 entries"),
    ],
)
def test_it_says_how_many_of_what(signed_in, every_kind, site, query, words):
    assert signed_in.get("/entries?" + query.format(site=site)).words(".lead") == words


def test_all_entries_newest_first(signed_in, every_kind):
    page = signed_in.get("/entries")
    assert kinds(page) == [
        "balance",
        "transfer_in",
        "transfer_out",
        "expense",
        "bonus",
        "withdrawal",
        "deposit",
        "balance",
    ]
    assert "Opening balance" in page.all("tr[data-id]")[-1].get_text()


def test_changes_add_up_to_the_bankroll(signed_in, every_kind, service, player):
    page = signed_in.get("/entries")
    changes = page.all("tr[data-id] [data-amount]")
    total = sum(Decimal(str(element["data-amount"])) for element in changes)
    assert total == Decimal(page.amount("#total")) == service.calculate_total_bankroll(player)


def test_the_kind_is_a_filter(signed_in, every_kind):
    for kind, shown in {
        "balance": ["balance", "balance"],
        "deposit": ["deposit"],
        "transfer": ["transfer_in", "transfer_out"],
        "result": [],
    }.items():
        page = signed_in.get(f"/entries?kind={kind}")
        assert kinds(page) == shown
        assert page.one("[name=kind][checked]")["value"] == kind


def test_filters_go_together_and_stay_while_paging(signed_in, site, service, player):
    for _ in range(51):
        service.record_deposit(player, site, Decimal(1), date(2026, 2, 1))
    page = signed_in.get(f"/entries?kind=deposit&account={site}&from=2026-02-01&to=2026-02-28")
    following = signed_in.get(str(page.one("a[rel=next]")["href"]))
    assert kinds(following) == ["deposit"]
    assert following.one("#filter-from")["value"] == "2026-02-01"


@pytest.mark.parametrize("figure", ["bankroll", "change", "profit", "capital"])
def test_a_figure_is_explained(signed_in, every_kind, figure):
    page = signed_in.get(f"/entries?figure={figure}")
    assert page.words("h1") == f"What the {figure} is made of"
    amounts = page.all("tr[data-id] [data-currency=EUR]")
    total = sum(Decimal(str(element["data-amount"])) for element in amounts)
    assert total == Decimal(page.amount("#total"))


@pytest.mark.parametrize("figure", ["bankroll", "change", "profit", "capital"])
def test_a_figure_is_explained_from_the_first_day_of_the_calendar_on(signed_in, every_kind, figure):
    whole = signed_in.get(f"/entries?figure={figure}").amount("#total")
    page = signed_in.get(f"/entries?figure={figure}&from=0001-01-01&to=9999-12-31")
    assert page.amount("#total") == whole


def test_junk_is_left_aside_and_named(signed_in, every_kind):
    for query in (
        "kind=junk",
        "figure=%3Cb%3E",
        "after=1e3",
        "sort=x",
        "min=1e3",
        "from=2026-13-01",
    ):
        page = signed_in.get(f"/entries?{query}")
        assert page.status == 200, query
        assert "Left aside" in page.words(".notice"), query
        assert len(kinds(page)) == 8, query


def test_a_long_junk_is_cut(signed_in, every_kind):
    page = signed_in.get("/entries?kind=" + "x" * 3000)
    assert len(page.words(".notice")) < 200


def test_a_nul_in_an_address_is_refused(signed_in):
    assert signed_in.get("/entries?kind=%00").status == 400


def test_every_kind_has_a_form(signed_in, every_kind):
    for entry in every_kind:
        page = signed_in.get(f"/entries/{entry.id}/edit")
        if entry.transfer_id is None:
            assert page.one("#date")["value"] == entry.day.isoformat()
        else:
            assert page.headers["Location"] == f"/transfers/{entry.transfer_id}/edit"


def test_a_balance_entry_is_corrected(signed_in, site, every_kind, service, player):
    newest = every_kind[0]
    data = {"account": site, "amount": "1200", "date": "2026-01-12", "note": "typo"}
    page = signed_in.post(f"/entries/{newest.id}/edit", data=data)
    assert (page.status, page.headers["Location"]) == (303, "/entries")
    assert service.get_account(player, site).balance == 1200


def test_a_typed_balance_may_become_zero(signed_in, site, every_kind, service, player):
    data = {"account": site, "amount": "0"}
    assert signed_in.post(f"/entries/{every_kind[0].id}/edit", data=data).status == 303
    assert service.get_account(player, site).balance == 0


def test_a_site_never_owes(signed_in, site, every_kind, service, player):
    data = {"account": site, "amount": "-1"}
    page = signed_in.post(f"/entries/{every_kind[0].id}/edit", data=data)
    assert page.status == 422
    assert page.words("#amount-error") == "Enter 0 or more."


def test_each_entry_is_deleted_and_comes_back(signed_in, every_kind, service, player):
    for entry in every_kind:
        before = service.list_entries(player).rows
        assert signed_in.post(f"/entries/{entry.id}/delete").status == 303
        assert entry.id not in {row.id for row in service.list_entries(player).rows}
        undo = signed_in.get("/sites").one(".toasts form")["action"]
        assert signed_in.post(str(undo)).status == 303
        assert service.list_entries(player).rows == before


def test_undo_comes_back_to_where_it_was_deleted(signed_in, site, every_kind):
    data = {"next": f"/sites/{site}"}
    answer = signed_in.post(f"/entries/{every_kind[0].id}/delete", data=data)
    assert answer.headers["Location"] == f"/sites/{site}"
    undo = signed_in.get(f"/sites/{site}").one(".toasts form")["action"]
    assert signed_in.post(str(undo)).headers["Location"] == f"/sites/{site}"


def test_an_entry_of_an_archived_account_waits_for_it(signed_in, service, player):
    account_id = service.add_site(player, "Old", "EUR", Decimal(0))
    entry = service.list_entries(player).rows[0]
    service.archive_site(player, account_id)
    page = signed_in.post(f"/entries/{entry.id}/edit", data={"account": account_id, "amount": "5"})
    assert page.status == 422
    assert "Restore it first" in page.words("#account-error")


def test_a_note_is_shown_as_text(signed_in, site, service, player):
    service.record_deposit(player, site, Decimal(1), note="<script>alert(1)</script>{{7*7}}")
    page = signed_in.get("/entries")
    assert "<script>alert(1)</script>{{7*7}}" in page.words("tr[data-id] th")


# -- two tabs


@pytest.fixture
def deposit(service, player, site):
    """A deposit whose form is open in two tabs."""
    return service.record_deposit(player, site, Decimal(100), date(2026, 1, 6)).entry_id


def opened(signed_in, entry_id, **typed):
    page = signed_in.get(f"/entries/{entry_id}/edit")
    fields = page.all("form:has([name=amount]) input[name]")
    shown = {str(each["name"]): str(each["value"]) for each in fields}
    return shown | {"account": str(page.one("#account option[selected]")["value"])} | typed


def test_what_another_tab_saved_is_not_overwritten_unseen(signed_in, service, player, deposit):
    one, two = (opened(signed_in, deposit, amount=amount) for amount in ("110", "120"))
    assert signed_in.post(f"/entries/{deposit}/edit", data=one).status == 303
    page = signed_in.post(f"/entries/{deposit}/edit", data=two)
    assert page.status == 422
    assert "changed elsewhere" in page.words("[role=alert]")
    assert "€110.00 on Stars, 6 Jan 2026" in page.words("[role=alert]")
    assert page.one("#amount")["value"] == "120"
    assert service.get_entry(player, deposit).amount == 110
    again = two | {"seen": str(page.one("form.form [name=seen]")["value"])}
    assert signed_in.post(f"/entries/{deposit}/edit", data=again).status == 303
    assert service.get_entry(player, deposit).amount == 120


def test_a_form_sent_twice_is_no_second_tab(signed_in, deposit):
    typed = opened(signed_in, deposit, amount="110")
    for _ in range(2):
        assert signed_in.post(f"/entries/{deposit}/edit", data=typed).status == 303
