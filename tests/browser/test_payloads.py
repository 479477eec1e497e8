"""Script in every field that takes text: a real browser shows it as text, and runs none of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import quote

import pytest

from tests.browser.live import Live
from tests.browser.pages import samples
from tests.browser.visitors import Visit, Visitor
from tests.support.articles import write_article
from tests.test_article_rendering import CORPUS
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("payloads")]

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert`1`>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    '"><svg/onload=alert(1)//',
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "x onerror=alert(1)",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext></mtext><style><img onerror=alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil>",
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "{{''.__class__.__mro__}}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "＜script＞alert(1)＜/script＞",
    "%3Cscript%3Ealert(1)%3C/script%3E",
)
OUT_OF_ANYTHING = """x"'></title></textarea></script>--><img src=x onerror=alert(1)>"""
"""What forms are filled with: alive wherever a page would show it as it is."""
TAG = "<b onclick=alert(1)>"
SYMBOL = '"><b/x>'
TWINS = ("/assets", "/withdrawals", "/bonuses", "/expenses")
"""Pages made of the same templates as those of sites and deposits."""
STRANGERS_FORMS = ("/login", "/register", "/reset")
KNOWN_FORMS = {
    *("name symbol", "code name symbol", "balance", "balance name", "email"),
    *("amount date note tags", "amount date note received tags", "code", "email password"),
    *("new_password new_password_confirm password", "password"),
}
"""Some of the forms that have to be found, by what is typed into them."""
EIGHTH = 8
"""Of the pages that ask before something is purged, which differ in one name, an eighth will do."""
ASKED = ("q", "tag", "sort", "next", "from", "to", "on", "account", "kind", "by", "currency")
ASKED += ("min", "max", "year")
"""What lists and reports are asked for in an address."""

WHAT_IS_ALIVE = """() => [
  ...document.querySelectorAll(
    'script:not([src]):not([type="application/json"]), iframe, object, embed, base, main style,' +
    'meta[http-equiv], a[href^="javascript:" i], a[href^="data:" i], img[src="x"]'),
  ...[...document.querySelectorAll('*')].filter(
    found => found.getAttributeNames().some(name => name.startsWith('on'))),
].map(found => found.outerHTML.slice(0, 160))"""
TYPED = """form => [...form.querySelectorAll('input, textarea')].filter(field =>
  !['hidden', 'radio', 'checkbox', 'submit', 'button'].includes(field.type))"""
NAMES = f"""form => ({TYPED})(form).map(
  field => field.name.replace(/[0-9]+/g, 'N')).sort().join(' ')"""
ALL = f"[...document.querySelectorAll('main form')].filter(form => ({TYPED})(form).length)"
SENT = f"() => {ALL}.filter(form => form.method === 'post').map({NAMES})"
ASKED_FOR = f"() => {ALL}.filter(form => form.method === 'get').map({NAMES})"
FILL = f"""([payload, number]) => {{
  const form = {ALL}.filter(form => form.method === 'post')[number];
  for (const field of form.querySelectorAll('input, textarea')) {{
    if (field.name === 'csrf_token' || ['radio', 'checkbox'].includes(field.type)) continue;
    field.type === 'hidden' || (field.type = 'text');
    field.value = payload;
  }}
  form.noValidate = true;
  HTMLFormElement.prototype.submit.call(form);
}}"""


