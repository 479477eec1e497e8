"""The page that keeps what was posted where it could not be taken, and sends it again."""

from urllib.parse import urlsplit

from flask import render_template, request

UNKEPT = frozenset({"csrf_token"})
UNTYPED = frozenset({"csrf_token", "submission_id", "next", "ask", "seen"})


def resend_page(reason: str = "") -> str:
    """What was posted, with a fresh token and a button; passwords are asked for again."""
    action = request.full_path if request.query_string else request.path
    fields = [
        (name, "" if "password" in name else value)
        for name, value in request.form.items(multi=True)
        if name not in UNKEPT
    ]
    return render_template("errors/resend.html", fields=fields, action=action, reason=reason)


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
