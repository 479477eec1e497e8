"""The pages of currencies of a player's own."""

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


CHIPS = {"code": "chips", "name": "Club chips", "symbol": "c", "decimals": "0"}


def test_a_currency_is_added_and_wants_its_rate(signed_in: CheckingClient, player: int) -> None:
    answer = signed_in.post("/currencies/new", data=CHIPS)
    assert answer.headers["Location"] == "/currencies?currency=CHIPS"
    page = signed_in.get("/currencies?currency=CHIPS")
    assert "CHIPS yours Club chips c 0" in page.words("tr[data-currency=CHIPS]")
    assert page.one("#currency option[selected]")["value"] == "CHIPS"
    assert SERVICE.get_unit(player, "CHIPS").decimals == 0


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("code", "", "Enter 2 to 12"),
        ("code", "USD", "already"),
        ("code", "<script>", "Enter 2 to 12"),
        ("name", " ", "Enter a name."),
        ("name", "a\u202eb", "text-direction"),
        ("name", "n" * 81, "at most 80"),
        ("symbol", "a b", "no blanks"),
        ("decimals", "9", "Choose one of the list"),
        ("decimals", "x", "Choose one of the list"),
    ],
)
def test_a_bad_currency_is_refused_and_kept(
    signed_in: CheckingClient, player: int, field: str, typed: str, message: str
) -> None:
    page = signed_in.post("/currencies/new", data=CHIPS | {field: typed})
    assert page.status == 422
    assert message in page.words(f"#{field}-error")
    if field != "decimals":
        assert page.one(f"#{field}")["value"] == typed
    assert "CHIPS" not in SERVICE.get_units(player)


@pytest.mark.parametrize("name", ["🂡 chips", "<script>alert(1)</script>", "{{7*7}}"])
def test_any_name_is_shown_as_it_is(signed_in: CheckingClient, name: str) -> None:
    signed_in.post("/currencies/new", data=CHIPS | {"name": name})
    assert name in signed_in.get("/currencies").words("tr[data-currency=CHIPS]")


def test_a_currency_is_renamed(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies/new", data=CHIPS)
    assert signed_in.get("/currencies/CHIPS/edit").one("#name")["value"] == "Club chips"
    signed_in.post("/currencies/CHIPS/edit", data={"name": "Tokens", "symbol": ""})
    found = SERVICE.get_own_currency(player, "CHIPS")
    assert (found.name, found.symbol) == ("Tokens", "CHIPS")
    refused = signed_in.post("/currencies/CHIPS/edit", data={"name": "", "symbol": "1 2"})
    assert refused.status == 422


def test_a_currency_is_deleted_and_comes_back_by_undo(
    signed_in: CheckingClient, player: int
) -> None:
    SERVICE.add_currency(player, "CHIPS", "Club & co", "c", 3)
    assert signed_in.post("/currencies/CHIPS/delete").status == 303
    assert "CHIPS" not in SERVICE.get_units(player)
    undo = str(signed_in.get("/currencies").one(".toast form")["action"])
    assert signed_in.post(undo).status == 303
    found = SERVICE.get_own_currency(player, "CHIPS")
    assert (found.name, found.symbol, found.decimals) == ("Club & co", "c", 3)


def test_a_currency_in_use_stays_and_says_why(signed_in: CheckingClient, player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    SERVICE.add_manual_rate(player, "CHIPS", FRIDAY, Decimal(5))
    signed_in.post("/currencies/CHIPS/delete")
    assert "delete them first" in signed_in.get("/currencies").words(".toast")
    assert "CHIPS" in SERVICE.get_units(player)


@pytest.mark.parametrize("query", ["", "name=a", "name=a&decimals=x", "name=a&decimals=9"])
def test_an_undo_of_a_currency_that_nobody_offered_is_refused(
    signed_in: CheckingClient, player: int, query: str
) -> None:
    assert signed_in.post(f"/currencies/CHIPS/restore?{query}").status == 400
    assert "CHIPS" not in SERVICE.get_units(player)


@pytest.mark.parametrize("code", ["USD", "CHIPS", "XXX"])
def test_only_ones_own_currency_can_be_changed(
    signed_in: CheckingClient, other_player: int, code: str
) -> None:
    SERVICE.add_currency(other_player, "CHIPS", "Theirs")
    assert signed_in.get(f"/currencies/{code}/edit").status == 404
    assert signed_in.post(f"/currencies/{code}/edit", data=CHIPS).status == 404
    assert signed_in.post(f"/currencies/{code}/delete").status == 404
