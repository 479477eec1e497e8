"""Refreshing once a day, whichever worker thinks of it, and what is known of the rates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import ecb_server
from tests.ecb_server import EcbServer
from tests.support.rates import SERVICE, TODAY, stored
from total_bankroll.extensions import LedgerSession, db
from total_bankroll.models import Currency, HeldRate, JobRun, Rate
from total_bankroll.services import rate_refresh
from total_bankroll.services.rate_refresh import expected_day

pytestmark = pytest.mark.usefixtures("clock")

WEEK = {16: "1.10", 17: "1.11", 18: "1.12", 19: "1.13", 20: "1.14"}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-20 15:00", 19),  # 16:00 in Frankfurt
        ("2026-11-20 15:20", 20),
        ("2026-11-21 23:00", 20),
        ("2026-11-22 18:00", 20),
        ("2026-11-23 12:00", 20),
        ("2026-11-23 15:30", 23),
        ("2026-07-22 14:20", 22),  # summer time
    ],
)
def test_rates_are_expected_on_working_days_in_the_afternoon(at: str, day: int) -> None:
    assert expected_day(datetime.fromisoformat(at).replace(tzinfo=UTC)).day == day


def test_a_refresh_is_due_once_a_day(bank: EcbServer, clock: time_machine.Traveller) -> None:
    first = SERVICE.refresh_if_due()
    assert first is not None
    assert first.added == 6
    bank.publish("2026-11-23", USD="1.15")
    clock.move_to("2026-11-23 18:00:00Z")
    assert SERVICE.refresh_if_due() is not None
    clock.move_to("2026-11-23 20:00:00Z")
    bank.asked.clear()
    assert SERVICE.refresh_if_due() is None
    assert bank.asked == []


def test_nothing_is_asked_where_all_is_fresh(bank: EcbServer) -> None:
    SERVICE.update_exchange_rates()
    bank.asked.clear()
    assert SERVICE.refresh_if_due() is None
    assert bank.asked == []
    assert db.session.get(JobRun, "rates") is None


def test_a_failed_refresh_is_noted_and_not_tried_again_that_day(
    bank: EcbServer, clock: time_machine.Traveller
) -> None:
    bank.answer = ecb_server.with_status(500)
    assert SERVICE.refresh_if_due() is None
    run = db.session.get_one(JobRun, "rates")
    assert (run.day, run.outcome) == (TODAY, "The source answered with status 500.")
    assert run.finished_at is not None
    bank.answer = ecb_server.well
    assert SERVICE.refresh_if_due() is None
    clock.move_to("2026-11-23 01:00:00Z")
    assert SERVICE.refresh_if_due() is not None
    assert stored("USD") == WEEK


def test_only_one_worker_takes_the_days_run(bank: EcbServer) -> None:
    assert rate_refresh.claim()
    assert not rate_refresh.claim()
    assert SERVICE.refresh_if_due() is None
    assert bank.asked == []


def test_a_worker_that_comes_second_to_the_very_first_run_stands_back(
    bank: EcbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rate_refresh.claim()
    with monkeypatch.context() as patched:
        patched.setattr(LedgerSession, "get", lambda *_args, **_kwargs: None)
        assert not rate_refresh.claim()


def test_the_outcome_of_a_run_that_is_gone_is_nobodys(app: Flask) -> None:
    rate_refresh.finish("lost")
    assert db.session.get(JobRun, "rates") is None


def test_the_status_of_nothing(app: Flask) -> None:
    found = SERVICE.rates_status()
    assert (found.first_day, found.last_day, found.age_days, found.rates) == (None, None, None, 0)


def test_the_status_names_ends_gaps_and_what_waits(bank: EcbServer) -> None:
    currency = db.session.scalars(select(Currency).where(Currency.code == "ISK")).one()
    for day in (date(2026, 8, 3), date(2026, 8, 11), date(2026, 8, 20)):
        db.session.add(Rate(currency_id=currency.id, day=day, rate=Decimal(150)))
    db.session.commit()
    bank.publish("2026-11-20", USD="1.40")
    SERVICE.update_exchange_rates()
    found = SERVICE.rates_status()
    krona, yen, dollar = found.series
    assert (krona.code, krona.alive, krona.last_day) == ("ISK", False, date(2026, 8, 20))
    assert [(gap.after, gap.before) for gap in krona.gaps] == [
        (date(2026, 8, 11), date(2026, 8, 20))
    ]
    assert (yen.alive, yen.gaps, yen.rates, dollar.rates) == (True, (), 5, 4)
    assert (found.last_day, found.age_days, found.rates) == (date(2026, 11, 20), 2, 12)
    assert [held.code for held in found.held] == ["USD"]
    assert db.session.scalar(select(func.count()).select_from(HeldRate)) == 1
