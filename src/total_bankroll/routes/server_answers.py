"""What gunicorn answers by itself, to a request that it cannot read: our headers, and no name."""

from http import HTTPStatus
from typing import Any

from flask import Flask
from gunicorn import util
from gunicorn.http import wsgi

from total_bankroll.routes.headers import FIXED, STRICT_TRANSPORT

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of an answer that has nothing to load."""


class NamelessResponse(wsgi.Response):  # type: ignore[misc]  # gunicorn carries no types
    """The application's answers, without a line that names the server."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class Draft:
    """A socket to gunicorn, which keeps what is said."""

    def __init__(self) -> None:
        self.said = b""

    def gettimeout(self) -> float:
        return 0.0

    def sendall(self, data: bytes) -> None:
        self.said += data


def init_worker(worker: Any) -> None:
    """Give the errors of a worker of any kind our headers; called by gunicorn.conf.py."""
    wsgi.Response = NamelessResponse
    inner, app = worker.handle_error, worker.wsgi

    def handle_error(req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        draft = Draft()
        inner(req, draft, addr, exc)  # it decides on the status, and logs
        if draft.said:
            try:
                util.write_nonblock(client, answer_of(draft.said, is_strict=_is_strict(app)))
            except OSError:
                worker.log.debug("Nobody waits for an error's answer.")

    worker.handle_error = handle_error


def answer_of(said: bytes, *, is_strict: bool) -> bytes:
    """What is sent in place of gunicorn's own answer: its status, and nothing of the request."""
    status = HTTPStatus(int(said.split(None, 2)[1]))
    body = f"{status.phrase}\n"
    headers = FIXED | {
        "Content-Security-Policy": NOTHING,
        "Cache-Control": "no-store, private",
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
    }
    if is_strict:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", body]).encode("ascii")


def _is_strict(app: object) -> bool:
    return isinstance(app, Flask) and bool(app.config.get("SESSION_COOKIE_SECURE"))
