"""Fetching from the ECB: its formats are read exactly, everything else is refused."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import ecb_server
from tests.ecb_server import DAILY, FILES, HISTORY, QUARTER, EcbServer
from total_bankroll.addresses import is_loopback
from total_bankroll.errors import SourceFailed, Unreachable
from total_bankroll.services import downloads
from total_bankroll.services.ecb import Source

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.fixture
def server() -> Iterator[EcbServer]:
    with ecb_server.running() as found:
        found.publish("2026-11-19", USD="1.0571", JPY="163.31")
        found.publish("2026-11-20", USD="1.0412", JPY="161.19", CZK="25.342")
        yield found


def source(server: EcbServer, seconds: float = 5.0) -> Source:
    return Source.within(server.url, seconds)


@pytest.mark.parametrize("name", FILES)
def test_reads_the_newest_day_of_every_file(server: EcbServer, name: str) -> None:
    sheet = source(server).fetch(name)
    assert sheet.days[-1] == (
        FRIDAY,
        {"USD": Decimal("1.0412"), "JPY": Decimal("161.19"), "CZK": Decimal("25.342")},
    )


@pytest.mark.parametrize("name", [QUARTER, HISTORY])
def test_reads_days_oldest_first_and_leaves_out_what_is_not_quoted(
    server: EcbServer, name: str
) -> None:
    sheet = source(server).fetch(name)
    assert [day for day, _ in sheet.days] == [date(2026, 11, 19), FRIDAY]
    assert sheet.series()["CZK"] == [(FRIDAY, Decimal("25.342"))]


def test_the_daily_file_is_one_day(server: EcbServer) -> None:
    assert len(source(server).fetch(DAILY).days) == 1


def test_an_address_without_a_slash_at_its_end_is_the_same_folder(server: EcbServer) -> None:
    assert Source.within(server.url.rstrip("/"), 5).fetch(DAILY).last_day == FRIDAY


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "answer",
    [
        ecb_server.with_status(500),
        ecb_server.with_status(404),
        ecb_server.with_status(204),
        ecb_server.redirecting,
        ecb_server.cut_short,
        ecb_server.halved,
        ecb_server.in_html,
        ecb_server.empty,
        ecb_server.endless,
    ],
)
def test_refuses_an_answer_that_is_no_file(
    server: EcbServer, name: str, answer: ecb_server.Answer
) -> None:
    server.answer = answer
    with pytest.raises(SourceFailed):
        source(server).fetch(name)


def test_does_not_follow_a_redirect(server: EcbServer) -> None:
    server.answer = ecb_server.redirecting
    with pytest.raises(SourceFailed, match="302"):
        source(server).fetch(DAILY)
    assert server.asked == [DAILY]


@pytest.mark.parametrize(
    "answer", [ecb_server.hanging, ecb_server.dripping_head, ecb_server.dripping]
)
def test_gives_up_when_the_time_is_over(server: EcbServer, answer: ecb_server.Answer) -> None:
    """Whoever waited longer would get the whole file."""
    server.answer = answer
    begun = time.monotonic()
    with pytest.raises(SourceFailed, match="too slow"):
        source(server, seconds=0.4).fetch(DAILY)
    assert time.monotonic() - begun < 3


def test_a_source_that_falls_silent_is_not_asked_for_another_file(
    server: EcbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "READ_SECONDS", 0.2)
    server.answer = ecb_server.hanging
    with pytest.raises(Unreachable, match="Timeout"):
        source(server).fetch(DAILY)


def test_asks_nobody_once_the_time_is_over(server: EcbServer) -> None:
    with pytest.raises(SourceFailed, match="too slow"):
        source(server, seconds=0).fetch(DAILY)
    assert server.asked == []


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(SourceFailed, match="did not answer"):
        Source.within("http://127.0.0.1:9/", 5).fetch(DAILY)


@pytest.mark.parametrize(
    "base",
    [
        "http://www.ecb.europa.eu/stats/eurofxref/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "https://",
        "https://name:word@example.org/",
        "https://[broken/",
        "",
        "127.0.0.1",
        "http://127.0.0.1.example.org/",
    ],
)
def test_only_an_encrypted_host_or_this_machine_is_asked(base: str) -> None:
    with pytest.raises(SourceFailed, match="RATES_URL"):
        Source.within(base, 5).fetch(DAILY)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("ecb.europa.eu", False),
        (None, False),
    ],
)
def test_loopback_is_this_machine(host: str | None, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_quarter_ends_ninety_days_back(server: EcbServer) -> None:
    server.publish(str(FRIDAY - timedelta(days=200)), USD="1.1")
    assert source(server).fetch(QUARTER).first_day == date(2026, 11, 19)
    assert source(server).fetch(HISTORY).first_day == FRIDAY - timedelta(days=200)
