"""Every page there is, by the application's own map, and what each is looked at for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.browser.live import FAULT
from tests.browser.visitors import SIZES, Visitor
from total_bankroll.extensions import db
from total_bankroll.models import Account, Article, Currency, Entry, ManualRate, Tag

NO_PAGES = frozenset({"static", "health.index", FAULT})  # files, an answer to programs
KINDS = ("deposit", "withdrawal", "bonus", "expense")
NOUNS = {"deposit": "deposits", "withdrawal": "withdrawals", "bonus": "bonuses"}

# What an address can be asked for besides.
QUESTIONS = {
    "dashboard.index": ("?range=all&by=site", "?range=1m&by=currency", "?range=ytd&by=asset"),
    "entries.index": (
        "?figure=profit",
        "?figure=bankroll",
        "?kind=deposit&currency=USD",
        "?page=2",
        "?from=2001-01-01&to=2001-01-02",
    ),
    "articles.index": ("?q=risk", "?q=nothing+like+it", "?sort=title"),
}

AXE = Axe()
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return '';
  const sticksOut = element => element.getBoundingClientRect().right > width + 1;
  const wide = [...document.querySelectorAll('main *')].filter(sticksOut);
  return (wide.at(-1) || document.body).outerHTML.slice(0, 160);
}"""

OPEN_ALL = """() => {
  document.querySelectorAll('details').forEach(found => { found.open = true; });
  return document.querySelectorAll('main details').length;
}"""
VIOLATIONS = """async () => (await axe.run({resultTypes: ['violations']})).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))
"""

OTHER_WIDTHS = (320, 768, 1024)  # a small phone or a large zoom, and tablets
# Width, theme, and whether every menu and table is opened; what has none is looked at once.
Look = tuple[int, Literal["light", "dark"], bool]
EVERY_LOOK: Sequence[Look] = (
    (1200, "light", False),
    (390, "dark", False),
    (390, "light", True),
    (1200, "dark", True),
)


@dataclass(frozen=True)
class Samples:
    """For each endpoint with arguments, values that exist."""

    values: Mapping[str, Sequence[Mapping[str, Any]]]

    def paths(self, app: Flask) -> Iterator[tuple[str, str]]:
        """Endpoint and address of every page that can be opened."""
        address = app.url_map.bind("")
        for rule in page_rules(app):
            for values in self.values.get(rule.endpoint, () if rule.arguments else ({},)):
                path = address.build(rule.endpoint, values)
                yield rule.endpoint, path
                for question in QUESTIONS.get(rule.endpoint, ()):
                    yield rule.endpoint, path + question

    def lacking(self, app: Flask) -> list[str]:
        """Rules that nobody gave an example for."""
        return [
            rule.rule
            for rule in page_rules(app)
            if rule.arguments and not self.values.get(rule.endpoint)
        ]


def page_rules(app: Flask) -> list[Rule]:
    """The rules of pages, in a stable order."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
    ]
    return sorted(rules, key=lambda rule: rule.rule)


def samples(app: Flask, user_id: int, token: str) -> Samples:
    """Examples of what this player has; `token` is one for a new password."""
    with app.app_context():
        found = {
            **_accounts(user_id),
            **_entries(user_id),
            **_currencies(user_id),
            "articles.show": [{"slug": db.session.scalars(select(Article.slug)).first()}],
            "articles.tagged": [{"tag": db.session.scalars(select(Tag.slug)).first()}],
            "security.reset_password": [{"token": token}],
        }
        db.session.remove()
    return Samples(found)


def _accounts(user_id: int) -> dict[str, list[Mapping[str, Any]]]:
    rows = db.session.scalars(
        select(Account).where(Account.user_id == user_id, Account.deleted_at.is_(None))
    ).all()
    found: dict[str, list[Mapping[str, Any]]] = {}
    for noun in ("site", "asset"):
        own = [{"account_id": row.id} for row in rows if row.kind == noun]
        for page in ("show", "edit", "delete"):
            found[f"{noun}s.{page}"] = [own[0]]
    return found


def _entries(user_id: int) -> dict[str, list[Mapping[str, Any]]]:
    def of(kind: str) -> Entry:
        query = select(Entry).where(Entry.user_id == user_id, Entry.kind == kind)
        return db.session.scalars(query.order_by(Entry.id.desc()).limit(1)).one()

    found: dict[str, list[Mapping[str, Any]]] = {
        f"{NOUNS.get(kind, kind + 's')}.edit": [{"entry_id": of(kind).id}] for kind in KINDS
    }
    found["entries.edit"] = [{"entry_id": of("balance").id}, {"entry_id": of("deposit").id}]
    found["transfers.edit"] = [{"transfer_id": of("transfer_out").transfer_id}]
    return found


def _currencies(user_id: int) -> dict[str, list[Mapping[str, Any]]]:
    own = db.session.scalars(select(Currency.code).where(Currency.owner == user_id)).first()
    rate = db.session.scalars(select(ManualRate.id).where(ManualRate.user_id == user_id)).first()
    return {
        "currencies.edit": [{"code": own}],
        "currencies.edit_rate": [{"rate_id": rate}],
    }


def look(visitor: Visitor, paths: Iterable[str], looks: Sequence[Look] = EVERY_LOOK) -> None:
    """Each page answers and has no fault, closed and with all opened that can be."""
    found: list[str] = []
    for path in paths:
        status = visitor.go(path)
        if status != 200:
            found.append(f"{path}: status {status}")
        found += [f"{path}: {fault}" for fault in faults_of(visitor.page, looks)]
    assert not found, "\n\n".join(found)


def faults_of(page: Page, looks: Sequence[Look]) -> list[str]:
    """What axe's default rules and a ruler have against a page, the way that each look shows it."""
    page.evaluate(AXE.axe_script)
    found: list[str] = []
    for width, theme, opened in looks:
        if opened and not page.evaluate(OPEN_ALL):
            continue
        page.set_viewport_size(SIZES[width])
        page.emulate_media(color_scheme=theme)
        faults = [*page.evaluate(VIOLATIONS), *too_wide(page, width)]
        found += [f"{width} {theme}{' opened' if opened else ''}: {fault}" for fault in faults]
    return found + [fault for width in OTHER_WIDTHS for fault in too_wide(page, width)]


def too_wide(page: Page, width: int) -> list[str]:
    """What sticks out of a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate(OVERFLOW)
    return [f"{width}: wider than the screen: {wide}"] if wide else []
