"""Slowing down whoever guesses: by address and by account, never the owner's own device.

Failed sign-ins count twice, for the address they come from and for the account they aim at. A
device on which the account was signed in before carries a signed cookie and counts on its own:
strangers who fail on purpose delay strangers, not the owner.
"""

import ipaddress
import math
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    make_response,
    render_template,
    request,
    session,
)
from flask_limiter import Limiter, RequestLimit
from flask_login import current_user
from flask_security.signals import password_reset, user_authenticated
from itsdangerous import BadData, URLSafeTimedSerializer

from total_bankroll.cache_backend import one_attempt
from total_bankroll.clock import now
from total_bankroll.security_log import account_mark, digest

View = Callable[..., Any]  # Flask-Security's are declared wider than they answer

GUESSES_FOR_ACCOUNT = "10 per 10 minutes"
GUESSES_FROM_ADDRESS = "50 per 10 minutes"
GUESSES_FROM_DEVICE = "20 per 10 minutes"
GUESSES_OF_CODE = "10 per 10 minutes; 50 per day"
REGISTRATIONS_FROM_ADDRESS = "30 per 10 minutes"
LETTERS_TO_ACCOUNT = "5 per 10 minutes"
LETTERS_FROM_ADDRESS = "20 per 10 minutes"

PASSKEYS = "wan_signin_response"
SECOND_STEPS = ("two_factor_token_validation", "mf_recovery")
PENDING = "second_step_account"
"""What the session calls the mark of the account whose password was right; its code is to come."""

COOKIE = "known-device"
COOKIE_SECONDS = 365 * 24 * 60 * 60
MOST_ACCOUNTS = 8
STORE_SECONDS = 0.2


def init_app(app: Flask) -> None:
    """Limit the views that guess, register or send; a store that is down costs no page."""
    uri = str(app.config.get("RATELIMIT_STORAGE_URI") or "memory://")
    limiter = Limiter(
        _address,
        app=app,
        storage_options=_storage_options(uri),
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        on_breach=_slow_down,
        key_prefix=str(app.config.get("CACHE_KEY_PREFIX") or ""),
    )
    for endpoint, limits in _limits(limiter).items():
        name = f"security.{endpoint}"
        for limit in limits if name in app.view_functions else ():
            app.view_functions[name] = limit(app.view_functions[name])
    user_authenticated.connect(_remember_device, app)
    password_reset.connect(_remember_device, app)


def _limits(limiter: Limiter) -> dict[str, tuple[Callable[[View], View], ...]]:
    def posts(
        rate: str, key: Callable[[], str] = _address, *, failed: bool = False, known: bool = False
    ) -> Callable[[View], View]:
        return limiter.limit(
            rate,
            key_func=key,
            methods=["POST"],
            deduct_when=_has_failed if failed else None,
            exempt_when=(lambda: not _knows_account()) if known else None,
        )

    def strangers(rate: str, key: Callable[[], str] = _address) -> Callable[[View], View]:
        return limiter.limit(
            rate,
            key_func=key,
            methods=["POST"],
            deduct_when=_has_failed,
            exempt_when=_knows_account,
        )

    letters = (posts(LETTERS_TO_ACCOUNT, _account), posts(LETTERS_FROM_ADDRESS))
    return {
        "login": (
            strangers(GUESSES_FOR_ACCOUNT, _account),
            strangers(GUESSES_FROM_ADDRESS),
            posts(GUESSES_FROM_DEVICE, _device, failed=True, known=True),
        ),
        **dict.fromkeys(SECOND_STEPS, _limits_of_codes(limiter)),
        PASSKEYS: _limits_of_codes(limiter),
        "register": (posts(REGISTRATIONS_FROM_ADDRESS),),
        "forgot_password": letters,
        "send_confirmation": letters,
        "reset_password": (posts(GUESSES_FROM_ADDRESS),),
        "confirm_email": (posts(GUESSES_FROM_ADDRESS),),
        "change_password": (posts(GUESSES_FROM_DEVICE, _session, failed=True),),
        "change_email": letters,
        "change_email_confirm": (posts(GUESSES_FROM_ADDRESS),),
        "verify": (posts(GUESSES_FROM_DEVICE, _session, failed=True),),
    }


