"""The application, put together in named steps."""

from collections.abc import Mapping

from flask import Flask

import config as configuration
from total_bankroll import cli, routes
from total_bankroll.cache_policy import watch_engine
from total_bankroll.database import prepare
from total_bankroll.extensions import cache, csrf, db, migrate
from total_bankroll.routes import auth


def create_app(config: str | Mapping[str, object] | object | None = None) -> Flask:
    """Make an application; `config` is a name, a mapping, an object, or None for `APP_ENV`.

    Opens no connection: code is loaded before a server forks its workers.
    """
    app = Flask("total_bankroll", instance_path=configuration.INSTANCE_PATH)
    app.config.from_mapping(configuration.load(config))
    _start_database(app)
    cache.init_app(app)
    csrf.init_app(app)
    auth.init_app(app)
    routes.register(app)
    cli.register(app)
    return app


def _start_database(app: Flask) -> None:
    db.init_app(app)
    prepare(app)
    with app.app_context():
        watch_engine(db.engine)
    migrate.init_app(app, db, directory=str(configuration.ROOT / "migrations"), render_as_batch=True)
