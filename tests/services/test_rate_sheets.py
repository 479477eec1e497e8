"""The ECB's formats: read exactly, or refused."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ecb_server import csv_of, xml_of, zip_of
from total_bankroll.errors import SourceFailed
from total_bankroll.services import ecb
from total_bankroll.services.ecb import read_xml, read_zip
from total_bankroll.services.rate_bundle import read_bundle
from total_bankroll.services.rate_sheets import read_csv

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


NO_NUMBERS = ["", "abc", "NaN", "Infinity", "1e5", "1,05", "1.", "١.٢"]
WRONG_RATES = ["0", "0.000", "-1.05", "9" * 13, *NO_NUMBERS]


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
    ids=range(11),  # an archive says when it was made: two processes would not agree
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
