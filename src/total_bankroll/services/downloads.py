"""Asking another host for a file: the only module that does, and it trusts nothing."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3

from total_bankroll.addresses import is_loopback
from total_bankroll.errors import SourceFailed, Unreachable

CHUNK = 64 * 1024
CONNECT_SECONDS, READ_SECONDS = 3.05, 8.0


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
