"""Every blueprint of the application, and what holds for all pages."""

from flask import Flask

from total_bankroll.routes import (
    abandoned,
    access,
    articles,
    assets,
    balances,
    bonuses,
    changes,
    closing,
    compare,
    context,
    currencies,
    dashboard,
    deposits,
    devices,
    entries,
    entry_files,
    errors,
    expenses,
    exports,
    headers,
    health,
    invitations,
    passkeys,
    refusals,
    report_pages,
    reports,
    request_ids,
    second_factor,
    settings,
    sites,
    static_files,
    transfers,
    trash,
    withdrawals,
    your_data,
)

BLUEPRINTS = (
    dashboard.bp,
    sites.bp,
    assets.bp,
    balances.bp,
    entries.bp,
    entry_files.bp,
    reports.bp,
    report_pages.bp,
    compare.bp,
    deposits.bp,
    withdrawals.bp,
    transfers.bp,
    bonuses.bp,
    expenses.bp,
    articles.bp,
    currencies.bp,
    settings.bp,
    devices.bp,
    second_factor.bp,
    passkeys.bp,
    invitations.bp,
    changes.bp,
    trash.bp,
    exports.bp,
    your_data.bp,
    closing.bp,
    health.bp,
)


def register(app: Flask) -> None:
    """Bind request numbers, access rules, headers, context, errors and every blueprint."""
    for step in (request_ids, access, headers, static_files, context, errors, refusals, abandoned):
        step.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
