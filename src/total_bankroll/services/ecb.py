"""Fetching the European Central Bank's reference rates, trusting nothing that comes back."""

import io
import ipaddress
import lzma
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

import requests
import urllib3
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from total_bankroll.errors import SourceFailed
from total_bankroll.services.rate_sheets import Sheet, read_csv, sheet_of

DAILY, QUARTER, HISTORY = "eurofxref-daily.xml", "eurofxref-hist-90d.xml", "eurofxref-hist.zip"
TABLE = "eurofxref-hist.csv"
MEGABYTE = 1024 * 1024
LARGEST = {DAILY: MEGABYTE // 8, QUARTER: 2 * MEGABYTE, HISTORY: 8 * MEGABYTE}
LARGEST_TABLE = 32 * MEGABYTE
CHUNK = 64 * 1024
CONNECT_SECONDS, READ_SECONDS = 3.05, 8.0
CUBE, ENVELOPE = "{*}Cube", "Envelope"  # whatever their name space

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    UnicodeError,
)


class Unreachable(SourceFailed):
    """Nobody answers at all: asking for another file would only cost the same time again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the ECB's files are, and until when (of the monotonic clock) fetching may take."""

    base: str
    deadline: float

    @classmethod
    def within(cls, base: str, seconds: float) -> Self:
        """A source whose files must all have come within so many seconds from now."""
        return cls(base, time.monotonic() + seconds)

    def fetch(self, name: str) -> Sheet:
        """One of the three files, verified; raises SourceFailed for whatever is wrong with it."""
        content = _Download(self._address(name), LARGEST[name], self.deadline).content()
        return read_zip(content) if name == HISTORY else read_xml(content)

    def _address(self, name: str) -> str:
        """The file's address: of the configured host and no other, encrypted or on this machine."""
        try:
            base = urlsplit(self.base)
            address = urljoin(self.base.rstrip("/") + "/", name)
            is_its_own = urlsplit(address).netloc == base.netloc and base.port != 0
        except ValueError:
            raise SourceFailed("RATES_URL is not an address.") from None
        if base.scheme != "https" and not (base.scheme == "http" and is_loopback(base.hostname)):
            raise SourceFailed("RATES_URL must begin with https://.")
        if not base.hostname or base.username or not is_its_own:
            raise SourceFailed("RATES_URL is not the address of a folder.")
        return address


def is_loopback(host: str | None) -> bool:
    """Whether `host` is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Download:
    """One request without redirects, within limits of size and time."""

    address: str
    largest: int
    deadline: float

    def content(self) -> bytes:
        try:
            with requests.Session() as session:
                session.trust_env = not is_loopback(urlsplit(self.address).hostname)
                with self._answer(session) as answer:
                    return b"".join(self._pieces(answer))
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Unreachable(f"The source did not answer: {type(error).__name__}.") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise SourceFailed(f"The source did not answer: {type(error).__name__}.") from error

    def _answer(self, session: requests.Session) -> requests.Response:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise SourceFailed("The source was too slow.")
        answer = session.get(
            self.address,
            stream=True,
            allow_redirects=False,
            timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
            headers={"Accept-Encoding": "identity", "User-Agent": "total-bankroll"},
        )
        if answer.status_code != requests.codes.ok:
            answer.close()
            raise SourceFailed(f"The source answered with status {answer.status_code}.")
        return answer

    def _pieces(self, answer: requests.Response) -> Iterator[bytes]:
        """What arrives, as it arrives: waiting for whole chunks would outlast the deadline."""
        size = 0
        while piece := answer.raw.read1(CHUNK):
            size += len(piece)
            if size > self.largest:
                raise SourceFailed("The source sent more than rates can be.")
            if time.monotonic() > self.deadline:
                raise SourceFailed("The source was too slow.")
            yield piece


def read_xml(content: bytes) -> Sheet:
    """The sheet in the ECB's XML, of one day or of ninety."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise SourceFailed("The source sent a broken or unfit file.") from error
    if root.tag.rpartition("}")[2] != ENVELOPE:
        raise SourceFailed("The source sent something else than rates.")
    return sheet_of((day.get("time", ""), _cells(day)) for day in root.findall(f"{CUBE}/{CUBE}"))


def _cells(day: Element) -> dict[str, str]:
    rates = [(cube.get("currency", ""), cube.get("rate", "")) for cube in day.findall(CUBE)]
    if len(dict(rates)) < len(rates):
        raise SourceFailed("The source sent two rates for one currency and day.")
    return dict(rates)


def read_zip(content: bytes) -> Sheet:
    """The sheet in the zipped CSV of the whole history."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            table = _unpacked(archive).decode("ascii")
    except _BROKEN_ZIP as error:
        raise SourceFailed("The source sent a broken or unfit file.") from error
    return read_csv(io.StringIO(table, newline=""))


def _unpacked(archive: zipfile.ZipFile) -> bytes:
    """The one table inside; what an archive says of its size is not believed."""
    if archive.namelist() != [TABLE]:
        raise SourceFailed("The source sent another archive than the history.")
    with archive.open(TABLE) as packed:
        table = packed.read(LARGEST_TABLE + 1)
        if len(table) > LARGEST_TABLE:
            raise SourceFailed("The source sent more than rates can be.")
    return table
