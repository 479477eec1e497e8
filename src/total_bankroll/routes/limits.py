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
    if fields > int(current_app.config["MAX_FORM_PARTS"]):
        abort(413)
