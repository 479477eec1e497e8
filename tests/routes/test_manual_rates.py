"""Rates that a player sets on the currencies' page."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from tests.support.pages import CheckingClient
from total_bankroll.extensions import db
from total_bankroll.models import User
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


def test_a_rate_is_set_and_shown_both_ways(signed_in: CheckingClient, player: int) -> None:
    answer = signed_in.post("/currencies", data=TYPED)
    assert (answer.status, answer.headers["Location"]) == (303, "/currencies")
    assert rows(player) == [("USDT", FRIDAY, Decimal("1.2"))]
    page = signed_in.get("/currencies")
    both = "1 EUR = 1.2 USDT, 1 USDT = 0.833333333 EUR"
    assert f"Rate set: {both}, from 20 Nov 2026." in page.words(".toast")
    shown = page.words("#manual-rates tbody tr").replace(" ,", ",")
    assert shown.startswith(f"20 Nov 2026 {both}")
    row = page.words("section[aria-labelledby=with-rate] tr[data-currency=USDT]")
    assert "1.2 20 Nov 2026 you 2 days" in row


def test_a_blank_date_is_today(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies", data=TYPED | {"date": ""})
    assert rows(player)[0][1] == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("1.2", "1.2"),
        ("1,0857", "1.0857"),
        ("0,00001052", "0.00001052"),
        ("95,000.5", "95000.5"),
        ("1 250 000", "1250000"),
        ("2500000000", "2500000000"),
        ("1000000000000000", "1e15"),
        ("698,598,440.939", "698598440.939"),
        ("0.0000182446170051", "0.0000182446170051"),
    ],
)
def test_a_rate_is_read_as_it_is_typed(
    signed_in: CheckingClient, player: int, typed: str, rate: str
) -> None:
    assert signed_in.post("/currencies", data=TYPED | {"rate": typed}).status == 303
    assert rows(player)[0][2] == Decimal(rate)


def test_a_rate_is_read_by_the_players_locale(signed_in: CheckingClient, player: int) -> None:
    db.session.get_one(User, player).locale = "de"
    db.session.commit()
    signed_in.post("/currencies", data=TYPED | {"rate": "1,085"})
    assert rows(player)[0][2] == Decimal("1.085")


@pytest.mark.parametrize(
    ("direction", "rate"), [("per-euro", "4"), ("EUR", "0.25"), ("USD", "0.3125")]
)
def test_a_rate_is_typed_in_the_direction_that_is_known(
    signed_in: CheckingClient, player: int, direction: str, rate: str
) -> None:
    signed_in.post("/currencies", data=TYPED | {"rate": "4", "direction": direction})
    assert rows(player)[0][2] == Decimal(rate)


def test_prices_are_offered_in_the_display_currency_too(
    signed_in: CheckingClient, player: int
) -> None:
    db.session.get_one(User, player).display_currency = "JPY"
    db.session.commit()
    page = signed_in.get("/currencies")
    offered = [option["value"] for option in page.all("#direction option")]
    assert offered == ["per-euro", "EUR", "USD", "JPY"]


RATE_ERROR = "Enter a rate above 0, like 1.0857."
BAD_RATES = [
    ("", RATE_ERROR),
    (" ", RATE_ERROR),
    ("abc", RATE_ERROR),
    ("-5", RATE_ERROR),
    ("0", RATE_ERROR),
    ("1e400", RATE_ERROR),
    ("NaN", RATE_ERROR),
    ("sNaN", RATE_ERROR),
    ("Infinity", RATE_ERROR),
    ("-Infinity", RATE_ERROR),
    ("1e5", RATE_ERROR),
    ("1" * 30, "That rate is too small or too large to be one."),
    ("0." + "0" * 18 + "1", "That rate is too small or too large to be one."),
    ("€5", RATE_ERROR),
    ("５", RATE_ERROR),
    ("=1+1", RATE_ERROR),
    ("1\x002", RATE_ERROR),
    ("1" * 10_000, RATE_ERROR),
    ("1234.123456789", "Enter at most 12 digits."),
]


@pytest.mark.parametrize(("typed", "message"), BAD_RATES)
def test_a_bad_rate_is_refused_and_kept(
    signed_in: CheckingClient, player: int, typed: str, message: str
) -> None:
    page = signed_in.post("/currencies", data=TYPED | {"rate": typed})
    assert page.status == 422
    assert message in page.words("#rate-error")
    assert page.one("#rate")["value"] == typed.replace("\0", "\ufffd")
    assert rows(player) == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0001-01-01", "The euro began on 1999-01-01"),
        ("9999-12-31", "That lies in the future."),
        ("2026-11-23", "That lies in the future."),
        ("2026-02-30", "There is no such day in the calendar."),
        ("20.11.2026", "Enter a date like 2026-03-01"),
        ("junk", "Enter a date like 2026-03-01"),
    ],
)
def test_a_bad_date_is_refused_and_kept(
    signed_in: CheckingClient, player: int, typed: str, message: str
) -> None:
    page = signed_in.post("/currencies", data=TYPED | {"date": typed})
    assert page.status == 422
    assert message in page.words("#date-error")
    assert page.one("#date")["value"] == typed
    assert rows(player) == []


@pytest.mark.parametrize("code", ["", "EUR", "XXX", "<script>", "usdt"])
def test_a_currency_that_is_not_offered_is_refused(
    signed_in: CheckingClient, player: int, code: str
) -> None:
    page = signed_in.post("/currencies", data=TYPED | {"currency": code})
    assert page.status == 422
    assert "Choose a currency from the list." in page.words("#currency-error")
    assert rows(player) == []


@pytest.mark.parametrize("direction", ["GBP", "junk", ""])
def test_a_direction_that_is_not_offered_is_refused(
    signed_in: CheckingClient, player: int, direction: str
) -> None:
    assert signed_in.post("/currencies", data=TYPED | {"direction": direction}).status == 422
    assert rows(player) == []


def test_a_second_rate_of_a_day_is_refused(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies", data=TYPED)
    page = signed_in.post("/currencies", data=TYPED | {"rate": "1.3"})
    assert page.status == 422
    assert "already" in page.words("#date-error")
    assert rows(player) == [("USDT", FRIDAY, Decimal("1.2"))]


def test_the_same_form_counts_once(signed_in: CheckingClient, player: int) -> None:
    for _ in range(2):
        assert signed_in.post("/currencies", data=TYPED | {"submission_id": "abc"}).status == 303
    assert len(rows(player)) == 1


def test_a_new_rate_can_be_taken_back(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies", data=TYPED)
    undo = signed_in.get("/currencies").one(".toast form")["action"]
    assert signed_in.post(str(undo)).status == 303
    assert rows(player) == []


def test_a_rate_is_changed(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies", data=TYPED)
    (rate,) = SERVICE.list_manual_rates(player).rows
    page = signed_in.get(f"/currencies/rates/{rate.id}/edit")
    assert page.one("#rate")["value"] == "1.2"
    assert page.one("#date")["value"] == "2026-11-20"
    assert page.one("#currency option[selected]")["value"] == "USDT"
    changed = signed_in.post(f"/currencies/rates/{rate.id}/edit", data=TYPED | {"rate": "1.3"})
    assert changed.status == 303
    assert rows(player) == [("USDT", FRIDAY, Decimal("1.3"))]


@pytest.mark.parametrize("locale", ["en", "de", "fr", "de_CH"])
@pytest.mark.parametrize("price", ["61234.5", "0.00000137"])
def test_a_rate_set_by_its_price_is_saved_as_its_form_shows_it(
    signed_in: CheckingClient, player: int, locale: str, price: str
) -> None:
    db.session.get_one(User, player).locale = locale
    db.session.commit()
    signed_in.post("/currencies", data=TYPED | {"rate": price, "direction": "USD"})
    before = rows(player)
    (rate,) = SERVICE.list_manual_rates(player).rows
    path = f"/currencies/rates/{rate.id}/edit"
    shown = str(signed_in.get(path).one("#rate")["value"])
    assert signed_in.post(path, data=TYPED | {"rate": shown}).status == 303
    assert rows(player) == before


def test_a_refused_change_keeps_what_was_typed(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies", data=TYPED)
    (rate,) = SERVICE.list_manual_rates(player).rows
    page = signed_in.post(
        f"/currencies/rates/{rate.id}/edit", data=TYPED | {"rate": "x", "date": "2026-11-23"}
    )
    assert page.status == 422
    assert page.one("#rate")["value"] == "x"
    late = signed_in.post(f"/currencies/rates/{rate.id}/edit", data=TYPED | {"date": "2026-11-23"})
    assert "future" in late.words("#date-error")
    assert rows(player) == [("USDT", FRIDAY, Decimal("1.2"))]


def test_a_deleted_rate_comes_back_by_undo(signed_in: CheckingClient, player: int) -> None:
    signed_in.post("/currencies", data=TYPED | {"rate": "0.00001052"})
    (rate,) = SERVICE.list_manual_rates(player).rows
    assert signed_in.post(f"/currencies/rates/{rate.id}/delete").status == 303
    assert rows(player) == []
    undo = next(
        str(form["action"])
        for form in signed_in.get("/currencies").all(".toast form")
        if "restore" in str(form["action"])
    )
    assert signed_in.post(undo).status == 303
    assert rows(player) == [("USDT", FRIDAY, Decimal("0.00001052"))]


@pytest.mark.parametrize(
    "query",
    ["", "currency=USDT", "currency=USDT&date=x&rate=1", "currency=USDT&date=2026-11-20&rate=x"],
)
def test_an_undo_that_nobody_offered_is_refused(
    signed_in: CheckingClient, player: int, query: str
) -> None:
    assert signed_in.post(f"/currencies/rates/restore?{query}").status == 400
    assert rows(player) == []


def test_an_undo_is_as_strict_as_the_form(signed_in: CheckingClient, player: int) -> None:
    for rate in ("0", "NaN", "-1", "1e99"):
        path = f"/currencies/rates/restore?currency=USDT&date=2026-11-20&rate={rate}"
        assert signed_in.post(path).status == 400
    assert rows(player) == []


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_strangers_rate_is_not_found(
    other_signed_in: CheckingClient, player: int, action: str
) -> None:
    rate = SERVICE.add_manual_rate(player, "USDT", FRIDAY, Decimal("1.2"))
    path = f"/currencies/rates/{rate.id}/{action}"
    assert other_signed_in.post(path, data=TYPED).status == 404
    if action == "edit":
        assert other_signed_in.get(path).status == 404
    assert rows(player) == [("USDT", FRIDAY, Decimal("1.2"))]


def test_a_rate_that_is_not_there_is_not_found(signed_in: CheckingClient) -> None:
    assert signed_in.get("/currencies/rates/999/edit").status == 404
    assert signed_in.post("/currencies/rates/999/delete").status == 404
