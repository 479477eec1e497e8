"""Every row of the database, read past the application, its sessions and its caches."""

from typing import Any

from sqlalchemy import Engine, select

from total_bankroll import models

TABLES = {
    "users": models.User,
    "accounts": models.Account,
    "entries": models.Entry,
    "currencies": models.Currency,
    "rates": models.Rate,
    "held": models.HeldRate,
    "manual": models.ManualRate,
    "days": models.AccountDay,
    "years": models.AccountYear,
    "entry_tags": models.EntryTag,
    "taggings": models.EntryTagging,
    "changes": models.RecordedChange,
    "articles": models.Article,
    "tags": models.Tag,
}


class Facts:
    """All rows, read past the application: a snapshot that nothing caches."""

    def __init__(self, engine: Engine) -> None:
        with engine.connect() as connection:
            for name, model in TABLES.items():
                table: Any = model.__table__
                setattr(self, name, connection.execute(select(table)).all())
            links = connection.execute(select(models.article_tags)).all()
        self.article_tags = [(row.article_id, row.tag_id) for row in links]
        self.ends = max((row.day for row in self.rates), default=None)
