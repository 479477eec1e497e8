"""Script in the pages that show codes and ask for them, on which no walk of the map arrives."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.live import PASSWORD, Live
from tests.browser.test_payloads import (
    OUT_OF_ANYTHING,
    PAYLOADS,
    TAG,
    calm,
    open_all,
    submit_all,
)
from tests.browser.visitors import Visit, Visitor
from tests.support.passkeys import SETTINGS as PASSKEYS
from tests.support.passkeys import SIGN_IN, add_row
from tests.support.second_factors import SETTINGS, Phone
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, RecoveryCode, SecondFactor, User

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("payloads")]

EMAIL = "coded@example.org"
HOSTILE = '"<img/src=x/onerror=alert(1)>"@example.com'
ONWARD = f"?next={quote('/x?' + OUT_OF_ANYTHING)}"
"""Where to go on, which is a page of ours, and script as well."""
STEP = f"/tf-validate{ONWARD}"
RECOVERY = f"/mf-recovery{ONWARD}"
PASSKEY = f"{SIGN_IN}{ONWARD}"


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    return live.add_player(EMAIL)


@pytest.fixture(autouse=True)
def nothing_left(live: Live, player: int) -> Iterator[None]:
    """Each test begins without a second factor, and with an address that a form takes."""
    yield
    with live.app.app_context():
        for model in (SecondFactor, RecoveryCode, Passkey):
            db.session.query(model).delete()
        db.session.get_one(User, player).email = EMAIL
        db.session.commit()
        db.session.remove()


def rename(live: Live, player: int) -> None:
    """From now on the player's address is an attack, which no form of ours would take."""
    with live.app.app_context():
        db.session.get_one(User, player).email = HOSTILE
        db.session.commit()
        db.session.remove()


def show_codes(visitor: Visitor, label: str) -> None:
    visitor.press(label)
    expect(visitor.page.locator(".secrets li")).to_have_count(10)
    calm(visitor, label)


def wait(visitor: Visitor, heading: str) -> None:
    """Type the right password, and be asked for more."""
    visitor.go(f"/login{ONWARD}")
    visitor.page.get_by_label("E-mail address").fill(EMAIL)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Sign in")
    expect(visitor.page.locator("h1")).to_have_text(heading)
    calm(visitor, heading)


def test_nothing_runs_where_an_app_is_added_and_asked_for(
    visit: Visit, live: Live, player: int
) -> None:
    owner, stranger = visit(user=player), visit()
    forms = open_all(owner, [f"{SETTINGS}/new{ONWARD}"])
    assert list(forms) == ["code"]
    submit_all(owner, forms)
    owner.go(f"{SETTINGS}/new")
    owner.page.get_by_label("Code", exact=True).fill(
        Phone(owner.page.locator("#key").inner_text()).code()
    )
    show_codes(owner, "Turn it on")
    wait(stranger, "Code from your app")
    rename(live, player)
    for path in (STEP, RECOVERY):  # one after the other: each has a form of one code
        forms = open_all(stranger, [path])
        assert list(forms) == ["code"]
        submit_all(stranger, forms)
        expect(stranger.page.locator("#code-error")).to_be_visible()
    open_all(owner, [f"{SETTINGS}{ONWARD}"])
    show_codes(owner, "Make new codes")


def test_nothing_runs_where_passkeys_are_named_and_asked_for(
    visit: Visit, live: Live, player: int
) -> None:
    with live.app.app_context():
        for number, payload in enumerate((*PAYLOADS, TAG)):
            add_row(player, number, name=payload[:60])
    owner, stranger = visit(user=player), visit()
    wait(stranger, "Your passkey")
    rename(live, player)
    forms = open_all(owner, [f"{PASSKEYS}{ONWARD}", f"{PASSKEYS}/new{ONWARD}"])
    assert list(forms) == ["name"]
    submit_all(owner, forms)
    owner.go(PASSKEYS)
    shown = owner.page.evaluate("() => document.body.textContent")
    assert [payload for payload in PAYLOADS if payload[:60] not in shown] == []
    open_all(stranger, [PASSKEY, RECOVERY])
    stranger.go(PASSKEY)
    stranger.press("Use your passkey")
    expect(stranger.page.locator("form[data-passkey]")).to_be_visible()
    calm(stranger, "the page with a challenge")
    assert stranger.page.locator("form[data-passkey]").get_attribute("data-options")
    expect(stranger.page.locator("main input[name=next]")).to_have_value("/x?" + OUT_OF_ANYTHING)
