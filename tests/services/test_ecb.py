"""Fetching from the ECB: its formats are read exactly, everything else is refused."""

import io
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import ecb_server
from tests.ecb_server import DAILY, FILES, HISTORY, QUARTER, EcbServer, csv_of, xml_of, zip_of
from total_bankroll.errors import SourceFailed
from total_bankroll.services import ecb
from total_bankroll.services.ecb import Source, read_xml, read_zip
from total_bankroll.services.rate_bundle import read_bundle
from total_bankroll.services.rate_sheets import read_csv

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


@pytest.mark.parametrize("answer", [ecb_server.hanging, ecb_server.dripping])
def test_gives_up_when_the_time_is_over(server: EcbServer, answer: ecb_server.Answer) -> None:
    server.answer = answer
    began = time.monotonic()
    with pytest.raises(SourceFailed):
        source(server, seconds=0.4).fetch(DAILY)
    assert time.monotonic() - began < 2


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
    assert ecb.is_loopback(host) is expected


WRONG_RATES = ["0", "-1.05", "NaN", "Infinity", "1e5", "1,05", "", "abc", "1.", "9" * 13, "0.000"]


@pytest.mark.parametrize("rate", WRONG_RATES)
def test_refuses_a_file_with_a_rate_that_cannot_be_one(rate: str) -> None:
    with pytest.raises(SourceFailed):
        read_xml(xml_of({FRIDAY: {"USD": rate}}))


@pytest.mark.parametrize("rate", [rate for rate in WRONG_RATES if rate not in ("", "1,05")])
def test_refuses_a_table_with_a_rate_that_cannot_be_one(rate: str) -> None:
    with pytest.raises(SourceFailed):
        read_zip(zip_of(csv_of({FRIDAY: {"USD": rate}})))


@pytest.mark.parametrize("code", ["usd", "US", "USDT", "U$D", "<b>"])
def test_refuses_a_table_with_a_code_that_cannot_be_one(code: str) -> None:
    with pytest.raises(SourceFailed, match="code"):
        read_zip(zip_of(csv_of({FRIDAY: {code: "1.05"}})))


def with_days(*days: str) -> bytes:
    cubes = "".join(f"<Cube time='{d}'><Cube currency='USD' rate='1.1'/></Cube>" for d in days)
    return f"<Envelope><Cube>{cubes}</Cube></Envelope>".encode()


@pytest.mark.parametrize(
    "days",
    [
        (),
        ("2026-02-30",),
        ("",),
        ("20.11.2026",),
        ("1998-12-31",),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20", "2026-11-18", "2026-11-19"),
        ("2026-11-18", "2026-11-20", "2026-11-19"),
    ],
)
def test_refuses_days_that_cannot_be_or_are_not_in_order(days: tuple[str, ...]) -> None:
    with pytest.raises(SourceFailed):
        read_xml(with_days(*days))


def test_takes_days_in_either_order() -> None:
    days = ("2026-11-18", "2026-11-19", "2026-11-20")
    assert read_xml(with_days(*days)) == read_xml(with_days(*reversed(days)))


def test_refuses_two_rates_of_one_currency_and_day() -> None:
    double = "<Cube currency='USD' rate='1.1'/><Cube currency='USD' rate='1.2'/>"
    content = f"<Envelope><Cube><Cube time='2026-11-20'>{double}</Cube></Cube></Envelope>"
    with pytest.raises(SourceFailed, match="two rates"):
        read_xml(content.encode())


def test_refuses_a_day_without_rates() -> None:
    with pytest.raises(SourceFailed, match="no rates"):
        read_xml(xml_of({FRIDAY: {}}))


@pytest.mark.parametrize(
    "content",
    [
        b"<rss/>",
        b"\x00\x01",
        b"<?xml version='1.0' encoding='klingon'?><Envelope/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope>&b;</Envelope>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Envelope/>",
    ],
)
def test_refuses_xml_that_is_not_the_banks(content: bytes) -> None:
    with pytest.raises(SourceFailed):
        read_xml(content)


