"""What every response says to the browser about trust: policy, sniffing, caching, HTTPS."""

from flask import Flask, Response, current_app, request

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 60 * 60
STRICT_TRANSPORT = f"max-age={ONE_YEAR}; includeSubDomains"


CLOSED_COOKIE = "; Secure; HttpOnly; SameSite=Lax"


def init_app(app: Flask) -> None:
    """Add the headers to whatever is sent, error pages included."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    response.headers.update(FIXED)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store, private")
    if current_app.config.get("SESSION_COOKIE_SECURE"):
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    return response


def close_cookies(response: Response) -> Response:
    """Let the ends of `__Host-` cookies be closed too: a browser leaves any other as it was.

    Flask-Login ends its own without; so this must be bound before it, to run after it.
    """
    lines = response.headers.getlist("Set-Cookie")
    if lines:
        response.headers.setlist("Set-Cookie", [_closed(line) for line in lines])
    return response


def _closed(line: str) -> str:
    is_open = line.startswith("__Host-") and "; Secure" not in line
    return line + CLOSED_COOKIE if is_open else line
