"""The lists of entries as files: whose they are, all of their rows, and exactly their total."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pytest

from tests.routes.report_cases import D, csv_rows
from total_bankroll.services.entry_rows import PAGE_SIZE

pytestmark = pytest.mark.usefixtures("november")

NOUNS = ("entries", "deposits", "withdrawals", "transfers", "bonuses", "expenses")


@pytest.mark.parametrize("noun", NOUNS)
def test_a_stranger_gets_none(client, noun):
    assert urlsplit(client.get(f"/{noun}.csv").location).path == "/login"


@pytest.mark.parametrize("noun", NOUNS)
def test_somebody_else_s_entries_are_in_none(other_signed_in, bankroll, noun):
    for query in ("", f"?account={bankroll['stars']}"):
        assert csv_rows(other_signed_in.get(f"/{noun}.csv{query}")) == []


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_links_the_file_of_what_it_shows(signed_in, bankroll, noun):
    query = f"account={bankroll['stars']}&from=2026-09-01&sort=oldest&on=2026-11-10"
    page = signed_in.get(f"/{noun}?{query}")
    links = [str(a["href"]) for a in page.all("a[download]")]
    assert links == ([f"/{noun}.csv?{query}"] if page.all("tr[data-id]") else [])
    rows = csv_rows(signed_in.get(f"/{noun}.csv?{query}"))
    assert shown(page) == [filed(row, noun != "entries") for row in rows]


def shown(page):
    """Each entry's kind and amounts."""
    return [
        (
            row["data-kind"],
            [D(str(tag["data-amount"])) for tag in row.select(".amount-cell [data-amount]")],
            [D(str(tag["data-exact"])) for tag in row.select(".value-cell [data-exact]")],
        )
        for row in page.all("tr[data-kind]")
    ]


def filed(row, only):
    kind = row["kind"].replace("opening", "balance")
    is_flow = kind in ("deposit", "withdrawal", "bonus", "expense")
    own = D(row["amount"] if is_flow and only else row["change"])
    foreign = row["account_currency"] != row["currency"]
    return kind, [own], [D(row["value"])] if foreign else []


@pytest.mark.parametrize("path", ["/entries", "/sites/{stars}", "/assets/{cash}?range=1m"])
def test_a_file_has_all_entries_where_the_page_shows_some(
    signed_in, service, player, bankroll, path
):
    for n in range(PAGE_SIZE + 10):
        for name in ("stars", "cash"):
            service.record_deposit(player, bankroll[name], D(1), date(2026, 1, 1 + n % 30))
    page = signed_in.get(path.format(**bankroll))
    rows = csv_rows(signed_in.get(str(page.one("#entries a[download]")["href"])))
    assert len(page.all("tr[data-kind]")) == PAGE_SIZE < len(rows)
    names = {row["account"] for row in rows}
    assert names == (
        {"PokerStars", "GGPoker", "Cash"}
        if path == "/entries"
        else {page.one("h1").get_text(strip=True)}
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=amount&currency=USD",
        "kind=deposit",
        "kind=transfer&kind=bonus",
        "min=100&q=p",
        "figure=bankroll",
        "figure=profit",
        "figure=profit&from=2026-10-01&accounts=site&on=2026-11-10",
        "figure=change&from=2026-10-01",
    ],
)
def test_the_values_add_up_to_the_list_s_total(signed_in, bankroll, query):
    total = signed_in.get(f"/entries?{query}").one("#total")
    rows = csv_rows(signed_in.get(f"/entries.csv?{query}"))
    assert sum(D(row["value"]) for row in rows) == D(str(total["data-exact"]))
    assert ("fx" in {row["kind"] for row in rows}) == ("profit" in query or "change" in query)


def test_what_no_entry_did_stands_last(signed_in, service, player, set_rate):
    set_rate("USD", date(2026, 9, 1), "1.25")
    site = service.add_site(player, "GGPoker", "USD", D(100), date=date(2026, 9, 1))
    service.record_bonus(player, site, D(10), date(2026, 10, 1))  # its day has no rate
    set_rate("USD", date(2026, 11, 20), "1.00")
    query = "figure=change&from=2026-09-02"
    rows = csv_rows(signed_in.get(f"/entries.csv?{query}"))
    assert [(row["kind"], row["value"]) for row in rows][:1] == [("bonus", "")]
    assert [row["kind"] for row in rows[1:]] == ["fx", "not to be split"]
    total = signed_in.get(f"/entries?{query}").one("#total")
    assert sum(D(row["value"] or 0) for row in rows) == D(str(total["data-exact"]))


def test_a_line_says_all_of_an_entry(signed_in, service, player, bankroll):
    service.record_transfer(
        player,
        bankroll["stars"],
        bankroll["gg"],
        D(10),
        D("7.5"),
        date(2026, 11, 19),
        note='Über "x"',
        tags=("b", "A"),
    )
    came, went = csv_rows(signed_in.get("/entries.csv?from=2026-11-19&to=2026-11-19"))
    rate = D(came["value"]) / D("7.5")
    assert came == {
        "id": came["id"],
        "day": "2026-11-19",
        "kind": "transfer_in",
        "account_id": str(bankroll["gg"]),
        "account": "GGPoker",
        "account_currency": "GBP",
        "amount": "7.50",
        "change": "7.50",
        "currency": "EUR",
        "value": str((rate * Decimal("7.5")).normalize()),
        "other_account": "PokerStars",
        "other_currency": "USD",
        "other_amount": "10.00",
        "note": 'Über "x"',
        "tags": "A, b",
    }
    assert (went["kind"], went["change"]) == ("transfer_out", "-10.00")


def test_a_transfer_is_in_its_file_once_or_as_an_account_has_it(signed_in, bankroll):
    def kinds(query):
        return [row["kind"] for row in csv_rows(signed_in.get(f"/transfers.csv{query}"))]

    assert kinds("") == ["transfer_out"]
    assert kinds(f"?account={bankroll['cash']}") == ["transfer_in"]


def test_it_is_a_file_that_nobody_keeps(signed_in, bankroll):
    page = signed_in.get("/deposits.csv?on=2026-10-20")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["Expires"] == page.headers["Date"]
    found = "attachment; filename=deposits-2026-10-20.csv"
    assert page.headers["Content-Disposition"] == found


def test_a_new_player_s_file_has_a_head(signed_in):
    assert signed_in.get("/entries.csv").text.startswith("id,day,kind,account_id,account,")
    assert not signed_in.get("/entries").all("a[download]")