def encrypted() -> bytes:
    """An archive whose entry says that it needs a password."""
    content = bytearray(zip_of(csv_of({FRIDAY: {"USD": "1.05"}})))
    central = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[central + 8] |= 1
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(zip_of(csv_of({FRIDAY: {"USD": "1.05"}})))
    content[45] ^= 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x05\x06",
        zip_of(b""),
        zip_of(b"Date,USD,\n"),
        zip_of(b"Day,USD,\n2026-11-20,1.05,\n"),
        zip_of(b"Date,USD,\n2026-11-20,1.05\n"),
        zip_of(b"Date,USD,\n2026-11-20,1.05,,,\n"),
        zip_of("Date,USD,\n2026-11-20,１.05,\n".encode()),
        zip_of(b'Date,USD,\n2026-11-20,"' + b"1" * 200_000 + b'",\n'),
        zip_of(csv_of({FRIDAY: {"USD": "1.05"}}), "../eurofxref-hist.csv"),
        encrypted(),
        damaged(),
    ],
)
def test_refuses_an_archive_that_is_not_the_banks(content: bytes) -> None:
    with pytest.raises(SourceFailed):
        read_zip(content)


def test_refuses_an_archive_with_a_second_file() -> None:
    buffer = io.BytesIO(zip_of(csv_of({FRIDAY: {"USD": "1.05"}})))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("more.csv", "")
    with pytest.raises(SourceFailed, match="another archive"):
        read_zip(buffer.getvalue())


def test_stops_unpacking_where_a_table_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecb, "LARGEST_TABLE", 1000)
    with pytest.raises(SourceFailed, match="more than"):
        read_zip(zip_of(b"0" * 100_000))


def test_the_bundle_holds_every_series_since_1999() -> None:
    sheet = read_bundle()
    assert sheet.first_day == date(1999, 1, 4)
    assert len(sheet.codes) >= 41
    assert sum(len(series) for series in sheet.series().values()) >= 221_702
    assert sheet.series()["USD"][0] == (date(1999, 1, 4), Decimal("1.1789"))


def test_a_sheet_since_a_day_keeps_at_least_its_last_day() -> None:
    sheet = read_xml(with_days("2026-11-18", "2026-11-19", "2026-11-20"))
    assert sheet.since(date(2026, 11, 19)).first_day == date(2026, 11, 19)
    assert sheet.since(MONDAY).days == sheet.days[-1:]


quotes = st.dictionaries(
    st.sampled_from(["USD", "JPY", "GBP", "ISK"]),
    st.decimals("0.0001", "999999", places=4).map(str),
    min_size=1,
)
published = st.dictionaries(
    st.dates(date(1999, 1, 4), date(2030, 1, 1)), quotes, min_size=1, max_size=8
)


@given(published)
def test_the_three_formats_say_the_same(rates: dict[date, dict[str, str]]) -> None:
    as_xml = read_xml(xml_of(rates))
    assert read_zip(zip_of(csv_of(rates))) == as_xml
    assert read_csv(io.StringIO(csv_of(rates).decode())) == as_xml
    assert dict(as_xml.days) == {
        day: {code: Decimal(rate) for code, rate in found.items()} for day, found in rates.items()
    }


@given(st.binary(max_size=300))
def test_junk_is_refused_and_nothing_worse(content: bytes) -> None:
    for read in (read_xml, read_zip):
        with pytest.raises(SourceFailed):
            read(content)


@given(published, st.data())
def test_a_file_cut_anywhere_is_refused(
    rates: dict[date, dict[str, str]], data: st.DataObject
) -> None:
    for content, read in ((xml_of(rates), read_xml), (zip_of(csv_of(rates)), read_zip)):
        cut = data.draw(st.integers(0, len(content) - 1))
        with pytest.raises(SourceFailed):
            read(content[:cut])


def test_a_quarter_ends_ninety_days_back(server: EcbServer) -> None:
    server.publish(str(FRIDAY - timedelta(days=200)), USD="1.1")
    assert source(server).fetch(QUARTER).first_day == date(2026, 11, 19)
    assert source(server).fetch(HISTORY).first_day == FRIDAY - timedelta(days=200)
