"""Every page there is, by the application's own map, and what each is looked at for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.browser.live import AXE, FAULT
from tests.browser.visitors import SIZES, Visitor
from tests.support.tiers import IS_THOROUGH
from total_bankroll.extensions import db
from total_bankroll.models import Account, Article, Currency, Entry, ManualRate, Tag
from total_bankroll.routes.entry_files import LISTS

REPORT_FILES = tuple(
    f"report_pages.{name}_table" for name in ("returns", "drawdown", "allocation", "calendar")
)
NO_PAGES = frozenset(
    {
        "static",
        "exports.beancount",
        *(f"entry_files.{noun}" for noun in LISTS),
        "your_data.download",
        "health.index",
        "invitations.show",
        "reports.table",
        "compare.table",
        "dashboard.table",
        "sites.table",
        "assets.table",
        "security.change_email_confirm",
        *REPORT_FILES,
        FAULT,
        AXE,
    }
)  # files, answers
KINDS = ("deposit", "withdrawal", "bonus", "expense")
NOUNS = {"deposit": "deposits", "withdrawal": "withdrawals", "bonus": "bonuses"}

# What an address can be asked for besides.
QUESTIONS = {
    "dashboard.index": (
        "?range=all&by=site",
        "?range=1m&by=currency",
        "?range=ytd&by=asset",
        "?on=2026-03-01",
    ),
    "entries.index": (
        "?figure=profit",
        "?figure=bankroll",
        "?kind=deposit&currency=USD",
        "?sort=amount&min=1&kind=deposit&kind=balance&q=a",
        "?from=2001-01-01&to=2001-01-02",
        "?figure=profit&accounts=site&on=2026-03-01",
    ),
    "sites.index": ("?on=2026-03-01",),
    "sites.show": ("?on=2026-03-01",),
    "deposits.index": ("?on=1990-01-01",),
    "compare.index": (
        "?from=2025-12-31&to=2026-06-30&currency=USD",
        "?from=1980-01-01&to=1980-01-01",
        "?currency=BTC",
    ),
    "reports.index": (
        "?range=all&by=quarter",
        "?range=all&by=year&kind=site&currency=USD",
        "?by=whole&on=2026-03-01",
        "?currency=BTC",
        "?from=1980-01-01&to=1980-02-01",
    ),
    "report_pages.returns": ("?from=1980-01-01&to=1980-02-01",),
    "report_pages.allocation": ("?range=all&by=currency&as=share&on=2026-03-01",),
    "report_pages.calendar": ("?year=1980",),
    "articles.index": ("?q=risk", "?q=nothing+like+it", "?sort=title"),
}

FETCH_AXE = "async () => { await import(`${location.origin}/axe.js`); }"
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return '';
  const sticksOut = element => element.getBoundingClientRect().right > width + 1;
  const wide = [...document.querySelectorAll('main *')].filter(sticksOut);
  return (wide.at(-1) || document.body).outerHTML.slice(0, 160);
}"""

OPEN_ALL = """() => {
  document.querySelectorAll('details').forEach(found => { found.open = true; });
  document.querySelectorAll('.shows-filters').forEach(found => { found.checked = true; });
}"""
# On a desk nothing is put away behind a button that is not there; an article's contents stand
# beside it.
UNREACHABLE = """() => [...document.querySelectorAll('main details:not(.contents-fold) > summary')]
  .filter(found => !found.checkVisibility()).map(found => found.outerHTML.slice(0, 160))"""
VIOLATIONS = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ['violations']});
  return violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""

# From a small phone or a large zoom to a desk; each look adds its own.
WIDTHS = (320, 390, 768, 1024, 1200) if IS_THOROUGH else (320, 768)
WIDEST = 1200
# Width, theme, and whether every menu and table is opened.
Look = tuple[int, Literal["light", "dark"], bool]
EVERY_LOOK: Sequence[Look] = (
    (1200, "light", True),
    (390, "dark", True),
    (390, "light", True),
    (1200, "dark", True),
)
# What `make test` has the time for: light and dark, wide in one of them.
BOTH_THEMES: Sequence[Sequence[Look]] = (EVERY_LOOK[:2], EVERY_LOOK[2:])


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
                asked = QUESTIONS.get(rule.endpoint, ())
                for question in asked if IS_THOROUGH else asked[:1]:
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
            "reports.year": [{"year": 2026}, {"year": 1990}],
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


def look(visitor: Visitor, paths: Iterable[str]) -> None:
    """Each page answers and has no fault, with all opened that can be; see `looks_of`."""
    found: list[str] = []
    for number, path in enumerate(paths):
        status = visitor.go(path)
        if status != 200:
            found.append(f"{path}: status {status}")
        found += [f"{path}: {fault}" for fault in seen(visitor.page, looks_of(number))]
    assert not found, "\n\n".join(found)


def looks_of(number: int) -> Sequence[Look]:
    """The ways that the page of this number is looked at; by `make faults`, every way."""
    return EVERY_LOOK if IS_THOROUGH else BOTH_THEMES[number % 2]


def faults_of(page: Page, looks: Sequence[Look]) -> list[str]:
    """What axe's default rules and a ruler have against a page, the way that each look shows it.

    The window has its size again afterwards.
    """
    size = page.viewport_size
    found = seen(page, looks)
    if size:
        page.set_viewport_size(size)
    return found


def seen(page: Page, looks: Sequence[Look]) -> list[str]:
    """As `faults_of`, of a page that nobody uses afterwards."""
    page.evaluate(FETCH_AXE)
    found: list[str] = []
    for width, theme, opened in looks:
        if opened:
            page.evaluate(OPEN_ALL)
        page.set_viewport_size(SIZES[width])
        page.emulate_media(color_scheme=theme)
        faults = [*page.evaluate(VIOLATIONS), *sticking_out(page)]
        if width == WIDEST:
            faults += [f"cannot be opened: {each}" for each in page.evaluate(UNREACHABLE)]
        found += [f"{width} {theme}{' opened' if opened else ''}: {fault}" for fault in faults]
    return found + [fault for width in WIDTHS for fault in too_wide(page, width)]


def too_wide(page: Page, width: int) -> list[str]:
    """What sticks out of a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return [f"{width}: {fault}" for fault in sticking_out(page)]


def sticking_out(page: Page) -> list[str]:
    """What sticks out of the window as it is."""
    wide = page.evaluate(OVERFLOW)
    return [f"wider than the screen: {wide}"] if wide else []
