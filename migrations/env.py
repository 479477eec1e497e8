"""Runs the migrations on the application's own engine, in one transaction where it can."""

from alembic import context
from flask import current_app

from total_bankroll.extensions import writing_allowed

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def run() -> None:
    """Apply what `flask db` was asked for."""
    with engine.connect() as connection, writing_allowed():
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
