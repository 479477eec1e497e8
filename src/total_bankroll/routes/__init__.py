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
    """Bind access rules, headers, template context, error pages and every blueprint."""
    for name in ("access", "headers", "context", "errors"):
        import_module(f"{__name__}.{name}").init_app(app)
    for name in BLUEPRINTS:
        module = f"{__name__}.{name}"
        try:
            app.register_blueprint(import_module(module).bp)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
