"""Where a form leads: back to where it was filled in, or the same page again with its errors."""

from collections.abc import Sequence
from hashlib import sha256

from flask import Response, abort, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from total_bankroll.addresses import local_url
from total_bankroll.services.submissions import SentForm
from total_bankroll.values import fingerprint

REFUSED = 422
CONFLICT = 409
SEE_OTHER = 303
MOST_IDS = 100

UNTYPED = frozenset({"csrf_token", "submission_id", "next", "ask", "seen"})
"""What a form carries by itself."""

_PAGES_WITH_ROWS = frozenset(
    {"dashboard.index", "sites.index", "assets.index", "sites.show", "assets.show"}
)


def next_page() -> str:
    """The `next` that the request carries, where it is a page of ours; else nothing."""
    return local_url(request.values.get("next"), "")


def submission(*chosen: int) -> SentForm | None:
    """The number that makes this form count once; it holds for the form's own address only.

    And for the rows that were `chosen` on it: a browser's Back shows the same form once more.
    What was typed goes with it, since that may be something else by then.
    """
    typed = request.form.get("submission_id", "")
    if not typed:
        return None
    address = " ".join([request.path.removesuffix("/new"), *map(str, chosen)])
    fields = sorted(field for field in request.form.items(multi=True) if field[0] not in UNTYPED)
    number = sha256(f"{address} {typed}".encode(errors="replace")).hexdigest()
    return SentForm(number, fingerprint(*fields))


def ids_of(texts: Sequence[str]) -> list[int]:
    """The ids that a form or an address names; junk is none of ours, nor is more than a page."""
    is_junk = any(not (text.isascii() and text.isdigit() and len(text) < 19) for text in texts)
    return abort(400) if is_junk or len(texts) > MOST_IDS else [int(text) for text in texts]


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