def _limits_of_codes(limiter: Limiter) -> tuple[Callable[[View], View], ...]:
    """The second step, whose account the session says; a form could say another each time.

    A passkey says itself whose it is: where no password was typed before, nobody is waited for,
    and only the address counts.
    """

    def failed(
        rate: str, key: Callable[[], str], exempt: Callable[[], bool] | None = None
    ) -> Callable[[View], View]:
        return limiter.limit(
            rate, key_func=key, methods=["POST"], deduct_when=_has_failed, exempt_when=exempt
        )

    return (
        failed(GUESSES_OF_CODE, waiting_mark, lambda: _nobody_waits() or _knows_pending()),
        failed(GUESSES_FROM_ADDRESS, _address, _knows_pending),
        failed(GUESSES_FROM_DEVICE, _pending_device, _nobody_waits),
    )


def _slow_down(limit: RequestLimit) -> Response:
    """The page that asks for patience, and says how much, to programs too."""
    seconds = max(1, limit.reset_at - math.ceil(now().timestamp()))
    response = make_response(render_template("errors/429.html", wait=in_words(seconds)), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def in_words(seconds: int) -> str:
    """How long to wait, rounded up to minutes, from an hour on to hours: "in 10 minutes"."""
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return "in a minute" if minutes == 1 else f"in {minutes} minutes"
    hours = math.ceil(minutes / 60)
    return "in an hour" if hours == 1 else f"in {hours} hours"


def _storage_options(uri: str) -> dict[str, Any]:
    """One short attempt: what a store that is down or hangs may cost a page."""
    if uri.startswith("memory"):
        return {}
    return {
        "socket_timeout": STORE_SECONDS,
        "socket_connect_timeout": STORE_SECONDS,
        "retry": one_attempt(),
    }


def _address() -> str:
    """The visitor's address; of IPv6 the network, since one line has a whole one of them.

    But a socket for both writes addresses of IPv4 as those of one IPv6 network.
    """
    text = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return text
    inner = address.ipv4_mapped
    return str(inner or ipaddress.ip_network((address, 64), strict=False))


def is_known_device(email: str) -> bool:
    """Whether this account was signed in before on the device that sends the request."""
    return digest(email) in _known()[1]


def _account() -> str:
    """The account that the form names, whether there is one or not."""
    return account_mark(request.form.get("email", ""))


def waiting_mark() -> str:
    """The mark of the account whose password was right; that of none where there is none."""
    return str(session.get(PENDING) or account_mark(""))


def _nobody_waits() -> bool:
    return PENDING not in session


def _knows_pending() -> bool:
    return waiting_mark() in _known()[1]


def _pending_device() -> str:
    """The device, known or not, and the account that it is to be signed in to."""
    return f"{_known()[0]}:{waiting_mark()}"


def _session() -> str:
    """Whoever is signed in, on whatever device."""
    return digest(str(session.get("_user_id", "")))


def _device() -> str:
    """The known device and the account it tries."""
    return f"{_known()[0]}:{_account()}"


def _has_failed(response: Response) -> bool:
    """Its own form again; a second step's page says itself whether it has let nobody in."""
    if "step_has_failed" in g:
        return bool(g.step_has_failed)
    if request.endpoint == f"security.{PASSKEYS}":
        return not current_user.is_authenticated
    return response.status_code == 200


def _knows_account() -> bool:
    return _account() in _known()[1]


def _known() -> tuple[str, list[str]]:
    """The device's number and the accounts that were signed in on it."""
    try:
        device, accounts = _serializer().loads(
            request.cookies.get(_cookie_name(), ""), max_age=COOKIE_SECONDS
        )
    except (BadData, ValueError, TypeError):
        return "", []
    return str(device), list(accounts)


def _remember_device(app: Flask, user: object, **_details: object) -> None:
    account = digest(str(user.email))  # type: ignore[attr-defined]  # a player's row
    device, accounts = _known()
    if device and account in accounts:
        return
    content = _serializer().dumps([device or token_hex(9), [account, *accounts][:MOST_ACCOUNTS]])

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            content,
            max_age=COOKIE_SECONDS,
            secure=bool(app.config.get("SESSION_COOKIE_SECURE")),
            httponly=True,
            samesite="Lax",
        )
        return response


def _cookie_name() -> str:
    return f"__Host-{COOKIE}" if current_app.config.get("SESSION_COOKIE_SECURE") else COOKIE


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=COOKIE)
