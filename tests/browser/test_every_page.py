"""Every page of a player with a history: both widths, both themes, all menus opened, no fault."""

import pytest
from flask_security.recoverable import generate_reset_password_token

from tests.browser.live import Live
from tests.browser.pages import Samples, look, samples
from tests.browser.visitors import Visit
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.routes.access import is_public

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.xdist_group("every-page")]

PARTS = 2  # one for each of two processes


@pytest.fixture(scope="module")
def player(live: Live) -> int:
    """Somebody with two years of entries in several currencies."""
    live.add_rates()
    live.add_articles()
    return live.add_demo("full@example.org", entries=160)


@pytest.fixture(scope="module")
def known(live: Live, player: int) -> Samples:
    """What the pages with arguments are opened with."""
    with live.app.test_request_context():
        token = generate_reset_password_token(db.session.get_one(User, player))
        db.session.remove()
    return samples(live.app, player, str(token))


def test_every_page_with_arguments_has_an_example(live: Live, known: Samples) -> None:
    assert known.lacking(live.app) == []


@pytest.mark.parametrize(
    "part",
    [pytest.param(n, marks=pytest.mark.xdist_group(f"every-page-{n}")) for n in range(PARTS)],
)
def test_pages_of_a_player(
    visit: Visit, live: Live, player: int, known: Samples, part: int
) -> None:
    visitor = visit(user=player)
    found = [path for name, path in known.paths(live.app) if not name.startswith("security.")]
    look(visitor, [*found, "/change"][part::PARTS])


def test_pages_of_a_stranger(visit: Visit, live: Live, known: Samples) -> None:
    visitor = visit()
    look(visitor, [path for name, path in known.paths(live.app) if is_public(live.app, name)])


def test_strangers_are_asked_to_sign_in(visit: Visit, live: Live, known: Samples) -> None:
    visitor = visit()
    for name, path in known.paths(live.app):
        if not is_public(live.app, name):
            answer = visitor.page.request.get(visitor.url + path, max_redirects=0)
            assert answer.status == 302, path
            assert answer.headers["location"].startswith("/login"), path
