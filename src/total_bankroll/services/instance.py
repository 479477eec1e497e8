"""Bringing an instance up to date: its settings file, tables, rates and articles."""

from pathlib import Path

from alembic.migration import MigrationContext
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import inspect

from config import ENV_FILE, ROOT, write_env_file
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.services import schema_versions
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.article_views import SyncReport
from total_bankroll.services.currency_service import BundleLoaded, CurrencyService
from total_bankroll.values import value

ARTICLES = ROOT / "content" / "articles"


@value
class Migrated:
    """The version of the tables before and after; None where there were no tables."""

    before: str | None
    after: str | None


class InstanceService:
    """What a deploy needs, once and again: each step changes nothing where all is there."""

    def write_settings(self) -> Path | None:
        """Write .env with fresh secrets where it is missing; None where nothing was written.

        Tests have no settings file, and a developer's must survive them.
        """
        if current_app.testing:
            return None
        is_new = write_env_file() or current_app.config.get("ENV_FILE_WRITTEN", False)
        return ENV_FILE if is_new else None

    def migrate(self) -> Migrated:
        """Bring the tables to the newest version."""
        before = self.version()
        db.session.remove()
        schema_versions.bind(current_app)
        upgrade()
        return Migrated(before, self.version())

    def version(self) -> str | None:
        """The version of the tables; None where there are none."""
        with db.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def require_tables(self) -> None:
        """Raise NotFound where the database has not been made yet."""
        if not inspect(db.engine).has_table("cache_tokens"):
            raise NotFound("The database has no tables yet. Run `flask init` first.")

    def load_rates(self) -> BundleLoaded:
        """The shared currencies and the history of rates that comes along."""
        return CurrencyService().load_bundle()

    def load_articles(self) -> SyncReport:
        """The articles that come along."""
        return ArticleService().sync_articles(ARTICLES)
