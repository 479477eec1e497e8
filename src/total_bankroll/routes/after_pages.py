"""What is seen to now and then, once a page was sent: no host needs a scheduled task for it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, Response

from total_bankroll.clock import now

logger = logging.getLogger(__name__)


def see_to(app: Flask, work: Callable[[], object], every: timedelta, fault: str) -> None:
    """Do `work` after a response, each worker at most once in `every`; `fault` is logged."""
    next_time: datetime | None = None

    def look() -> None:
        nonlocal next_time
        at = now()
        if next_time is not None and at < next_time:
            return
        next_time = at + every
        attempt(app, work, fault)

    @app.after_request
    def arrange(response: Response) -> Response:
        response.call_on_close(look)
        return response


def attempt(app: Flask, work: Callable[[], object], fault: str) -> None:
    """The page is gone already: whatever fails here can only be noted."""
    with app.app_context():
        try:
            work()
        except Exception:
            logger.exception(fault)
