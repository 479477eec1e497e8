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
