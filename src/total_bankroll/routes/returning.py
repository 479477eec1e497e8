"""Where a form leads: back to where it was filled in, or the same page again with its errors."""

from hashlib import sha256

from flask import Response, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from total_bankroll.addresses import local_url

REFUSED = 422
CONFLICT = 409
SEE_OTHER = 303

_PAGES_WITH_ROWS = frozenset(
    {"dashboard.index", "sites.index", "assets.index", "sites.show", "assets.show"}
)


def next_page() -> str:
    """The `next` that the request carries, where it is a page of ours; else nothing."""
    return local_url(request.values.get("next"), "")


def submission() -> str | None:
    """The number that makes this form count once; it holds for the form's own address only."""
    typed = request.form.get("submission_id", "")
    address = request.path.removesuffix("/new")
    return sha256(f"{address} {typed}".encode()).hexdigest() if typed else None


def go_on(default: str) -> ResponseReturnValue:
    """After a change: to `next` where it is a page of ours, else to `default`."""
    return redirect(next_page() or default, SEE_OTHER)


def page_again(default: str) -> Response:
    """The page from which a row's form was sent, as it is now, marked as refused."""
    found = _page_at(next_page()) or _page_at(default)
    if found is None:
        raise LookupError(f"{default} is no page")
    endpoint, arguments = found
    response = make_response(current_app.view_functions[endpoint](**arguments))
    response.status_code = REFUSED
    return response


def _page_at(url: str) -> tuple[str, dict[str, object]] | None:
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, arguments = adapter.match(url.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return (endpoint, dict(arguments)) if endpoint in _PAGES_WITH_ROWS else None
