"""Fetching the European Central Bank's reference rates, trusting nothing that comes back."""

import io
import lzma
import time
import zipfile
import zlib
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from total_bankroll.addresses import is_loopback
from total_bankroll.errors import SourceFailed
from total_bankroll.services.rate_sheets import Sheet, read_csv, sheet_of

DAILY, QUARTER, HISTORY = "eurofxref-daily.xml", "eurofxref-hist-90d.xml", "eurofxref-hist.zip"
TABLE = "eurofxref-hist.csv"
MEGABYTE = 1024 * 1024
LARGEST = {DAILY: MEGABYTE // 8, QUARTER: 2 * MEGABYTE, HISTORY: 8 * MEGABYTE}
LARGEST_TABLE = 32 * MEGABYTE
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
        # A worker that never asks the source does without what asking takes.
        from total_bankroll.services.downloads import Download  # noqa: PLC0415 - ADR 14

        content = Download(self._address(name), LARGEST[name], self.deadline).content()
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
