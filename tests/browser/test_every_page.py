"""Every page, for every kind of visitor, at both widths and in both themes, without a fault."""

from collections.abc import Iterator

import pytest
from flask_security.recoverable import generate_reset_password_token

from tests.browser.live import Live
from tests.browser.pages import Samples, faults_of, samples
from tests.browser.visitors import Visit, Visitor
from total_bankroll.extensions import db
from total_bankroll.models import User

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every-page")]

LOOKS = [(1200, "light"), (390, "dark"), (390, "light"), (1200, "dark")]
SIGN_IN_PAGES = frozenset({"security.login", "security.register", "security.reset_password"})
looks = pytest.mark.parametrize(("width", "theme"), LOOKS)


@pytest.fixture(scope="module")
def full(live: Live) -> int:
    """A player with a history."""
    live.add_rates()
    return live.add_demo("full@example.org", entries=160)


@pytest.fixture(scope="module")
def empty(live: Live) -> int:
    """A player who has just registered."""
    return live.add_player("empty@example.org")


@pytest.fixture(scope="module")
def known(live: Live, full: int) -> Samples:
    """What the pages with arguments are opened with."""
    live.add_articles()
    with live.app.test_request_context():
        token = generate_reset_password_token(db.session.get_one(User, full))
        db.session.remove()
    return samples(live.app, full, str(token))


def check(visitor: Visitor, paths: Iterator[str], *, opened: str = "") -> None:
    """Opens each page and looks at it; `opened` is a script that opens what can be opened."""
    found: list[str] = []
    for path in paths:
        status = visitor.go(path)
        if opened:
            visitor.page.evaluate(opened)
        if status != 200:
            found.append(f"{path}: status {status}")
        found += [f"{path}: {fault}" for fault in faults_of(visitor.page)]
    assert not found, "\n\n".join(found)


def test_every_page_with_arguments_has_an_example(live: Live, known: Samples) -> None:
    assert known.lacking(live.app) == []


@looks
def test_pages_of_a_player_with_a_history(
    visit: Visit, live: Live, full: int, known: Samples, width: int, theme: str
) -> None:
    visitor = visit(user=full, width=width, color_scheme=theme)
    check(visitor, (path for name, path in known.paths(live.app) if name not in SIGN_IN_PAGES))
