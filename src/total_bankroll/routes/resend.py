"""The page that keeps what was posted where it could not be taken, and sends it again."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from flask import render_template, request, url_for

from total_bankroll.errors import SentBefore
from total_bankroll.routes.context import current_player
from total_bankroll.routes.returning import UNTYPED
from total_bankroll.routes.telling import lines_of
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import Saved, TransferSaved

UNKEPT = frozenset({"csrf_token"})
UNSEEN = frozenset({"csrf_token", "submission_id", "next", "ask", "seen"})


def expired_page() -> str:
    """What was posted from a page that was open for too long."""
    return render_template("errors/resend.html", **_posted(UNKEPT, _account_names()))


def resend_page(reason: str = "", *, numbered: bool = False) -> str:
    """What was posted, with a fresh token and a button; passwords are asked for again.

    Where it was our fault, it is `numbered`, as the log's lines about it are. Nothing is read for
    it: there may be no database.
    """
    posted = _posted(UNKEPT, {})
    return render_template("errors/resend.html", **posted, reason=reason, numbered=numbered)


def gone_page() -> str:
    """What was typed to change what is gone by now; whoever brings that back sends it again."""
    return render_template("errors/gone.html", **_posted(UNKEPT, _account_names()))


def sent_before_page(error: SentBefore) -> str:
    """What this form has saved, and what it says now, which is saved too if that is meant."""
    return render_template(
        "errors/sent_before.html",
        **_posted(UNKEPT | {"submission_id"}, _account_names()),
        at=error.at,
        is_gone=error.is_gone,
        lines=lines_of(error.result),
        correct=None if error.is_gone else _edited_at(error.result),
    )


def _edited_at(result: object) -> str | None:
    """Where what was saved can be corrected."""
    if isinstance(result, Saved):
        return url_for("entries.edit", entry_id=result.entry_id)
    if isinstance(result, TransferSaved):
        return url_for("transfers.edit", transfer_id=result.transfer_id)
    return None


def _account_names() -> dict[str, str]:
    """What the reader's accounts are called, by the ids that forms carry."""
    player = current_player()
    accounts = BankrollService().list_accounts(player.id) if player else ()
    return {str(account.id): account.name for account in accounts}


def _posted(unkept: Collection[str], names: Mapping[str, str]) -> dict[str, object]:
    """The fields as they are sent again, and as they are shown; `names` are those of accounts."""
    fields = [
        (name, "" if "password" in name else value)
        for name, value in request.form.items(multi=True)
        if name not in unkept
    ]
    action = request.full_path if request.query_string else request.path
    shown = [_shown(name, value, names) for name, value in fields if name not in UNSEEN]
    return {"fields": fields, "shown": shown, "action": action}


def _shown(name: str, value: str, names: Mapping[str, str]) -> tuple[str, str | None]:
    """A field's label and what was typed into it or chosen there; None for a password."""
    what, _, number = name.rpartition("-")
    if number in names:  # a balance among those of all accounts
        return f"{what.capitalize()} of {names[number]}", value
    label = name.replace("_", " ").replace("-", " ").capitalize()
    if "password" in name:
        return label, None
    return label, names.get(value, value) if name.endswith("account") else value


def changes_something() -> bool:
    """Whether this is a form that changes what its reader has seen."""
    return bool(request.form.get("seen")) and has_content()


def has_content() -> bool:
    """Whether something was posted that a person may have typed."""
    return any(name not in UNTYPED for name in request.form)


def comes_from_here() -> bool:
    """Whether no other site's page sent this request.

    What another site posted must not come back as a page that only waits for a click. A browser
    names the source of every POST, if only as `null`: what names none was sent by a program.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None:
        return True
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == request.host_url.rstrip("/")
