"""Junk in addresses: what a page does not understand it leaves aside, and is still there."""

import re
from urllib.parse import quote

import pytest

from tests.routes.address_cases import add_own_currency, address, arguments, pages
from tests.support.articles import write_article
from tests.support.tiers import share
from total_bankroll.services.article_service import ArticleService

EVERY_LIST = "accounts after before currency figure from max min on q sort tag to"
LIST = f"account {EVERY_LIST}"
FLOWS = ("deposits", "withdrawals", "transfers", "bonuses", "expenses")
ONE_ACCOUNT = f"{EVERY_LIST} kind range"
NEW = "account next"
REPORT = "account currency from held kind on range to"

# Every page, and the arguments that it reads from its address.
PAGES = {
    "dashboard.index": "by on range",
    "dashboard.table": "by on range table",
    "entries.index": f"{LIST} kind",
    "entries.edit": "next",
    "sites.index": "on",
    "sites.show": ONE_ACCOUNT,
    "sites.table": "on range",
    "sites.new": "next",
    "sites.edit": "next",
    "sites.delete": "",
    "assets.index": "on",
    "assets.show": ONE_ACCOUNT,
    "assets.table": "on range",
    "assets.new": "next",
    "assets.edit": "next",
    "assets.delete": "",
    "balances.index": "",
    "deposits.index": LIST,
    "deposits.new": NEW,
    "deposits.edit": "next",
    "withdrawals.index": LIST,
    "withdrawals.new": NEW,
    "withdrawals.edit": "next",
    "transfers.index": LIST,
    "transfers.new": "from next to",
    "transfers.edit": "next",
    "bonuses.index": LIST,
    "bonuses.new": NEW,
    "bonuses.edit": "next",
    "expenses.index": LIST,
    "expenses.new": NEW,
    "expenses.edit": "next",
    "articles.index": "page q sort",
    "articles.show": "",
    "articles.tagged": "page q sort",
    "currencies.index": "currency page",
    "currencies.new": "",
    "currencies.edit": "",
    "currencies.edit_rate": "",
    "settings.index": "",
    "closing.index": "",
    "your_data.index": "",
    "your_data.download": "",
    "reports.index": "account by currency from held kind on range to",
    "reports.table": "account by currency from held kind on range table to",
    "reports.year": "account currency held kind on",
    "compare.index": "currency from on to",
    "compare.table": "currency from on table to",
    "exports.beancount": "",
    "entry_files.entries": f"{LIST} kind",
    **{f"entry_files.{noun}": LIST for noun in FLOWS},
    "report_pages.returns": REPORT,
    "report_pages.returns_table": f"{REPORT} table",
    "report_pages.drawdown": REPORT,
    "report_pages.drawdown_table": REPORT,
    "report_pages.allocation": f"{REPORT} as by",
    "report_pages.allocation_table": f"{REPORT} as by table",
    "report_pages.calendar": "account currency held kind on year",
    "report_pages.calendar_table": "account currency held kind on table year",
    "changes.index": "account entry older",
    "trash.index": "page",
    "trash.purge": "account entry",
    "devices.index": "",
    "second_factor.index": "",
    "second_factor.new": "",
    "passkeys.index": "",
    "passkeys.new": "",
    "health.index": "",
    "security.login": "email next",
    "security.wan_signin": "next",
    "security.register": "next",
    "security.forgot_password": "next",
    "security.change_password": "next",
    "security.verify": "next",
    "security.change_email": "next",
}
STRANGERS = {
    *("security.login", "security.register", "security.forgot_password"),
    "security.wan_signin",
}
NOUNS = sorted({endpoint.partition(".")[0] for endpoint in PAGES})

JUNK = (
    "'",
    "\"'><script>alert(1)</script>",
    "{{7*7}}=1+1",
    "1; DROP TABLE users; --",
    "x" * 10_000,
    "-1",
    "0",
    "9" * 400,
    "1e400",
    "NaN",
    "♠ Rööm 🃏 \u202e \uff11 \ufffe \U0010ffff",
    "\ud800",
    "../../../etc/passwd",
    "x\r\nSet-Cookie: stolen=1",
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "//evil.example/",
    "javascript:alert(1)",
    " ",
    "",
)
ALONE = ("'", "x" * 10_000, "9" * 400, "0001-01-01", "[]", "\ud800")
"""What is put into one argument at a time, the others being left out."""

HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
WAY_ON = re.compile(r"<main.*<(?:a|button|input)[ >].*</main>", re.DOTALL)
ELSEWHERE = re.compile(r"""(?:href|action)=["']?(?://|\\\\|javascript:)""", re.IGNORECASE)
LOOKED_AT = (JUNK[1], JUNK[10])
QUERIES = ("%", "%zz&&==&;?=1&%ff%fe=%ff", "x" * 5000)
MISSING = ("'", "..%2f..%2fetc%2fpasswd", "%00", "%0d%0aX: 1", "x" * 5000, "%ff", "%F0%9F%83%8F")


@pytest.fixture
def desk(desk, tmp_path):
    add_own_currency(desk)
    write_article(tmp_path, "ruin")
    ArticleService().sync_articles(tmp_path)
    return desk


@pytest.fixture
def visit(desk, app):
    """The page of an endpoint, as its visitor sees it with a query."""
    stranger = app.test_client()
    stranger.sql_budget = 0
    rules = {rule.endpoint: rule for rule in pages(app)}

    def visit(endpoint, query="", *, checks=False):
        client = stranger if endpoint in STRANGERS else desk.client
        client.checks = checks
        return client.get(f"{address(desk, rules[endpoint])}?{query}")

    return visit


def encoded(text):
    return quote(text.encode(errors="surrogatepass"))


def is_still_there(page, clean, query):
    """The same page as without junk, which leads nowhere else."""
    assert page.status == 200, (page.status, query[:60])
    assert "stolen" not in str(page.headers)
    if page.mimetype == "text/html":
        assert HEADING.findall(page.text) == HEADING.findall(clean.text) != [], query[:60]
        assert WAY_ON.search(page.text)
        assert not ELSEWHERE.findall(page.text), query[:60]


def test_every_argument_of_every_page_is_in_the_table(desk, app):
    found = {rule.endpoint: arguments(desk, address(desk, rule)) for rule in pages(app)}
    assert found == {endpoint: set(names.split()) for endpoint, names in PAGES.items()}


def pages_of(noun):
    """The endpoints under a noun, each with its arguments."""
    return [(one, names.split()) for one, names in PAGES.items() if one.startswith(f"{noun}.")]


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "noun"), list(enumerate(NOUNS)))
def test_junk_in_every_argument_is_left_aside(visit, turn, noun):
    for number, (endpoint, names) in enumerate(pages_of(noun), turn):
        clean = visit(endpoint)
        for junk in share(JUNK, number, of=6) if names else ():
            query = "&".join(f"{name}={encoded(junk)}" for name in names)
            is_still_there(visit(endpoint, query, checks=junk in LOOKED_AT), clean, query)


@pytest.mark.long
@pytest.mark.parametrize("noun", NOUNS)
def test_junk_in_one_argument_is_left_aside(visit, noun):
    for endpoint, names in pages_of(noun):
        clean = visit(endpoint)
        for number, name in enumerate(names):
            junk = encoded(ALONE[number % len(ALONE)])
            for query in (f"{name}={junk}", f"{name}[]=1&{name}={junk}&{name}=1"):
                is_still_there(visit(endpoint, query), clean, query)


@pytest.mark.long
@pytest.mark.parametrize("noun", NOUNS)
def test_no_page_fails_for_what_it_does_not_read(visit, noun):
    every = sorted(set(" ".join(PAGES.values()).split()))
    for endpoint, _ in pages_of(noun):
        clean = visit(endpoint)
        for query in (*QUERIES, "&".join(f"{name}[]=1&also-{name}='" for name in every)):
            is_still_there(visit(endpoint, query), clean, query)
        refused = visit(endpoint, "page=%00&also=1")
        assert refused.status == 400
        assert refused.all("main a")


@pytest.mark.parametrize(
    "path",
    ["/articles/{}", "/articles/tag/{}", "/currencies/{}/edit", "/sites/{}", "/entries/{}/edit"],
)
def test_a_page_of_nothing_is_not_found(desk, path):
    desk.client.checks = True
    for junk in MISSING:
        page = desk.client.get(path.format(junk))
        assert page.status == 404, junk
        assert page.all("main a")
