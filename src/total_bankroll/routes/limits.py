"""How much a form may be: plain ones are held to the limits of those that come in parts."""

from flask import Flask, abort, current_app, request

PLAIN = "application/x-www-form-urlencoded"


def init_app(app: Flask) -> None:
    """Look at a form's size before anything reads it."""
    app.before_request(_limit_plain_form)


def _limit_plain_form() -> None:
    """Werkzeug reads a plain form at once, whatever MAX_FORM_MEMORY_SIZE and MAX_FORM_PARTS say."""
    if request.mimetype != PLAIN:
        return
    limits = (current_app.config[name] for name in ("MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE"))
    request.max_content_length = min(limits)
    fields = sum(len(values) for _, values in request.form.lists())
    if fields > int(current_app.config["MAX_FORM_PARTS"]) or _is_cut():
        abort(413)


def _is_cut() -> bool:
    """A form in chunks does not say its length: of a longer one Werkzeug takes the beginning."""
    is_in_chunks = request.content_length is None
    return is_in_chunks and bool(getattr(request.stream, "is_exhausted", False))
