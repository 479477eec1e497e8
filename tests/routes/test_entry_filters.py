"""Filters of the list of entries: in the address, shown as chips, and going together."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.snapshots import filled


@pytest.fixture
def entries(app, service, player):
    """A site with a tagged deposit, a bonus with a note and a withdrawal."""
    return filled(app, "filtered", lambda: fill(service, player))


def fill(service, player):
    site = service.add_site(player, "Stars & Co", "EUR", Decimal(1000), date=date(2026, 1, 5))
    service.record_deposit(player, site, Decimal("50.50"), date(2026, 1, 6), tags=["Live ♠"])
    service.record_bonus(player, site, Decimal(5), date(2026, 1, 7), note="Rakeback 10%")
    service.record_withdrawal(player, site, Decimal(200), date(2026, 1, 8))
    return site


def kinds(page):
    return [tr["data-kind"] for tr in page.all("tr[data-id][data-kind]")]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=bonus&kind=deposit", ["bonus", "deposit"]),
        ("kind=bonus&kind=bonus&kind=junk", ["bonus"]),
        ("q=10%25", ["bonus"]),
        ("q=stars+%26", ["withdrawal", "bonus", "deposit", "balance"]),
        ("tag=live+%E2%99%A0", ["deposit"]),
        ("tag=never", []),
        ("min=50,50&max=200", ["withdrawal", "deposit"]),
        ("min=1.000,00", ["balance"]),
        ("sort=oldest", ["balance", "deposit", "bonus", "withdrawal"]),
        ("sort=amount", ["balance", "withdrawal", "deposit", "bonus"]),
        ("kind=deposit&q=rakeback", []),
        ("accounts=site&kind=bonus", ["bonus"]),
        ("accounts=asset", []),
    ],
)
def test_a_filter_shows_what_it_says(signed_in, entries, query, shown):
    page = signed_in.get(f"/entries?{query}")
    assert kinds(page) == shown
    total = sum(Decimal(str(each["data-amount"])) for each in page.all("tr [data-amount]"))
    assert not shown or total == Decimal(page.amount("#total"))


def test_what_is_set_stays_in_the_form_and_in_every_link(signed_in, entries):
    query = "q=st&from=2026-01-01&min=5&kind=bonus&kind=deposit&sort=oldest"
    page = signed_in.get(f"/entries?{query}")
    assert page.one("#filter-q")["value"] == "st"
    assert page.one("#filter-min")["value"] == "5"
    ticked = [box["value"] for box in page.all("[name=kind][checked]")]
    assert ticked == ["deposit", "bonus"]
    assert page.one(".filters [name=sort]")["value"] == "oldest"
    chips = page.all(".filter-chips a")
    assert [chip.get_text() for chip in chips] == [
        "Kind: Bonus",
        "Kind: Deposit",
        "From: 1 Jan 2026",
        "At least: 5",
        "Text: st",
    ]
    left = parse_qsl(urlsplit(str(chips[0]["href"])).query)
    asked = dict.fromkeys(parse_qsl(query))
    assert set(left) == asked.keys() - {("kind", "bonus")}
    edit = page.one("tr[data-kind=bonus] [data-edit]")
    assert "kind%3Dbonus" in str(edit["href"])


def test_several_accounts_are_one_filter(signed_in, entries, service, player):
    ids = [entries]
    for name in ("Bank", "Cash", "Vault"):
        ids.append(service.add_asset(player, name, "EUR", Decimal(7), date=date(2026, 1, 9)))
    chosen = ".".join(str(one) for one in (ids[3], ids[1], ids[2], ids[1]))
    page = signed_in.get(f"/entries?account={chosen}&kind=balance")
    assert page.amount("#total") == "21.00"
    assert page.one("#filter-account option[selected]").get_text() == "3 accounts"
    chips = [chip.get_text() for chip in page.all(".filter-chips a")]
    assert chips == ["Kind: Balance", "Accounts: Bank, Cash, Vault"]
    value = str(page.one("#filter-account option[selected]")["value"])
    again = signed_in.get(f"/entries?account={value}&kind=balance")
    assert again.amount("#total") == "21.00"
    every = signed_in.get(f"/entries?account={'.'.join(map(str, ids))}&q=vault")
    assert every.all(".filter-chips a")[0].get_text().endswith("Bank, Cash and 1 more")
    assert every.amount("#total") == "7.00"


@pytest.mark.parametrize("text", ["{own}.{other}", "{own}.", ".{own}", "{own},{own}", "."])
def test_an_account_that_is_not_the_players_leaves_the_filter_aside(
    signed_in, entries, service, other_player, text
):
    other = service.add_site(other_player, "Theirs", "EUR", Decimal(3))
    sent = text.format(own=entries, other=other)
    page = signed_in.get(f"/entries?account={sent}")
    assert f"account: {sent}" in page.words(".notice")
    assert len(kinds(page)) == 4


def test_ends_that_stand_the_wrong_way_round_are_named(signed_in, entries):
    page = signed_in.get("/entries?from=2026-03-02&to=2026-03-01&min=9&max=5")
    assert "Left aside" in page.words("main")
    assert "from: 2026-03-02; min: 9" in page.words("main")
    assert not page.one("#filter-from").get("value")
    assert page.one("#filter-to")["value"] == "2026-03-01"
    assert page.one("#filter-max")["value"] == "5"


def test_tags_in_use_are_offered(signed_in, entries):
    page = signed_in.get("/entries")
    assert [option["value"] for option in page.all("#tags-offered option")] == ["Live ♠"]


def test_a_bookmark_of_a_page_by_number_still_works(signed_in, entries):
    page = signed_in.get("/entries?page=7&kind=bonus")
    assert kinds(page) == ["bonus"]
    assert not page.all(".notice")


def test_amounts_of_two_currencies_are_not_compared_and_the_page_says_so(signed_in, entries):
    assert "Currency by currency" in signed_in.get("/entries?sort=amount").words("#entries")
    assert "Currency by currency" not in signed_in.get("/entries").words("#entries")


@pytest.fixture
def sixty(app, entries, service, player):
    """So many expenses more, of a few amounts."""

    def fill():
        for number in range(60):
            service.record_expense(player, entries, Decimal(number % 3 + 1), date(2026, 1, 9))

    filled(app, "sixty expenses", fill)


@pytest.mark.parametrize("sort", ["newest", "oldest", "amount"])
def test_pages_lead_on_and_back(signed_in, sixty, sort):
    first = signed_in.get(f"/entries?sort={sort}&kind=expense")
    second = signed_in.get(str(first.one("a[rel=next]")["href"]))
    assert (len(kinds(first)), len(kinds(second))) == (50, 10)
    assert not second.all("a[rel=next]")
    back = signed_in.get(str(second.one("a[rel=prev]")["href"]))
    assert [tr["data-id"] for tr in back.all("tr[data-id]")] == [
        tr["data-id"] for tr in first.all("tr[data-id]")
    ]
