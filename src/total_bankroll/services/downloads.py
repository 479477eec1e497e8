"""Asking another host for a file: the only module that does, and it trusts nothing."""

import io
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from total_bankroll.addresses import is_loopback
from total_bankroll.errors import SourceFailed, Unreachable

CHUNK = 64 * 1024
CONNECT_SECONDS, READ_SECONDS = 3.05, 8.0
TOO_SLOW = "The source was too slow."


@dataclass(frozen=True, slots=True)
class Download:
    """One request without redirects, within limits of size and time."""

    address: str
    largest: int
    deadline: float

    def content(self) -> bytes:
        """All of it; raises SourceFailed."""
        try:
            with requests.Session() as session:
                session.mount("https://", _Punctual(self.deadline))
                session.mount("http://", _Punctual(self.deadline))
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
            raise SourceFailed(TOO_SLOW)
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
            yield piece


class _Punctual(HTTPAdapter):
    """Connections whose answers, from the first letter of their heads on, end by the deadline.

    A time-out of `requests` begins anew with every byte: a source that drips holds it for good.
    """

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        pool.ConnectionCls = type("_Connection", (pool.ConnectionCls,), {})
        pool.ConnectionCls.response_class = staticmethod(self._response)
        return pool

    def _response(self, received: socket.socket, *args: Any, **options: Any) -> HTTPResponse:
        response = HTTPResponse(received, *args, **options)
        response.fp.close()
        response.fp = io.BufferedReader(_Timed(received, self._deadline))
        return response


class _Timed(io.RawIOBase):
    """What a socket receives; no wait outlasts the deadline."""

    def __init__(self, received: socket.socket, deadline: float) -> None:
        self._socket, self._deadline = received, deadline
        self._pieces = received.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise SourceFailed(TOO_SLOW)
        self._socket.settimeout(min(READ_SECONDS, left))
        try:
            return self._pieces.readinto(buffer)
        except TimeoutError:
            if left > READ_SECONDS:
                raise
            raise SourceFailed(TOO_SLOW) from None

    def close(self) -> None:
        self._pieces.close()
        super().close()