@pytest.fixture(scope="module")
def player(live: Live, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Somebody whose every name, note, tag and currency is an attack."""
    live.add_rates()
    live.add_articles()
    user_id = live.add_demo("payloads@example.org", entries=160)
    service, coins = BankrollService(), CurrencyService()
    today = datetime.now(UTC).date()
    with live.app.test_request_context():
        for account in service.list_accounts(user_id):
            payload = PAYLOADS[account.id % len(PAYLOADS)]
            update = service.update_site if account.kind == "site" else service.update_asset
            update(user_id, account.id, name=f"{payload} {account.id}")
        room = service.add_site(user_id, TAG, "EUR", Decimal(500))
        for number, payload in enumerate(PAYLOADS):
            coins.add_currency(user_id, f"COIN{number}", payload[:80], SYMBOL, 2)
            record = service.record_deposit if number % 2 else service.record_bonus
            record(user_id, room, Decimal(5), today, note=payload, tags=(TAG,))
        throw_away(service, user_id)
        user = db.session.get_one(User, user_id)
        user.email = '"<img/src=x/onerror=alert(1)>"@example.org'
        db.session.commit()
        db.session.remove()
        folder = tmp_path_factory.mktemp("articles")
        body = "\n\n".join(source for source in CORPUS if source.isprintable())
        write_article(folder, "attack", body, title="'<b onclick=alert(1)> {{7*7}}'")
        ArticleService().sync_articles(folder)
    return user_id


def throw_away(service: BankrollService, user_id: int) -> None:
    """An account of each attack's name, and an entry with its words, all of them deleted."""
    room = service.add_site(user_id, f"{TAG}{TAG}", "EUR", Decimal(500))
    for payload in PAYLOADS:
        entry = service.record_expense(user_id, room, Decimal(1), note=payload, tags=(TAG,))
        service.delete_entry(user_id, entry.entry_id)
        service.delete_asset(user_id, service.add_asset(user_id, payload, "EUR", Decimal(1)))


def calm(visitor: Visitor, where: str) -> None:
    assert visitor.page.evaluate(WHAT_IS_ALIVE) == [], where


Forms = dict[str, tuple[str, int]]
"""What is typed into a form, and where the first of this kind is: its page, its number there."""


def open_all(visitor: Visitor, paths: Sequence[str]) -> Forms:
    """Each page, in which nothing is alive; every kind of form on any of them."""
    forms: Forms = {}
    for path in paths:
        with visitor.refusal(400, 404, 409, 422):
            visitor.page.goto(visitor.url + path, wait_until="domcontentloaded")
            calm(visitor, path)
        for number, names in enumerate(visitor.page.evaluate(SENT)):
            forms.setdefault(names, (path, number))
        asked = " ".join(visitor.page.evaluate(ASKED_FOR)).split()
        assert set(asked) <= set(ASKED), path
    return forms


def submit_all(visitor: Visitor, forms: Forms) -> None:
    """Every field of these forms filled with an attack, and what comes back looked at."""
    for names, (path, number) in forms.items():
        with visitor.refusal(400, 401, 404, 409, 422, 429):
            visitor.go(path)
            with visitor.page.expect_navigation(wait_until="domcontentloaded"):
                visitor.page.evaluate(FILL, [OUT_OF_ANYTHING, number])
            calm(visitor, f"what the form of {names} at {path} answers")


@pytest.mark.long
def test_nothing_that_was_typed_runs(visit: Visit, live: Live, player: int) -> None:
    visitor = visit(user=player)
    known = samples(live.app, player, "a-token")
    attack = "&".join(
        f"{name}={quote(PAYLOADS[number % len(PAYLOADS)])}" for number, name in enumerate(ASKED)
    )
    paths = [path for _, path in known.paths(live.app) if not path.startswith(TWINS)]
    paths = [path for path in paths if "?" not in path]
    lists = ["/entries", "/reports", "/compare", "/articles", "/nowhere"]
    forms = open_all(visitor, paths + [f"{path}?{attack}" for path in lists])
    assert forms.keys() >= KNOWN_FORMS - {"email password"}
    submit_all(visitor, forms)


def test_what_was_typed_is_shown_as_it_was(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    visitor.go("/entries?q=&sort=newest")
    shown = visitor.page.evaluate("() => document.body.textContent")
    assert [payload for payload in PAYLOADS if payload not in shown] == []
    assert TAG in shown


def test_what_was_deleted_is_shown_as_it_was(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    visitor.go("/trash")
    calm(visitor, "/trash")
    for kind in ("accounts", "entries"):
        rows = f"section[aria-labelledby={kind}-heading] tbody"
        shown = visitor.page.locator(rows).text_content() or ""
        assert [payload for payload in PAYLOADS if payload not in shown] == [], kind
    doomed = visitor.page.locator("a[href^='/trash/purge?']")
    paths = {str(link.get_attribute("href")) for link in doomed.all()}
    assert len(paths) >= 2 * len(PAYLOADS)
    for what in ("account", "entry"):
        asking = [path for path in sorted(paths) if f"?{what}=" in path]
        open_all(visitor, asking[::EIGHTH])
    entry = min(path.partition("entry=")[2] for path in paths if "entry=" in path)
    open_all(visitor, [f"/entries/{entry}/edit", "/changes"])


def test_nothing_that_a_stranger_types_runs(visit: Visit, player: int) -> None:
    visitor = visit()
    attack = quote(PAYLOADS[6])
    open_all(visitor, [f"/login?email={attack}&next={attack}", f"/articles?q={attack}"])
    pages = ["/articles/attack", f"/register?next={attack}", f"/articles/tag/{attack}"]
    forms = open_all(visitor, [*pages, *STRANGERS_FORMS])
    assert len(forms) == len(STRANGERS_FORMS)
    submit_all(visitor, forms)
