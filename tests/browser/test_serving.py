"""What the tests' own server does where a browser goes away in the midst of an answer."""

import socket
import struct
from collections.abc import Iterable, Iterator
from threading import Event
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.wsgi import ClosingIterator

from tests.browser.live import HOST, serving

AT_ONCE = struct.pack("ii", 1, 0)  # the connection is reset, as by a browser that moves on
PATIENCE = 10


def test_an_answer_is_closed_where_the_browser_left_having_read_it() -> None:
    left, closed = Event(), Event()

    def parts() -> Iterator[bytes]:
        yield b"1"
        assert left.wait(PATIENCE)

    def answer(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "1")])
        return ClosingIterator(parts(), closed.set)

    with serving(answer) as port:
        with socket.create_connection((HOST, port)) as browser:
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            browser.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert browser.recv(1)
        left.set()
        assert closed.wait(PATIENCE)
