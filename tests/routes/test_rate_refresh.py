"""Fresh rates without a scheduled task: looked for after a page was sent."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from tests import ecb_server
from total_bankroll.extensions import db
from total_bankroll.models import JobRun
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
