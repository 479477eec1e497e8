"""The application, put together in named steps."""

from collections.abc import Mapping

from flask import Flask

import config as configuration
from total_bankroll import cache_statistics, cli
from total_bankroll.cache_backend import ValueSerializer, one_attempt
from total_bankroll.cache_policy import watch_engine
from total_bankroll.database import prepare
from total_bankroll.extensions import cache, csrf, db
from total_bankroll.routes import auth, limits, registry


def create_app(config: str | Mapping[str, object] | object | None = None) -> Flask:
    """Make an application; `config` is a name, a mapping, an object, or None for `APP_ENV`.

    Opens no connection: code is loaded before a server forks its workers.
    """
    app = Flask("total_bankroll", instance_path=configuration.INSTANCE_PATH)
    app.config.from_mapping(configuration.load(config))
    _start_database(app)
    _start_cache(app)
    limits.init_app(app)
    csrf.init_app(app)
    auth.init_app(app)
    registry.register(app)
    cli.register(app)
    return app


def _start_database(app: Flask) -> None:
    db.init_app(app)
    prepare(app)
    with app.app_context():
        watch_engine(db.engine)


def _start_cache(app: Flask) -> None:
    if app.config["CACHE_TYPE"] != "SimpleCache":  # others can be written to by other programs
        app.config.setdefault("CACHE_SERIALIZER", ValueSerializer())
    if app.config["CACHE_TYPE"] == "RedisCache":  # one attempt: its time-out is the page's cost
        options = app.config.setdefault("CACHE_OPTIONS", {})
        options.setdefault("retry", one_attempt())
    cache.init_app(app)
    cache_statistics.init_app(app)
