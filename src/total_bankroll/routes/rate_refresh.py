"""Fresh exchange rates without a scheduled task: looked for after a page was sent."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response

from total_bankroll.clock import now
from total_bankroll.services.currency_service import CurrencyService

EVERY = timedelta(minutes=30)
"""How often one worker asks the database whether rates are due."""

logger = logging.getLogger(__name__)


@dataclass
class _Watch:
    """One worker's memory of when to ask next."""

    next_look: datetime | None = None

    def is_over(self) -> bool:
        """Whether it is time to ask; then the next time is set too."""
        at = now()
        if self.next_look is not None and at < self.next_look:
            return False
        self.next_look = at + EVERY
        return True


def init_app(app: Flask) -> None:
    """Look after a response has been sent; tests do so only where they ask for it."""
    if not app.config.get("RATES_URL") or not app.config.get("RATES_REFRESH", not app.testing):
        return
    watch = _Watch()

    def look() -> None:
        if watch.is_over():
            with app.app_context():
                _refresh()

    @app.after_request
    def arrange(response: Response) -> Response:
        response.call_on_close(look)
        return response


def _refresh() -> None:
    """The page is gone already: whatever fails here can only be noted."""
    try:
        CurrencyService().refresh_if_due()
    except Exception:
        logger.exception("Exchange rates could not be refreshed")
