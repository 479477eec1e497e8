"""Lists of entries: what is sought is found, in every order, page by page."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from tests.support.bankroll import D, march
from tests.support.snapshots import filled
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_places import AMOUNT, NEWEST, OLDEST, ORDERS
from total_bankroll.services.entry_rows import PAGE_SIZE
from total_bankroll.services.entry_views import EntryFilter, EntryPage

pytestmark = pytest.mark.usefixtures("noon")

Shown = Callable[..., list[Decimal]]
SetRate = Callable[[str, date, str], None]


@pytest.fixture
def entries(app: Flask, service: BankrollService, player: int) -> dict[str, int]:
    """Euros, yen and bitcoins with deposits of different sizes, notes and tags."""
    return filled(app, "sought", lambda: fill(service, player))


def fill(service: BankrollService, player: int) -> dict[str, int]:
    ids = {
        "room": service.add_site(player, "Ünibet 100%", "EUR"),
        "yen": service.add_site(player, "Yen_Room", "JPY"),
        "coin": service.add_asset(player, "Cold wallet", "BTC"),
    }
    add = service.record_deposit
    add(player, ids["room"], D("12.50"), march(1), note="Sunday Million", tags=["Live", "big"])
    add(player, ids["room"], D("99.99"), march(2), note="50% Spaß", tags=["live"])
    add(player, ids["yen"], D(100), march(3), note="a_b\\c", tags=["♠"])
    add(player, ids["coin"], D("0.00012"), march(4), note="")
    service.record_withdrawal(player, ids["room"], D(100), march(5), note="SUNDAY rent")
    return ids


@pytest.fixture
def shown(service: BankrollService, player: int, entries: dict[str, int]) -> Shown:
    """The amounts that a list shows, newest first; its totals are those of its rows."""

    def amounts(**filters: object) -> list[Decimal]:
        page = service.list_entries(player, EntryFilter(**filters))  # type: ignore[arg-type]  # as asked
        native: dict[str, Decimal] = {}
        for row in page.rows:
            native[row.currency] = native.get(row.currency, D(0)) + row.change
        assert {t.currency: t.amount for t in page.totals} == native
        assert page.count == len(page.rows)
        return [row.amount for row in page.rows]

    return amounts


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("sunday", ["100", "12.50"]),
        ("SPASS", []),
        ("spaß", ["99.99"]),
        ("%", ["100", "99.99", "12.50"]),  # two of them by the account's name
        ("50%", ["99.99"]),
        ("_", ["100"]),
        ("a_b\\c", ["100"]),
        ("axb", []),
        ("ÜNIBET", ["100", "99.99", "12.50"]),
        ("wallet", ["0.00012"]),
        ("/", []),
        ("'; --", []),
    ],
)
def test_a_text_stands_in_the_note_or_the_accounts_name(
    shown: Shown, text: str, amounts: list[str]
) -> None:
    found = shown(text=text)
    if text == "SPASS":  # whether ß is ss, databases differ
        assert found in ([], [D("99.99")])
    else:
        assert found == [D(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("least", "most", "amounts"),
    [
        ("100", None, ["100", "100"]),
        ("99.995", None, ["100", "100"]),
        (None, "12.5", ["0.00012", "12.50"]),
        ("12.50", "99.99", ["99.99", "12.50"]),
        ("0.0001", "0.001", ["0.00012"]),
        ("5", "1", []),
        ("1e30", None, []),
        (None, "1e30", ["100", "0.00012", "100", "99.99", "12.50"]),
        ("0", "0", []),
    ],
)
def test_a_range_is_of_each_currencys_own_units(
    shown: Shown, least: str | None, most: str | None, amounts: list[str]
) -> None:
    found = shown(least=least and D(least), most=most and D(most))
    assert found == [D(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("tag", "amounts"),
    [("LIVE", ["99.99", "12.50"]), ("big", ["12.50"]), ("♠", ["100"]), ("never", []), ("li", [])],
)
def test_a_tag_is_found_whatever_its_case(shown: Shown, tag: str, amounts: list[str]) -> None:
    assert shown(tag=tag) == [D(amount) for amount in amounts]


def test_filters_go_together(shown: Shown, entries: dict[str, int]) -> None:
    assert shown(tag="live", text="sunday", kinds=("deposit", "bonus")) == [D("12.50")]
    assert shown(kinds=("deposit",), currency="EUR", most=D(50)) == [D("12.50")]
    assert shown(account_ids=(entries["room"],), from_day=march(2), text="sunday") == [D(100)]


def test_what_was_deleted_is_not_found(service: BankrollService, player: int, shown: Shown) -> None:
    gone = service.list_entries(player, EntryFilter(tag="big")).rows[0]
    service.delete_entry(player, gone.id)
    assert shown(tag="live") == [D("99.99")]
    assert shown(text="million") == []


# -- orders


def test_the_largest_come_first_currency_by_currency(
    service: BankrollService, player: int, entries: dict[str, int]
) -> None:
    rows = service.list_entries(player, order=AMOUNT).rows
    assert [(row.currency, row.amount) for row in rows] == [
        ("BTC", D("0.00012")),
        ("EUR", D(100)),
        ("EUR", D("99.99")),
        ("EUR", D("12.50")),
        ("JPY", D(100)),
    ]


def test_an_unknown_order_is_the_newest_first(
    service: BankrollService, player: int, entries: dict[str, int]
) -> None:
    assert service.list_entries(player, order="junk") == service.list_entries(player)
    oldest = service.list_entries(player, order=OLDEST).rows
    assert [row.id for row in oldest] == [row.id for row in service.list_entries(player).rows[::-1]]


# -- pages


@pytest.fixture
def long(app: Flask, service: BankrollService, player: int) -> list[int]:
    """Two pages and a half of entries in two currencies, many at the same instant and size."""
    return filled(app, "long", lambda: fill_pages(service, player))


def fill_pages(service: BankrollService, player: int) -> list[int]:
    euros, dollars = (service.add_site(player, code, code) for code in ("EUR", "USD"))
    for number in range(PAGE_SIZE * 2 + 21):
        account = (euros, dollars)[number % 2]
        service.record_deposit(player, account, D(number % 4 + 1), march(1 + number % 3))
    return [euros, dollars]


def pages(service: BankrollService, player: int, order: str) -> list[EntryPage]:
    found = [service.list_entries(player, order=order)]
    while found[-1].following:
        found.append(service.list_entries(player, order=order, after_place=found[-1].following))
    return found


def test_every_entry_stands_on_one_page_and_the_way_back_is_the_same(
    service: BankrollService, player: int, long: list[int]
) -> None:
    for order in ORDERS:
        found = pages(service, player, order)
        assert [len(page.rows) for page in found] == [PAGE_SIZE, PAGE_SIZE, 21]
        assert len({row.id for page in found for row in page.rows}) == PAGE_SIZE * 2 + 21
        assert (found[0].previous, found[-1].following) == (None, None)
        back = service.list_entries(player, order=order, before_place=found[2].previous)
        assert back == found[1]
        assert service.list_entries(player, order=order, before_place=back.previous) == found[0]


FIRST, LAST = "1971-01-01T00:00:00.000000_1", "9998-01-01T00:00:00.000000_1"


@pytest.mark.parametrize(
    ("order", "start", "end"),
    [(NEWEST, LAST, FIRST), (OLDEST, FIRST, LAST), (AMOUNT, f"AAA_9_{LAST}", f"ZZZ_0_{FIRST}")],
)
def test_behind_the_end_is_the_last_page_and_before_the_start_the_first(
    service: BankrollService, player: int, entries: dict[str, int], order: str, start: str, end: str
) -> None:
    whole = service.list_entries(player, order=order)
    assert len(whole.rows) == 5
    assert service.list_entries(player, order=order, after_place=end) == whole
    assert service.list_entries(player, order=order, before_place=start) == whole


def test_the_last_page_is_a_full_one(
    service: BankrollService, player: int, long: list[int]
) -> None:
    oldest = service.list_entries(player, order=OLDEST)
    page = service.list_entries(player, after_place=FIRST)
    assert [row.id for row in page.rows[::-1]] == [row.id for row in oldest.rows]
    assert page.previous
    assert page.following is None


JUNK = (
    "",
    "junk",
    "2026-03-01T00:00:00.000000",
    "2026-13-01T00:00:00.000000_1",
    "0000-01-01T00:00:00.000000_1",
    "2026-03-01T00:00:00.000000_" + "9" * 19,
    "2026-03-01T00:00:00.000000_\uff11",
    "EUR_1_2026-03-01T00:00:00.000000_1",
)


def test_a_place_that_is_none_is_the_first_page(
    service: BankrollService, player: int, long: list[int]
) -> None:
    first = service.list_entries(player)
    for place in JUNK:
        assert service.list_entries(player, after_place=place) == first
        assert service.list_entries(player, before_place=place) == first


def test_a_place_holds_when_what_stood_there_is_gone(
    service: BankrollService, player: int, long: list[int]
) -> None:
    first = service.list_entries(player)
    following = service.list_entries(player, after_place=first.following)
    service.delete_entry(player, first.rows[-1].id)
    again = service.list_entries(player, after_place=first.following)
    assert [row.id for row in again.rows] == [row.id for row in following.rows]


@pytest.mark.parametrize("name", ["room", "yen", "coin"])
def test_a_list_by_text_comes_to_what_the_same_list_by_account_does(
    service: BankrollService, player: int, entries: dict[str, int], set_rate: SetRate, name: str
) -> None:
    """The one is gone through, the other taken from stored days; some days lack the yen's rate."""
    set_rate("JPY", march(4), "160")
    service.record_bonus(player, entries["yen"], D(7), march(5))
    text = {"room": "ünibet", "yen": "yen_room", "coin": "cold"}[name]
    pages = [
        service.list_entries(player, one)
        for one in (EntryFilter(text=text), EntryFilter(account_ids=(entries[name],)))
    ]
    found = [(p.count, p.totals, p.total, p.exact, p.lacking) for p in pages]
    assert found[0] == found[1]
    assert pages[0].lacking == {"room": 0, "yen": 1, "coin": 1}[name]
