"""Updating from the ECB: what is plausible comes in, what is doubtful waits, nothing is lost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import ecb_server
from tests.ecb_server import DAILY, HISTORY, QUARTER, EcbServer
from tests.support.rates import SERVICE, TODAY, everything, stored
from total_bankroll.errors import SourceFailed
from total_bankroll.extensions import db
from total_bankroll.models import Currency, Rate
from total_bankroll.services import currency_service
from total_bankroll.services.rate_fetching import covered_until, files_for

pytestmark = pytest.mark.usefixtures("clock")

WEEK = {16: "1.10", 17: "1.11", 18: "1.12", 19: "1.13", 20: "1.14"}


def test_what_is_missing_comes_in(bank: EcbServer) -> None:
    report = SERVICE.update_exchange_rates()
    assert stored("USD") == WEEK
    assert (report.file, report.added, report.last_day) == (QUARTER, 6, date(2026, 11, 20))
    assert report.held == report.corrected == report.missing == report.unknown == ()


def test_a_second_update_changes_nothing(bank: EcbServer) -> None:
    SERVICE.update_exchange_rates()
    before = everything()
    assert SERVICE.update_exchange_rates().added == 0
    assert everything() == before


def test_the_daily_file_is_enough_where_one_day_is_missing(
    bank: EcbServer, clock: time_machine.Traveller
) -> None:
    SERVICE.update_exchange_rates()
    clock.move_to("2026-11-23 18:00:00Z")
    bank.publish("2026-11-23", USD="1.15", JPY="165")
    bank.asked.clear()
    assert SERVICE.update_exchange_rates().added == 2
    assert bank.asked == [DAILY]
    assert stored("USD")[23] == "1.15"


def test_the_whole_history_is_fetched_where_there_is_none(bank: EcbServer) -> None:
    for row in db.session.scalars(select(Rate)).all():
        db.session.delete(row)
    db.session.commit()
    bank.publish("1999-01-04", USD="1.1789")
    assert SERVICE.update_exchange_rates().added == 11
    assert bank.asked == [HISTORY]


def test_shared_currencies_come_in_with_the_first_update(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in db.session.scalars(select(Currency)).all():
        db.session.delete(row)
    db.session.commit()
    with ecb_server.running() as bank:
        monkeypatch.setitem(app.config, "RATES_URL", bank.url)
        bank.publish("2026-11-20", USD="1.12")
        SERVICE.update_exchange_rates()
    assert stored("USD")[20] == "1.12"
    assert db.session.scalar(select(func.count()).select_from(Rate)) > 221_702


@pytest.mark.parametrize(
    ("covered", "today", "first"),
    [
        (None, TODAY, HISTORY),
        (date(2026, 11, 20), date(2026, 11, 20), DAILY),
        (date(2026, 11, 20), TODAY, DAILY),
        (date(2026, 11, 20), date(2026, 11, 23), DAILY),
        (date(2026, 11, 20), date(2026, 11, 24), QUARTER),
        (date(2026, 11, 19), TODAY, DAILY),
        (date(2026, 11, 18), TODAY, QUARTER),
        (TODAY - timedelta(days=80), TODAY, QUARTER),
        (TODAY - timedelta(days=81), TODAY, HISTORY),
    ],
)
def test_the_smallest_file_without_a_gap_is_asked_first(
    covered: date | None, today: date, first: str
) -> None:
    files = files_for(covered, today)
    assert files[0] == first
    assert sorted(files) == sorted((DAILY, QUARTER, HISTORY))


def test_another_file_helps_where_the_first_fails(bank: EcbServer) -> None:
    bank.overrides[QUARTER] = b"<html></html>"
    report = SERVICE.update_exchange_rates()
    assert report.file == HISTORY
    assert stored("USD") == WEEK


def test_a_hole_left_by_the_daily_file_is_filled_later(
    bank: EcbServer, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-12-01 18:00:00Z")
    for day in range(23, 31):
        bank.publish(f"2026-11-{day}", USD="1.15")
    bank.publish("2026-12-01", USD="1.16")
    bank.overrides = {QUARTER: b"", HISTORY: b""}
    assert SERVICE.update_exchange_rates().file == DAILY
    assert stored("USD") == {16: "1.10", 17: "1.11", 1: "1.16"}
    assert covered_until(db.session(), date(2026, 12, 1)) == date(2026, 11, 17)
    bank.overrides.clear()
    assert SERVICE.update_exchange_rates().file == QUARTER
    assert stored("USD") == WEEK | dict.fromkeys(range(23, 31), "1.15") | {1: "1.16"}


@pytest.mark.parametrize(
    "answer",
    [
        ecb_server.with_status(500),
        ecb_server.redirecting,
        ecb_server.cut_short,
        ecb_server.halved,
        ecb_server.in_html,
        ecb_server.empty,
        ecb_server.endless,
    ],
)
def test_a_source_that_fails_changes_nothing(bank: EcbServer, answer: ecb_server.Answer) -> None:
    before = everything()
    bank.answer = answer
    with pytest.raises(SourceFailed):
        SERVICE.update_exchange_rates()
    assert everything() == before
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.11")


@pytest.mark.parametrize("answer", [ecb_server.hanging, ecb_server.dripping])
def test_a_slow_source_costs_its_time_and_no_more(
    bank: EcbServer, answer: ecb_server.Answer
) -> None:
    bank.answer = answer
    before = everything()
    with pytest.raises(SourceFailed):
        SERVICE.update_exchange_rates(seconds=0.5)
    assert everything() == before


def test_a_bank_that_does_not_answer_is_asked_once(bank: EcbServer) -> None:
    bank.answer = ecb_server.hanging
    with pytest.raises(SourceFailed, match="too slow"):
        SERVICE.update_exchange_rates(seconds=0.2)
    assert bank.asked == [QUARTER]


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "1e3", "abc"])
def test_one_impossible_rate_refuses_the_whole_file(bank: EcbServer, rate: str) -> None:
    bank.publish("2026-11-20", JPY=rate)
    with pytest.raises(SourceFailed):
        SERVICE.update_exchange_rates()
    assert stored("USD") == {16: "1.10", 17: "1.11"}


def test_a_day_to_come_refuses_the_whole_file(bank: EcbServer) -> None:
    bank.publish("2026-11-23", USD="1.15")
    with pytest.raises(SourceFailed, match="2026-11-23"):
        SERVICE.update_exchange_rates()
    assert stored("USD") == {16: "1.10", 17: "1.11"}


def test_an_unknown_code_is_left_out_and_reported(bank: EcbServer) -> None:
    bank.publish("2026-11-20", XAU="0.0005", ARS="1500")
    report = SERVICE.update_exchange_rates()
    assert report.unknown == ("ARS", "XAU")
    assert stored("ARS") == {}
    assert stored("USD") == WEEK


def test_a_file_of_unknown_codes_alone_is_refused(bank: EcbServer) -> None:
    bank.rates = {date(2026, 11, 20): {"XAU": "0.0005"}}
    with pytest.raises(SourceFailed, match="no currency"):
        SERVICE.update_exchange_rates()


def test_a_currency_that_is_not_quoted_any_more_is_reported(bank: EcbServer) -> None:
    del bank.rates[date(2026, 11, 20)]["JPY"]
    assert SERVICE.update_exchange_rates().missing == ("JPY",)


def test_an_update_is_seen_by_cached_reads(bank: EcbServer) -> None:
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.11")
    SERVICE.update_exchange_rates()
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.14")


def test_no_transaction_is_open_while_the_bank_thinks(
    bank: EcbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ones: list[bool] = []
    fetch = currency_service.fetch

    def watched(*args: Any) -> Any:
        open_ones.append(db.session().in_transaction())
        return fetch(*args)

    monkeypatch.setattr(currency_service, "fetch", watched)
    SERVICE.update_exchange_rates()
    assert open_ones == [False]
