"""Pages with little or with trouble on them: nothing entered yet, refused forms, failures."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Live
from tests.browser.pages import EVERY_LOOK, faults_of, look, looks_of, page_rules, seen, too_wide
from tests.browser.visitors import Visit, Visitor
from tests.support.tiers import IS_THOROUGH
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.xdist_group("sparse-pages")]

FAILURES = (400, 403, 404, 405, 410, 413, 415, 429, 500, 503)
STRANGERS_FORMS = ("/login", "/register", "/reset")
NEED_NO_ACCOUNT = ("/sites/new", "/assets/new", "/currencies/new")
PLAYERS_FORMS = (
    "/",
    "/sites",
    "/sites/1",
    "/sites/new",
    "/sites/1/edit",
    "/assets/new",
    "/balances",
    "/deposits/new",
    "/withdrawals/new",
    "/transfers/new",
    "/bonuses/new",
    "/expenses/new",
    "/currencies",
    "/currencies/new",
    "/change",
)
# Longer than anything may be, and no amount, no address, no password that is known.
SEND_JUNK = """() => {
  const fields = 'input[type=text], input[type=email], input[type=password], textarea';
  const form = [...document.querySelectorAll('main form[method=post]')]
    .find(found => found.querySelector(fields));
  form.querySelectorAll(fields).forEach(field => { field.value = 'x'.repeat(600); });
  form.requestSubmit();
}"""


@pytest.fixture(scope="module")
def newcomer(live: Live) -> int:
    """Somebody who has just registered."""
    return live.add_player("newcomer@example.org")


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Somebody with two accounts, of which the first is a site."""
    user_id = live.add_player("player@example.org")
    with live.app.app_context():
        BankrollService().add_site(user_id, "PokerStars", "EUR", 100)
        BankrollService().add_asset(user_id, "Cash", "EUR", 100)
        CurrencyService().add_currency(user_id, "CHIPS", "Chips")
    return user_id


def test_pages_of_somebody_who_has_nothing_yet(visit: Visit, live: Live, newcomer: int) -> None:
    rules = [rule for rule in page_rules(live.app) if not rule.arguments]
    own = [rule.rule for rule in rules if not rule.endpoint.startswith("security.")]
    look(visit(user=newcomer), [path for path in own if IS_THOROUGH or is_empty_here(path)])


def is_empty_here(path: str) -> bool:
    """Whether a page depends on what there is: neither settings do nor forms without accounts."""
    return not path.startswith("/settings") and path not in NEED_NO_ACCOUNT


def test_pages_of_what_failed(visit: Visit) -> None:
    visitor = visit()
    for number, status in enumerate(FAILURES):
        with visitor.refusal(status):
            assert visitor.go(f"/fault/{status}") == status
            assert faults_of(visitor.page, looks_of(number)) == []


def test_wide_letters_fit_a_small_phone(visit: Visit, player: int) -> None:
    """Which fonts a device has is not ours to choose."""
    visitor = visit(user=player)
    found = []
    for path in PLAYERS_FORMS:
        assert visitor.go(path) == 200
        visitor.page.evaluate("document.body.style.letterSpacing = '0.12em'")
        found += [f"{path}: {fault}" for fault in too_wide(visitor.page, 320)]
    assert not found, "\n\n".join(found)


def test_refused_forms_of_a_player(visit: Visit, player: int) -> None:
    refuse_each(visit(user=player), PLAYERS_FORMS)


def test_refused_forms_of_a_stranger(visit: Visit) -> None:
    refuse_each(visit(), STRANGERS_FORMS)


def refuse_each(visitor: Visitor, paths: tuple[str, ...]) -> None:
    found = []
    for number, path in enumerate(paths):
        with visitor.refusal(422, 400):
            assert visitor.go(path) == 200
            visitor.page.evaluate(SEND_JUNK)
            expect(refused(visitor.page)).to_be_visible()
            found += [f"{path}: {fault}" for fault in seen(visitor.page, looks_of(number))]
    assert not found, "\n\n".join(found)


def refused(page: Page) -> Locator:
    return page.locator("main .error, main .error-summary, .toast").first


def test_a_form_that_waited_too_long_comes_back(visit: Visit, player: int) -> None:
    visitor = visit(user=player)
    visitor.go("/deposits/new?account=2")
    visitor.page.get_by_label("Amount").fill("75")
    token = visitor.page.locator("main [name=csrf_token]").first
    token.evaluate("field => { field.value = 'old'; }")
    with visitor.refusal(400):
        visitor.press("Save deposit")
        expect(visitor.page.locator("main")).to_contain_text("75")
        assert faults_of(visitor.page, EVERY_LOOK) == []
    visitor.press("Send again")
    visitor.shows("#total", "75.00")
