"""HTTP and nothing else: every blueprint of the application."""

from importlib import import_module

from flask import Flask

BLUEPRINTS = (
    "dashboard",
    "sites",
    "assets",
    "balances",
    "entries",
    "deposits",
    "withdrawals",
    "transfers",
    "bonuses",
    "expenses",
    "articles",
    "currencies",
    "settings",
    "health",
)


def register(app: Flask) -> None:
    """Bind every blueprint, the access rules, the template context and the error pages."""
    for name in ("access", "context", "errors"):
        import_module(f"{__name__}.{name}").init_app(app)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"{__name__}.{name}").bp)
