"""Fresh exchange rates without a scheduled task: looked for after a page was sent."""

from datetime import timedelta

from flask import Flask

from total_bankroll.routes.after_pages import see_to
from total_bankroll.services.currency_service import CurrencyService

EVERY = timedelta(minutes=30)
"""How often one worker asks the database whether rates are due."""


def init_app(app: Flask) -> None:
    """Look after a response has been sent; tests do so only where they ask for it."""
    if app.config.get("RATES_URL") and app.config.get("RATES_REFRESH", not app.testing):
        see_to(app, _refresh, EVERY, "Exchange rates could not be refreshed")


def _refresh() -> None:
    CurrencyService().refresh_if_due()
