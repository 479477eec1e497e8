"""Updating from the ECB: what is plausible comes in, what is doubtful waits, nothing is lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import ecb_server
from tests.ecb_server import DAILY, HISTORY, QUARTER, EcbServer
from total_bankroll.errors import NotFound, SourceFailed
from total_bankroll.extensions import LedgerSession, db
from total_bankroll.models import Currency, HeldRate, JobRun, Rate
from total_bankroll.services import currency_service, rate_refresh
from total_bankroll.services.currency_service import CurrencyService, RateChange
from total_bankroll.services.rate_fetching import covered_until, files_for
from total_bankroll.services.rate_refresh import expected_day
from total_bankroll.services.rate_sifting import is_jump, sift

SUNDAY = date(2026, 11, 22)
SERVICE = CurrencyService()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[EcbServer]:
    """A bank that has published a week, of which the first two days are loaded."""
    with ecb_server.running() as found:
        monkeypatch.setitem(app.config, "RATES_URL", found.url)
        found.publish("2026-11-16", USD="1.10", JPY="160")
        found.publish("2026-11-17", USD="1.11", JPY="161")
        SERVICE.update_exchange_rates()
        found.asked.clear()
        found.publish("2026-11-18", USD="1.12", JPY="162")
        found.publish("2026-11-19", USD="1.13", JPY="163")
        found.publish("2026-11-20", USD="1.14", JPY="164")
        yield found


def stored(code: str) -> dict[int, str]:
    """The stored rates by the day of the month."""
    query = select(Rate).join(Currency, Currency.id == Rate.currency_id)
    rows = db.session.scalars(query.where(Currency.code == code).order_by(Rate.day))
    found = {row.day.day: str(row.rate) for row in rows}
    db.session.rollback()
    return found


def everything() -> list[tuple[object, ...]]:
    rows = db.session.execute(select(Rate.currency_id, Rate.day, Rate.rate).order_by(Rate.day))
    found = [tuple(row) for row in rows]
    db.session.rollback()
    return found


WEEK = {16: "1.10", 17: "1.11", 18: "1.12", 19: "1.13", 20: "1.14"}


def test_what_is_missing_comes_in(server: EcbServer) -> None:
    report = SERVICE.update_exchange_rates()
    assert stored("USD") == WEEK
    assert (report.file, report.added, report.last_day) == (QUARTER, 6, date(2026, 11, 20))
    assert report.held == report.corrected == report.missing == report.unknown == ()


def test_a_second_update_changes_nothing(server: EcbServer) -> None:
    SERVICE.update_exchange_rates()
    before = everything()
    assert SERVICE.update_exchange_rates().added == 0
    assert everything() == before


def test_the_daily_file_is_enough_where_one_day_is_missing(
    server: EcbServer, clock: time_machine.Traveller
) -> None:
    SERVICE.update_exchange_rates()
    clock.move_to("2026-11-23 18:00:00Z")
    server.publish("2026-11-23", USD="1.15", JPY="165")
    server.asked.clear()
    assert SERVICE.update_exchange_rates().added == 2
    assert server.asked == [DAILY]
    assert stored("USD")[23] == "1.15"


def test_the_whole_history_is_fetched_where_there_is_none(server: EcbServer) -> None:
    for row in db.session.scalars(select(Rate)).all():
        db.session.delete(row)
    db.session.commit()
    server.publish("1999-01-04", USD="1.1789")
    assert SERVICE.update_exchange_rates().added == 11
    assert server.asked == [HISTORY]


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
        (None, SUNDAY, HISTORY),
        (date(2026, 11, 20), date(2026, 11, 20), DAILY),
        (date(2026, 11, 20), SUNDAY, DAILY),
        (date(2026, 11, 20), date(2026, 11, 23), DAILY),
        (date(2026, 11, 20), date(2026, 11, 24), QUARTER),
        (date(2026, 11, 19), SUNDAY, DAILY),
        (date(2026, 11, 18), SUNDAY, QUARTER),
        (SUNDAY - timedelta(days=80), SUNDAY, QUARTER),
        (SUNDAY - timedelta(days=81), SUNDAY, HISTORY),
    ],
)
def test_the_smallest_file_without_a_gap_is_asked_first(
    covered: date | None, today: date, first: str
) -> None:
    files = files_for(covered, today)
    assert files[0] == first
    assert sorted(files) == sorted((DAILY, QUARTER, HISTORY))


def test_another_file_helps_where_the_first_fails(server: EcbServer) -> None:
    server.overrides[QUARTER] = b"<html></html>"
    report = SERVICE.update_exchange_rates()
    assert report.file == HISTORY
    assert stored("USD") == WEEK


def test_a_hole_left_by_the_daily_file_is_filled_later(
    server: EcbServer, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-12-01 18:00:00Z")
    for day in range(23, 31):
        server.publish(f"2026-11-{day}", USD="1.15")
    server.publish("2026-12-01", USD="1.16")
    server.overrides = {QUARTER: b"", HISTORY: b""}
    assert SERVICE.update_exchange_rates().file == DAILY
    assert stored("USD") == {16: "1.10", 17: "1.11", 1: "1.16"}
    assert covered_until(db.session(), date(2026, 12, 1)) == date(2026, 11, 17)
    server.overrides.clear()
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
def test_a_source_that_fails_changes_nothing(server: EcbServer, answer: ecb_server.Answer) -> None:
    before = everything()
    server.answer = answer
    with pytest.raises(SourceFailed):
        SERVICE.update_exchange_rates()
    assert everything() == before
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.11")


@pytest.mark.parametrize("answer", [ecb_server.hanging, ecb_server.dripping])
def test_a_slow_source_costs_its_time_and_no_more(
    server: EcbServer, answer: ecb_server.Answer
) -> None:
    server.answer = answer
    before = everything()
    with pytest.raises(SourceFailed):
        SERVICE.update_exchange_rates(seconds=0.5)
    assert everything() == before


def test_a_bank_that_does_not_answer_is_asked_once(server: EcbServer) -> None:
    server.answer = ecb_server.hanging
    with pytest.raises(SourceFailed, match="did not answer"):
        SERVICE.update_exchange_rates(seconds=0.2)
    assert server.asked == [QUARTER]


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "1e3", "abc"])
def test_one_impossible_rate_refuses_the_whole_file(server: EcbServer, rate: str) -> None:
    server.publish("2026-11-20", JPY=rate)
    with pytest.raises(SourceFailed):
        SERVICE.update_exchange_rates()
    assert stored("USD") == {16: "1.10", 17: "1.11"}


def test_a_day_to_come_refuses_the_whole_file(server: EcbServer) -> None:
    server.publish("2026-11-23", USD="1.15")
    with pytest.raises(SourceFailed, match="2026-11-23"):
        SERVICE.update_exchange_rates()
    assert stored("USD") == {16: "1.10", 17: "1.11"}


def test_an_unknown_code_is_left_out_and_reported(server: EcbServer) -> None:
    server.publish("2026-11-20", XAU="0.0005", ARS="1500")
    report = SERVICE.update_exchange_rates()
    assert report.unknown == ("ARS", "XAU")
    assert stored("ARS") == {}
    assert stored("USD") == WEEK


def test_a_file_of_unknown_codes_alone_is_refused(server: EcbServer) -> None:
    server.rates = {date(2026, 11, 20): {"XAU": "0.0005"}}
    with pytest.raises(SourceFailed, match="no currency"):
        SERVICE.update_exchange_rates()


def test_a_currency_that_is_not_quoted_any_more_is_reported(server: EcbServer) -> None:
    del server.rates[date(2026, 11, 20)]["JPY"]
    assert SERVICE.update_exchange_rates().missing == ("JPY",)


def test_a_jump_is_held_back_and_the_rest_comes_in(server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40")
    report = SERVICE.update_exchange_rates()
    jump = RateChange("USD", date(2026, 11, 20), Decimal("1.13"), Decimal("1.40"))
    assert report.held == (jump,)
    assert stored("USD") == {16: "1.10", 17: "1.11", 18: "1.12", 19: "1.13"}
    assert stored("JPY")[20] == "164"
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.13")


def test_a_jump_held_back_stays_so(server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40")
    first = SERVICE.update_exchange_rates()
    second = SERVICE.update_exchange_rates()
    assert (second.held, second.added) == (first.held, 0)


def test_a_jump_is_taken_on_somebodys_word(server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40")
    SERVICE.update_exchange_rates()
    (taken,) = SERVICE.accept_rate("USD", date(2026, 11, 20))
    assert (taken.old, taken.new) == (Decimal("1.13"), Decimal("1.40"))
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.4")
    assert SERVICE.update_exchange_rates().held == ()


def test_days_after_a_jump_wait_and_come_in_with_it(server: EcbServer) -> None:
    server.publish("2026-11-18", USD="1.40")
    server.publish("2026-11-19", USD="1.41")
    server.publish("2026-11-20", USD="2.00")
    assert [held.day.day for held in SERVICE.update_exchange_rates().held] == [18, 19, 20]
    taken = SERVICE.accept_rate("USD", date(2026, 11, 18))
    assert [change.day.day for change in taken] == [18, 19]
    assert stored("USD") == {16: "1.10", 17: "1.11", 18: "1.40", 19: "1.41"}
    assert [held.day.day for held in SERVICE.list_held_rates()] == [20]


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("USD", date(2026, 11, 19)),
        ("JPY", date(2026, 11, 20)),
        ("XXX", date(2026, 11, 20)),
    ],
)
def test_only_what_is_held_back_can_be_taken(server: EcbServer, code: str, day: date) -> None:
    server.publish("2026-11-20", USD="1.40")
    SERVICE.update_exchange_rates()
    with pytest.raises(NotFound):
        SERVICE.accept_rate(code, day)
    assert 20 not in stored("USD")


def test_a_jump_that_the_bank_corrects_is_settled(server: EcbServer) -> None:
    server.publish("2026-11-20", USD="11.40")
    SERVICE.update_exchange_rates()
    server.publish("2026-11-20", USD="1.14")
    assert SERVICE.update_exchange_rates().held == ()
    assert stored("USD") == WEEK


def test_a_jump_that_comes_back_as_another_is_held_with_its_new_rate(server: EcbServer) -> None:
    for rate in ("11.40", "11.50"):
        server.publish("2026-11-20", USD=rate)
        SERVICE.update_exchange_rates()
    (held,) = SERVICE.list_held_rates()
    assert held.new == Decimal("11.50")


def test_a_correction_replaces_what_is_there_and_is_reported(server: EcbServer) -> None:
    server.publish("2026-11-17", USD="1.09")
    (change,) = SERVICE.update_exchange_rates().corrected
    assert change == RateChange("USD", date(2026, 11, 17), Decimal("1.11"), Decimal("1.09"))
    assert stored("USD") == WEEK | {17: "1.09"}


def test_an_implausible_correction_is_held_back(server: EcbServer) -> None:
    server.publish("2026-11-17", USD="11.1")
    (held,) = SERVICE.update_exchange_rates().held
    assert (held.old, held.new) == (Decimal("1.11"), Decimal("11.1"))
    assert stored("USD") == WEEK
    SERVICE.accept_rate("USD", date(2026, 11, 17))
    assert stored("USD") == WEEK | {17: "11.1"}


def test_an_update_is_seen_by_cached_reads(server: EcbServer) -> None:
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.11")
    SERVICE.update_exchange_rates()
    assert SERVICE.get_exchange_rate("EUR", "USD") == Decimal("1.14")


def test_no_transaction_is_open_while_the_bank_thinks(
    server: EcbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ones: list[bool] = []
    fetch = currency_service.fetch

    def watched(*args: object) -> object:
        open_ones.append(db.session().in_transaction())
        return fetch(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(currency_service, "fetch", watched)
    SERVICE.update_exchange_rates()
    assert open_ones == [False]


# -- what is plausible

RATE = st.decimals("0.0001", "10000", places=4)
DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [
        ("1", "1.2", False),
        ("1", "1.2000001", True),
        ("1", "0.8", False),
        ("1", "0.7999999", True),
        ("150", "180", False),
        ("150", "180.0001", True),
        ("0.9", "9", True),
    ],
)
def test_a_jump_is_more_than_a_fifth(before: str, after: str, jumps: bool) -> None:
    assert is_jump(Decimal(before), Decimal(after)) is jumps


@given(st.dictionaries(DAYS, RATE), st.dictionaries(DAYS, RATE))
def test_every_fetched_rate_is_new_corrected_held_or_there(
    known: dict[date, Decimal], fetched: dict[date, Decimal]
) -> None:
    found = sift(known, fetched)
    groups = [found.new.keys(), found.corrected.keys(), found.held.keys()]
    same = {day for day in known.keys() & fetched.keys() if known[day] == fetched[day]}
    assert sorted([*same, *(day for group in groups for day in group)]) == sorted(fetched)
    assert found.new.keys().isdisjoint(known)
    assert found.corrected.keys() <= known.keys()


@given(st.dictionaries(DAYS, RATE), st.dictionaries(DAYS, RATE))
def test_nothing_that_comes_in_jumps(
    known: dict[date, Decimal], fetched: dict[date, Decimal]
) -> None:
    found = sift(known, fetched)
    for jump in found.corrected.values():
        assert not is_jump(jump.previous, jump.rate)
    after = known | found.new | {d: j.rate for d, j in found.corrected.items()}
    for day in found.new:
        earlier = [other for other in after if other < day]
        if earlier:
            assert not is_jump(after[max(earlier)], after[day])


# -- once a day, after a page


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


def test_a_refresh_is_due_once_a_day(server: EcbServer, clock: time_machine.Traveller) -> None:
    first = SERVICE.refresh_if_due()
    assert first is not None
    assert first.added == 6
    server.publish("2026-11-23", USD="1.15")
    clock.move_to("2026-11-23 18:00:00Z")
    assert SERVICE.refresh_if_due() is not None
    clock.move_to("2026-11-23 20:00:00Z")
    server.asked.clear()
    assert SERVICE.refresh_if_due() is None
    assert server.asked == []


def test_nothing_is_asked_where_all_is_fresh(server: EcbServer) -> None:
    SERVICE.update_exchange_rates()
    server.asked.clear()
    assert SERVICE.refresh_if_due() is None
    assert server.asked == []
    assert db.session.get(JobRun, "rates") is None


def test_a_failed_refresh_is_noted_and_not_tried_again_that_day(
    server: EcbServer, clock: time_machine.Traveller
) -> None:
    server.answer = ecb_server.with_status(500)
    assert SERVICE.refresh_if_due() is None
    run = db.session.get_one(JobRun, "rates")
    assert (run.day, run.outcome) == (SUNDAY, "The source answered with status 500.")
    assert run.finished_at is not None
    server.answer = ecb_server.well
    assert SERVICE.refresh_if_due() is None
    clock.move_to("2026-11-23 01:00:00Z")
    assert SERVICE.refresh_if_due() is not None
    assert stored("USD") == WEEK


def test_only_one_worker_takes_the_days_run(server: EcbServer) -> None:
    assert rate_refresh.claim()
    assert not rate_refresh.claim()
    assert SERVICE.refresh_if_due() is None
    assert server.asked == []


def test_a_worker_that_comes_second_to_the_very_first_run_stands_back(
    server: EcbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rate_refresh.claim()
    with monkeypatch.context() as patched:
        patched.setattr(LedgerSession, "get", lambda *_args, **_kwargs: None)
        assert not rate_refresh.claim()


def test_the_outcome_of_a_run_that_is_gone_is_nobodys(app: Flask) -> None:
    rate_refresh.finish("lost")
    assert db.session.get(JobRun, "rates") is None


# -- status


def test_the_status_of_nothing(app: Flask) -> None:
    found = SERVICE.rates_status()
    assert (found.first_day, found.last_day, found.age_days, found.rates) == (None, None, None, 0)


def test_the_status_names_ends_gaps_and_what_waits(server: EcbServer) -> None:
    currency = db.session.scalars(select(Currency).where(Currency.code == "ISK")).one()
    for day in (date(2026, 8, 3), date(2026, 8, 11), date(2026, 8, 20)):
        db.session.add(Rate(currency_id=currency.id, day=day, rate=Decimal(150)))
    db.session.commit()
    server.publish("2026-11-20", USD="1.40")
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
