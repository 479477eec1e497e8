"""The page that keeps what was posted where it could not be taken, and sends it again."""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import render_template, request, url_for

from total_bankroll.errors import SentBefore
from total_bankroll.routes.returning import UNTYPED
from total_bankroll.routes.telling import lines_of
from total_bankroll.services.views import Saved, TransferSaved

UNKEPT = frozenset({"csrf_token"})


def resend_page(reason: str = "", *, numbered: bool = False) -> str:
    """What was posted, with a fresh token and a button; passwords are asked for again.

    Where it was our fault, it is `numbered`, as the log's lines about it are.
    """
    posted = _posted(UNKEPT)
    return render_template("errors/resend.html", **posted, reason=reason, numbered=numbered)


def sent_before_page(error: SentBefore) -> str:
    """What this form has saved, and what it says now, which is saved as well if that is meant."""
    result = error.result
    correct = None
    if isinstance(result, Saved):
        correct = url_for("entries.edit", entry_id=result.entry_id)
    elif isinstance(result, TransferSaved):
        correct = url_for("transfers.edit", transfer_id=result.transfer_id)
    return render_template(
        "errors/sent_before.html",
        **_posted(UNKEPT | {"submission_id"}),
        at=error.at,
        lines=lines_of(result),
        correct=correct,
    )


def _posted(unkept: Collection[str]) -> dict[str, object]:
    fields = [
        (name, "" if "password" in name else value)
        for name, value in request.form.items(multi=True)
        if name not in unkept
    ]
    action = request.full_path if request.query_string else request.path
    return {"fields": fields, "action": action}


def has_content() -> bool:
    """Whether something was posted that a person may have typed."""
    return any(name not in UNTYPED for name in request.form)


def comes_from_here() -> bool:
    """Whether the browser says that a page of ours sent this request.

    What another site posted must not come back as a page that only waits for a click.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None:
        return False
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == request.host_url.rstrip("/")
