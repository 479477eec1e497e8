"""Article files for tests: name only what matters."""

from pathlib import Path

BODY = "Some words about money.\n\n## A part\n\nMore words."


def article_text(slug: str, /, body: str = BODY, **fields: str) -> str:
    """The text of an article's file; `fields` replace front matter, or drop it where empty."""
    front = {
        "title": f"About {slug}",
        "slug": slug,
        "date": "2026-11-01",
        "tags": "[Risk]",
        "summary": f"What {slug} means.",
        "author": "An Author",
    } | fields
    lines = [f"{name}: {text}" for name, text in front.items() if text]
    return "\n".join(["---", *lines, "---", "", body, ""])


def write_article(directory: Path, slug: str, /, body: str = BODY, **fields: str) -> Path:
    """An article's file in a directory."""
    path = directory / f"{slug}.md"
    path.write_text(article_text(slug, body, **fields), encoding="utf-8")
    return path
