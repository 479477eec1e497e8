"""A number for every request: its answer, its error page and its lines in the log carry it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex
from types import TracebackType

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
)
from flask.logging import default_handler

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}", re.ASCII)
LINE = "[%(asctime)s] %(levelname)s in %(name)s, request %(request_id)s: %(message)s"
_PART = r"[^\s@'\"<>(){}\[\],;]"
# Begun at the beginning of a word alone: a long one without a sign would take its square.
ADDRESS = re.compile(rf"(?<!{_PART}){_PART}++@{_PART}+")
"""An e-mail address, or the name and password in a server's URL."""

ExceptionInfo = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Lines without anybody's address, wherever in the message or the traceback it stood.

    Their time is UTC, and says so. Nothing that was sent begins a line: only what this writes
    itself stands at an edge, all lines of a traceback are set in.
    """

    def format(self, record: logging.LogRecord) -> str:
        return ADDRESS.sub("(address)", super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  # logging's name
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        return "\\n".join(super().formatMessage(record).splitlines())

    def formatException(self, ei: ExceptionInfo) -> str:  # type: ignore[override]  # noqa: N802  # logging's name
        return "\n".join(f"  {line}" for line in super().formatException(ei).splitlines())


def init_app(app: Flask) -> None:
    """Number the requests of the application, and its lines in the log."""
    app.after_request(_add_number)
    app.jinja_env.globals["request_id"] = request_id
    app.log_exception = partial(_log_defect, app)  # type: ignore[method-assign]  # Flask has no hook
    default_handler.addFilter(_number_line)  # the same one counts once
    default_handler.setFormatter(QuietFormatter(LINE))


def request_id() -> str:
    """This request's number: the trusted proxy's where that is well-formed, or one of our own."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "") if current_app.config["TRUSTED_PROXIES"] else ""
        g.request_id = given if WELL_FORMED.fullmatch(given) else token_hex(8)
    return str(g.request_id)


@contextmanager
def numbered(app: Flask, number: str) -> Iterator[None]:
    """What is done once an answer is out: its lines in the log carry the number of the request."""
    with app.app_context():
        g.request_id = number
        yield


def _add_number(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response


def _number_line(record: logging.LogRecord) -> bool:
    record.request_id = _number()
    return True


def _number() -> str:
    if has_request_context():
        return request_id()
    return str(g.get("request_id", "-")) if has_app_context() else "-"


def _log_defect(app: Flask, exc_info: ExceptionInfo) -> None:
    """What failed, by its name: a path may carry a secret, as that of a letter's link does."""
    logger.error("%s %s failed", request.method, request.endpoint, exc_info=exc_info)
