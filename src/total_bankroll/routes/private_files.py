"""Files that are a player's own: whoever carries them keeps nothing."""

from typing import IO

from flask import Response, send_file

NO_STORE = "no-store, private"


def private_file(file: IO[bytes], mimetype: str, name: str) -> Response:
    """A file to save under a name; it is closed when it was sent."""
    response = send_file(file, mimetype=mimetype, as_attachment=True, download_name=name, max_age=0)
    response.headers["Cache-Control"] = NO_STORE
    return response
