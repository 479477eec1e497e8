"""Every blueprint of the application, and what holds for all pages."""

from flask import Flask

from total_bankroll.routes import (
    access,
    articles,
    assets,
    balances,
    bonuses,
    context,
    currencies,
    dashboard,
    deposits,
    entries,
    errors,
    expenses,
    headers,
    health,
    settings,
    sites,
    transfers,
    withdrawals,
)

BLUEPRINTS = (
    dashboard.bp,
    sites.bp,
    assets.bp,
    balances.bp,
    entries.bp,
    deposits.bp,
    withdrawals.bp,
    transfers.bp,
    bonuses.bp,
    expenses.bp,
    articles.bp,
    currencies.bp,
    settings.bp,
    health.bp,
)


def register(app: Flask) -> None:
    """Bind access rules, headers, template context, error pages and every blueprint."""
    for step in (access, headers, context, errors):
        step.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
