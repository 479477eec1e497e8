"""The currencies' pages: rates by hand, their list, and currencies of one's own."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from tests import ecb_server
from tests.support.pages import CheckingClient
from total_bankroll.extensions import db
from total_bankroll.models import JobRun, User
from total_bankroll.routes import rate_refresh
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


# -- the list


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


# -- a rate by hand


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
    ("1" * 30, RATE_ERROR),
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


# -- currencies of one's own

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
        ("decimals", "9", "Not a valid choice"),
        ("decimals", "x", "Not a valid choice"),
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


# -- fresh rates after a page


@pytest.fixture
def bank() -> Iterator[ecb_server.EcbServer]:
    with ecb_server.running() as found:
        found.publish("2026-11-20", USD="1.14")
        yield found


@pytest.fixture
def refreshing(make_app: MakeApp, bank: ecb_server.EcbServer, set_rate: SetRate) -> Flask:
    """An application that looks for rates after its pages."""
    app = make_app(RATES_URL=bank.url, RATES_REFRESH=True)
    with app.app_context():
        set_rate("USD", date(2026, 11, 13), "1.1")
    return app


def dollar(app: Flask) -> Decimal:
    with app.app_context():
        return SERVICE.get_exchange_rate("EUR", "USD")


def test_rates_are_refreshed_once_a_page_was_sent(
    refreshing: Flask, bank: ecb_server.EcbServer
) -> None:
    client = refreshing.test_client()
    response = client.get("/healthz")
    assert bank.asked == []
    response.close()
    assert bank.asked != []
    assert dollar(refreshing) == Decimal("1.14")


def test_a_worker_asks_the_database_now_and_then(
    refreshing: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(CurrencyService, "refresh_if_due", lambda _self: asked.append(1))
    with time_machine.travel("2026-11-22 12:00:00Z", tick=False) as clock:
        for _ in range(3):
            refreshing.test_client().get("/healthz").close()
        assert len(asked) == 1
        clock.shift(rate_refresh.EVERY)
        refreshing.test_client().get("/healthz").close()
        assert len(asked) == 2


def test_a_bank_that_fails_breaks_no_page(refreshing: Flask, bank: ecb_server.EcbServer) -> None:
    bank.answer = ecb_server.with_status(500)
    response = refreshing.test_client().get("/healthz")
    assert response.status_code == 200
    response.close()
    assert dollar(refreshing) == Decimal("1.1")
    with refreshing.app_context():
        assert "500" in db.session.get_one(JobRun, "rates").outcome


def test_whatever_fails_after_a_page_is_only_logged(
    refreshing: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_self: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(CurrencyService, "refresh_if_due", fail)
    response = refreshing.test_client().get("/healthz")
    response.close()
    assert response.status_code == 200
    assert "the disk is full" in caplog.text


def test_tests_do_not_ask_the_bank(make_app: MakeApp, bank: ecb_server.EcbServer) -> None:
    make_app(RATES_URL=bank.url).test_client().get("/healthz").close()
    assert bank.asked == []
