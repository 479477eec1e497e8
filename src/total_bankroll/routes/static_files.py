"""Static files: each address carries its file's version, so that a browser keeps what it has."""

from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

VERSION = "v"


def init_app(app: Flask) -> None:
    """Let `url_for("static", …)` add the version that a file had when it was first asked for."""
    known: dict[str, str | None] = {}

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint != "static":
            return
        name = values["filename"]
        if name not in known:
            known[name] = _version(app, name)
        if known[name]:
            values.setdefault(VERSION, known[name])

    app.after_request(_limit_age)


def _version(app: Flask, name: str) -> str | None:
    """A short hash of what a static file holds now; None where there is none of that name."""
    path = safe_join(str(app.static_folder), name)
    try:
        return blake2b(Path(path).read_bytes(), digest_size=4).hexdigest() if path else None
    except (OSError, ValueError):
        return None


def _limit_age(response: Response) -> Response:
    """A file is kept for long only under the address that no other version of it will have."""
    if request.endpoint == "static" and not _is_lasting(response):
        response.headers["Cache-Control"] = "no-cache"
        response.headers.pop("Expires", None)
    return response


def _is_lasting(response: Response) -> bool:
    asked = request.args.get(VERSION)
    if response.status_code >= 400 or not asked:
        return False
    return asked == _version(current_app, (request.view_args or {})["filename"])
