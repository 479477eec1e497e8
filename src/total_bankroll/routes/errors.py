"""What a request that fails gets: a page that says what happened, and loses nothing typed."""

import logging
from collections.abc import Mapping

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError, SecurityError

from total_bankroll.errors import BankrollError, Busy, NotFound, SentBefore
from total_bankroll.routes.resend import (
    changes_something,
    comes_from_here,
    expired_page,
    gone_page,
    resend_page,
    sent_before_page,
)
from total_bankroll.routes.returning import CONFLICT
from total_bankroll.services.health import (
    DATABASE_ERRORS,
    forget_transaction,
    is_full,
    is_out_of_reach,
)

logger = logging.getLogger(__name__)

PAGES = frozenset({400, 403, 404, 405, 413, 429, 500, 503})
KIN = {410: 404}
"""Codes whose page has the words of another one."""
BUSY_SECONDS = "5"
BUSY, FULL = "The database was busy.", "There is no room left on this site's disk."


def init_app(app: Flask) -> None:
    """Give every kind of failure its page."""
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(BadHost, _wrong_host)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(BankrollError, _refused)
    app.register_error_handler(InternalServerError, _failed)
    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, _database_failed)
    app.register_error_handler(HTTPException, _http_error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code >= 500:
        _log_answer(error)
    return _page(error.code, _own_headers(error))


def _wrong_host(_error: SecurityError | BadHost) -> ResponseReturnValue:
    """A name that is not ours, or none; no page, since its style sheet would have no address."""
    return Response("This site does not answer to that name.", 400, mimetype="text/plain")


def _own_headers(error: HTTPException) -> Mapping[str, str]:
    """What the error itself has to say, as which methods are allowed or how long to wait."""
    return {name: value for name, value in error.get_headers() if name != "Content-Type"}


def _expired(error: CSRFError) -> ResponseReturnValue:
    """An old token: the form comes back as it was sent, unless another site sent it."""
    if not comes_from_here():
        return _page(400)
    return expired_page(), 400


def _refused(error: BankrollError) -> ResponseReturnValue:
    """A domain error that no view has taken care of."""
    if isinstance(error, NotFound):
        is_kept = request.method == "POST" and changes_something() and comes_from_here()
        return (gone_page(), 404) if is_kept else _page(404)
    if isinstance(error, Busy):
        logger.warning("The database is held by somebody else", exc_info=error)
        return _busy()
    if isinstance(error, SentBefore):
        return sent_before_page(error), CONFLICT
    return render_template("errors/refused.html", message=error.message), 400


def _failed(error: InternalServerError) -> ResponseReturnValue:
    """A defect, which Flask has logged. The page needs neither a database nor a player."""
    if error.original_exception is None:
        _log_answer(error)
    forget_transaction()
    return _page(500)


def _database_failed(error: Exception) -> ResponseReturnValue:
    if not is_out_of_reach(error):
        raise error
    logger.error("The database is out of reach", exc_info=error)
    return _busy(FULL if is_full(error) else BUSY)


def _log_answer(error: HTTPException) -> None:
    """What was answered on purpose, and logged by nobody: its page shows a number too."""
    logger.error("Answered with %s", error.code, exc_info=error)


def _busy(reason: str = BUSY) -> ResponseReturnValue:
    forget_transaction()
    if request.method == "POST" and comes_from_here():
        response = make_response(resend_page(reason, numbered=True), 503)
    else:
        response = _page(503)
    response.headers["Retry-After"] = BUSY_SECONDS
    return response


def _page(code: int, headers: Mapping[str, str] | None = None) -> Response:
    """The page of a code; one without words of its own says its number all the same."""
    named = KIN.get(code, code)
    name = named if named in PAGES else "other" if code < 500 else 500
    response = make_response(render_template(f"errors/{name}.html", code=code), code)
    response.headers.update(headers or {})
    return response
