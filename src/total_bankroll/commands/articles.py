"""`flask articles`: bringing the article files into the database."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from total_bankroll.errors import InvalidArticle
from total_bankroll.services.article_service import ArticleService


@click.group("articles")
def group() -> None:
    """The strategy articles."""


@group.command("sync")
@click.argument("directory", type=click.Path(path_type=Path))
@with_appcontext
def sync(directory: Path) -> None:
    """Make the articles those of DIRECTORY's *.md files, and say what changed."""
    try:
        report = ArticleService().sync_articles(directory)
    except InvalidArticle as error:
        raise click.ClickException(f"{error.message}. Nothing was changed.") from error
    for word, slugs in (
        ("added", report.added),
        ("changed", report.changed),
        ("removed", report.removed),
    ):
        for slug in slugs:
            click.echo(f"{word:8} {slug}")
    click.echo(
        f"{len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.removed)} removed, {report.unchanged} unchanged."
    )
