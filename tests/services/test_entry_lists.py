"""Lists of entries: filtered, paged, and adding up to the figure that they explain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from tests.support.bankroll import D, march
from tests.support.snapshots import filled
from total_bankroll.errors import NotFound
from total_bankroll.money import round_half_up
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_places import ORDERS
from total_bankroll.services.entry_rows import PAGE_SIZE
from total_bankroll.services.entry_views import EntryFilter, EntryPage

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


@pytest.fixture
def mixed(app: Flask, service: BankrollService, player: int, set_rate: SetRate) -> dict[str, int]:
    """Three accounts in three currencies with every kind of entry; every rate is there."""
    return filled(app, "mixed", lambda: mix(service, player, set_rate))


def mix(service: BankrollService, player: int, set_rate: SetRate) -> dict[str, int]:
    for day, usd, jpy in ((1, "1.25", "160"), (4, "1.2", "155"), (7, "1.1", "150")):
        set_rate("USD", march(day), usd)
        set_rate("JPY", march(day), jpy)
    ids = {
        "bank": service.add_asset(player, "Bank", "EUR", D("1000.10"), date=march(1)),
        "gg": service.add_site(player, "GG", "USD", D("333.33"), date=march(2)),
        "yen": service.add_site(player, "Yen", "JPY"),
    }
    service.record_deposit(player, ids["gg"], D("77.77"), march(3))
    service.record_transfer(player, ids["bank"], ids["yen"], D("50.05"), D(7801), march(4))
    service.record_transfer(player, ids["gg"], ids["bank"], D("20"), D("16.11"), march(5))
    service.record_bonus(player, ids["gg"], D("5.55"), march(5))
    service.record_expense(player, ids["bank"], D("9.99"), march(6))
    service.record_withdrawal(player, ids["yen"], D(1234), march(7))
    service.record_balance(player, ids["gg"], D("501.01"), march(8))
    service.record_balance(player, ids["yen"], D(9999), march(9))
    return ids


def shown(page: EntryPage) -> list[tuple[str, str]]:
    return [(row.account_name, row.kind) for row in page.rows]


def summed(page: EntryPage) -> Decimal:
    return sum((row.value for row in page.rows if row.value is not None), D(0))


def walk(
    service: BankrollService, player: int, order: str, filters: EntryFilter
) -> list[EntryPage]:
    """Every page of a list, one after the other."""
    pages = [service.list_entries(player, filters, order=order)]
    while place := pages[-1].following:
        pages.append(service.list_entries(player, filters, order=order, after_place=place))
    return pages


# -- filters


def test_a_list_is_newest_first(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(1), date=march(5))
    service.record_deposit(player, site, D(2), march(3))
    service.record_deposit(player, site, D(3), march(5))
    assert [row.amount for row in service.list_entries(player).rows] == [3, 1, 2]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (EntryFilter(), 12),
        (EntryFilter(kinds=("deposit",)), 1),
        (EntryFilter(kinds=("deposit", "withdrawal")), 2),
        (EntryFilter(kinds=("transfer_out",)), 2),
        (EntryFilter(from_day=date(2026, 3, 7)), 3),
        (EntryFilter(to_day=date(2026, 3, 2)), 2),
        (EntryFilter(from_day=date(2026, 3, 4), to_day=date(2026, 3, 4)), 2),
        (EntryFilter(from_day=date(2026, 3, 5), to_day=date(2026, 3, 4)), 0),
        (EntryFilter(currency="USD"), 5),
        (EntryFilter(account_kind="site"), 8),
        (EntryFilter(account_kind="asset", kinds=("transfer_in",)), 1),
        (EntryFilter(account_kind="asset", currency="USD"), 0),
        (EntryFilter(currency="GBP"), 0),
        (EntryFilter(kinds=("junk",)), 0),
        (EntryFilter(account_ids=(10**15,)), 0),
        (EntryFilter(account_ids=(10**15, 10**15 + 1)), 0),
    ],
)
def test_a_filter_shows_what_it_says(
    service: BankrollService, player: int, mixed: dict[str, int], filters: EntryFilter, count: int
) -> None:
    page = service.list_entries(player, filters)
    assert (page.count, len(page.rows)) == (count, count)


def test_a_list_shows_one_account(
    service: BankrollService, player: int, mixed: dict[str, int]
) -> None:
    page = service.list_entries(player, EntryFilter(account_ids=(mixed["yen"],)))
    assert shown(page) == [("Yen", "balance"), ("Yen", "withdrawal"), ("Yen", "transfer_in")]
    assert [(t.currency, t.amount) for t in page.totals] == [("JPY", 9999)]


def test_a_strangers_account_shows_nothing(
    service: BankrollService, other_player: int, mixed: dict[str, int]
) -> None:
    page = service.list_entries(other_player, EntryFilter(account_ids=(mixed["yen"],)))
    assert (page.count, page.rows) == (0, ())


def test_deleted_entries_and_accounts_are_not_listed(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(1), date=march(5))
    gone = service.record_deposit(player, site, D(2), march(6)).entry_id
    service.delete_entry(player, gone)
    assert service.list_entries(player).count == 1
    service.delete_site(player, site)
    assert service.list_entries(player).count == 0
    with pytest.raises(NotFound):
        service.get_entry(player, gone)


# -- pages


def test_an_empty_list_has_one_page(service: BankrollService, player: int) -> None:
    page = service.list_entries(player)
    assert (page.previous, page.following, page.count, page.total) == (None, None, 0, 0)
    assert (page.rows, page.totals) == ((), ())


def fill_with_thirds(service: BankrollService, player: int, set_rate: SetRate) -> None:
    """Two pages of entries and some, each a third of a euro and so rounded."""
    set_rate("USD", march(1), "3")
    site, purse = service.add_site(player, "GG", "USD"), service.add_asset(player, "Purse", "USD")
    for day in range(1, 8):
        service.record_deposit(player, purse, D("0.04"), march(day))
    for number in range(PAGE_SIZE * 2 + 7):
        service.record_deposit(player, site, D("0.01") * (number % 5 + 1), march(1 + number % 7))


@pytest.mark.parametrize(
    ("filters", "rest"), [(EntryFilter(), 14), (EntryFilter(account_kind="site"), 7)]
)
def test_rounded_rows_of_all_pages_add_up_to_the_total(
    app: Flask,
    service: BankrollService,
    player: int,
    set_rate: SetRate,
    filters: EntryFilter,
    rest: int,
) -> None:
    filled(app, "thirds", lambda: fill_with_thirds(service, player, set_rate))
    for order in ORDERS:
        pages = walk(service, player, order, filters)
        exact = sum((row.exact for page in pages for row in page.rows if row.exact), D(0))
        assert [len(page.rows) for page in pages] == [PAGE_SIZE, PAGE_SIZE, rest]
        assert sum((summed(page) for page in pages), D(0)) == pages[0].total
        assert {page.exact for page in pages} == {exact}
        assert abs(pages[0].total - exact) <= D("0.005")


# -- what a list adds up


@pytest.mark.parametrize(
    ("figure", "kinds"),
    [
        ("bankroll", ()),
        ("capital", ()),
        ("deposits", ("deposit",)),
        ("withdrawals", ("withdrawal",)),
        ("profit", ()),
    ],
)
@pytest.mark.parametrize("currency", ["EUR", "USD", "JPY"])
def test_a_list_adds_up_to_the_figure_it_explains(
    service: BankrollService,
    player: int,
    mixed: dict[str, int],
    figure: str,
    kinds: tuple[str, ...],
    currency: str,
) -> None:
    from total_bankroll.services.people_service import PeopleService

    PeopleService().update_settings(player, display_currency=currency)
    page = service.list_entries(player, EntryFilter(kinds=kinds, figure=figure))
    found = service.get_bankroll_breakdown(player)
    name = "total" if figure == "bankroll" else figure
    assert page.exact == getattr(found, name)
    assert page.lacking == 0
    assert summed(page) + (page.fx_shown or 0) == page.total
    if page.fx is not None:
        assert page.fx == found.fx
        assert page.fx_shown == round_half_up(found.fx, 0 if currency == "JPY" else 2)


@pytest.mark.parametrize("figure", [None, "bankroll", "change", "profit", "capital"])
def test_sites_and_assets_add_up_to_all_accounts(
    service: BankrollService, player: int, mixed: dict[str, int], figure: str | None
) -> None:
    every = EntryFilter(figure=figure, from_day=march(3))
    parts = [replace(every, account_kind=kind) for kind in ("site", "asset")]
    whole, *found = (service.list_entries(player, one) for one in (every, *parts))
    assert {row.account_id for row in found[1].rows} <= {mixed["bank"]}
    assert sum(page.exact for page in found) == whole.exact
    assert sum(page.fx or 0 for page in found) == (whole.fx or 0)


def test_the_months_profit_is_explained(
    service: BankrollService, player: int, mixed: dict[str, int]
) -> None:
    page = service.list_entries(player, EntryFilter(figure="profit", from_day=march(1)))
    assert page.exact == service.get_bankroll_breakdown(player).month.profit


def test_halves_on_either_side_of_zero_add_up(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    """Dollars that end in half a cent, and euros that carry the running total past zero."""
    set_rate("USD", march(1), "2")
    euros = service.add_site(player, "Euros", "EUR")
    dollars = service.add_site(player, "Dollars", "USD")
    service.record_bonus(player, euros, D("0.02"), march(4))
    service.record_expense(player, euros, D("0.05"), march(3))
    service.record_bonus(player, dollars, D("0.03"), march(5))
    page = service.list_entries(player, EntryFilter(figure="profit", to_day=march(5)))
    assert page.exact == D("-0.015")
    assert [row.value for row in page.rows] == [D("0.01"), D("0.02"), D("-0.05")]
    assert summed(page) == page.total == D("-0.02")


def test_a_month_leaves_out_what_it_lacks_a_rate_of(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 20), "1.25")
    stars = service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 2, 1))
    gg = service.add_site(player, "GG", "USD")
    service.record_bonus(player, gg, D(50), date(2026, 2, 10))
    service.record_balance(player, stars, D(120), march(2))
    set_rate("USD", march(9), "1.25")
    service.record_bonus(player, gg, D(10), march(9))
    month = service.get_bankroll_breakdown(player).month
    page = service.list_entries(player, EntryFilter(figure="profit", from_day=month.start))
    assert (month.profit, page.exact) == (20, 20)


def test_one_kind_within_the_profit_goes_without_the_fx_effect(
    service: BankrollService, player: int, mixed: dict[str, int]
) -> None:
    assert service.list_entries(player, EntryFilter(figure="profit")).fx
    page = service.list_entries(player, EntryFilter(kinds=("bonus",), figure="profit"))
    assert page.fx is None
    assert page.exact == sum(row.exact or 0 for row in page.rows)


def test_a_list_leaves_out_what_the_figure_leaves_out(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(5), "1.25")
    stars = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    gg = service.add_site(player, "GG", "USD", D(50), date=march(2))
    service.record_transfer(player, stars, gg, D(8), D(10), march(6))
    service.record_balance(player, stars, D(99), march(7))
    found = service.get_bankroll_breakdown(player)
    for figure in ("bankroll", "capital", "profit"):
        page = service.list_entries(player, EntryFilter(figure=figure))
        expected = found.total if figure == "bankroll" else getattr(found, figure)
        assert page.exact == expected, figure
    # Dollars of the 2nd lack their rate: GG leaves capital and profit, with its transfer.
    assert (found.total, found.capital, found.profit) == (147, 100, 7)


def test_entries_without_a_rate_are_counted_and_left_out(
    service: BankrollService, player: int
) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.add_asset(player, "Wallet", "USDT", D(50), date=march(2))
    page = service.list_entries(player)
    assert (page.exact, page.lacking) == (100, 1)
    assert [row.value for row in page.rows] == [None, 100]
    assert [(t.currency, t.amount) for t in page.totals] == [("EUR", 100), ("USDT", 50)]


def test_a_list_of_expenses_adds_amounts_up(
    service: BankrollService, player: int, mixed: dict[str, int]
) -> None:
    page = service.list_entries(player, EntryFilter(kinds=("expense",)))
    assert (page.exact, page.rows[0].value) == (D("9.99"), D("9.99"))
