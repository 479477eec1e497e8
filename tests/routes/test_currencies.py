"""The currencies' page: what it shows of each currency and rate."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from tests.support.pages import CheckingClient
from total_bankroll.services.currency_service import CurrencyService

SERVICE = CurrencyService()
FRIDAY = date(2026, 11, 20)
TYPED = {"currency": "USDT", "rate": "1.2", "date": "2026-11-20"}

SetRate = Callable[[str, date, str], None]
MakeApp = Callable[..., Flask]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def _rates(app: Flask, set_rate: SetRate) -> None:
    set_rate("USD", FRIDAY, "1.25")
    set_rate("JPY", date(2026, 10, 30), "163")
    set_rate("RUB", date(2022, 3, 1), "117.2")


def rows(user_id: int) -> list[tuple[str, date, Decimal]]:
    return [(r.code, r.day, r.rate) for r in SERVICE.list_manual_rates(user_id).rows]


def test_a_currency_shows_all_that_is_known_of_its_rate(signed_in: CheckingClient) -> None:
    page = signed_in.get("/currencies")
    words = page.words("tr[data-currency=USD]")
    assert words.startswith("USD US Dollar $ 2 1.25 20 Nov 2026 ECB 2 days")
    assert page.one("tr[data-currency=USD] .rate")["data-rate"] == "1.25"


def test_the_source_is_cited(signed_in: CheckingClient) -> None:
    assert "European Central Bank" in signed_in.get("/currencies").words(".lead")


def test_what_has_no_rate_says_why(signed_in: CheckingClient) -> None:
    page = signed_in.get("/currencies")
    assert "ended on 1 Mar 2022" in page.words("tr[data-currency=RUB]")
    assert "not published: set one" in page.words("tr[data-currency=BTC]")
    missing = page.one("section[aria-labelledby=without-rate]")
    assert missing.select_one("tr[data-currency=BTC]")
    assert not missing.select_one("tr[data-currency=USD]")


def test_the_page_needs_few_statements_with_many_rates(
    signed_in: CheckingClient, player: int
) -> None:
    for number in range(1, 28):
        SERVICE.add_manual_rate(player, "BTC", date(2026, 10, number), Decimal(number))
    page = signed_in.get("/currencies")
    assert len(page.statements) <= 8
    assert len(page.all("#manual-rates tbody tr")) == 25
    second = signed_in.get("/currencies?page=2")
    assert len(second.all("#manual-rates tbody tr")) == 2


@pytest.mark.parametrize("query", ["page=junk", "page=-1", "page=9999999", "currency=junk", "x"])
def test_a_junk_query_shows_the_page(signed_in: CheckingClient, query: str) -> None:
    assert signed_in.get(f"/currencies?{query}").status == 200


def test_setting_a_rate_begins_at_its_currency(signed_in: CheckingClient) -> None:
    page = signed_in.get("/currencies?currency=BTC")
    assert page.one("#currency option[selected]")["value"] == "BTC"
    assert not page.all("#currency option[value=EUR]")


@pytest.mark.parametrize(
    "path",
    ["/currencies", "/currencies/new", "/currencies/rates/1/edit", "/currencies/CHIPS/edit"],
)
def test_strangers_are_sent_to_sign_in(client: CheckingClient, path: str) -> None:
    page = client.get(path)
    assert page.status == 302
    assert "/login" in page.headers["Location"]
