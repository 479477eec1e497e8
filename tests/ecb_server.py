"""A server that speaks the ECB's formats, and misbehaves on demand."""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILES = ("eurofxref-daily.xml", "eurofxref-hist-90d.xml", "eurofxref-hist.zip")
DAILY, QUARTER, HISTORY = FILES
Rates = Mapping[date, Mapping[str, str]]


def xml_of(rates: Rates) -> bytes:
    """The days, newest first, as the ECB writes them."""
    days = "".join(
        f"\t\t<Cube time='{day}'>\n"
        + "".join(f"\t\t\t<Cube currency='{c}' rate='{r}'/>\n" for c, r in quotes.items())
        + "\t\t</Cube>\n"
        for day, quotes in sorted(rates.items(), reverse=True)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gesmes:Envelope xmlns:gesmes='http://www.gesmes.org/xml/2002-08-01'"
        " xmlns='http://www.ecb.int/vocabulary/2002-08-01/eurofxref'>\n"
        "\t<gesmes:subject>Reference rates</gesmes:subject>\n"
        "\t<gesmes:Sender>\n\t\t<gesmes:name>European Central Bank</gesmes:name>\n"
        f"\t</gesmes:Sender>\n\t<Cube>\n{days}\t</Cube>\n</gesmes:Envelope>"
    ).encode()


def csv_of(rates: Rates) -> bytes:
    """The table inside the zip: a trailing comma on every line, N/A where there is no rate."""
    codes = sorted({code for quotes in rates.values() for code in quotes})
    lines = [["Date", *codes, ""]]
    for day, quotes in sorted(rates.items(), reverse=True):
        lines.append([str(day), *(quotes.get(code, "N/A") for code in codes), ""])
    return "".join(",".join(line) + "\n" for line in lines).encode()


def zip_of(content: bytes, name: str = "eurofxref-hist.csv") -> bytes:
    """An archive with one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


Answer = Callable[["_Handler", bytes], None]


class EcbServer(ThreadingHTTPServer):
    """Publishes `rates`; `overrides` replaces a file, `answer` the whole way of answering."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rates: dict[date, dict[str, str]] = {}
        self.overrides: dict[str, bytes] = {}
        self.answer: Answer = well
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/stats/eurofxref/"

    def publish(self, day: str, **rates: str) -> None:
        self.rates.setdefault(date.fromisoformat(day), {}).update(rates)

    def content(self, name: str) -> bytes:
        if name in self.overrides:
            return self.overrides[name]
        if name == HISTORY:
            return zip_of(csv_of(self.rates))
        newest = max(self.rates)
        first = newest if name == DAILY else date.fromordinal(newest.toordinal() - 89)
        return xml_of({day: quotes for day, quotes in self.rates.items() if day >= first})


class _Handler(BaseHTTPRequestHandler):
    server: EcbServer

    def do_GET(self) -> None:
        name = self.path.removeprefix("/stats/eurofxref/").partition("?")[0]
        self.server.asked.append(name)
        if name not in FILES:
            self.send_error(404)
            return
        try:
            self.server.answer(self, self.server.content(name))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(
        self, status: int, content: bytes, *, size: int | None = None, location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if size is None else size))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Tests are quiet."""


def well(handler: _Handler, content: bytes) -> None:
    handler.send(200, content)


def with_status(status: int) -> Answer:
    return lambda handler, content: handler.send(status, content)


def redirecting(handler: _Handler, content: bytes) -> None:
    """To a place that would answer well."""
    if handler.path.endswith("?moved"):
        handler.send(200, content)
    else:
        handler.send(302, b"", location=handler.path + "?moved")


def cut_short(handler: _Handler, content: bytes) -> None:
    """Less than was announced."""
    handler.send(200, content[: len(content) // 2], size=len(content))


def halved(handler: _Handler, content: bytes) -> None:
    """Half a file that says it is whole."""
    handler.send(200, content[: len(content) // 2])


def in_html(handler: _Handler, _content: bytes) -> None:
    handler.send(200, b"<!doctype html><html><body>We will be right back</body></html>")


def empty(handler: _Handler, _content: bytes) -> None:
    handler.send(200, b"")


def endless(handler: _Handler, _content: bytes) -> None:
    """More than any file of rates, without saying how much."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def dripping(handler: _Handler, content: bytes) -> None:
    """Always a byte before the reader's patience for one read is over."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    for byte in content:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


def dripping_head(handler: _Handler, _content: bytes) -> None:
    """A head that goes on and on, a letter at a time."""
    for letter in b"HTTP/1.1 200 OK\r\nX-Patience: " + b"a" * 1000:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.05)


def hanging(handler: _Handler, content: bytes) -> None:
    """A good answer, later than anybody waits for it here."""
    time.sleep(5)
    handler.send(200, content)


@contextmanager
def running() -> Iterator[EcbServer]:
    """A server on a port of its own, until the end of the block."""
    server = EcbServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
