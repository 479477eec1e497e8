"""The application on each database: every page, every form, and nothing wrong afterwards."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from flask_security.recoverable import generate_reset_password_token

from tests.browser.pages import samples
from tests.conftest import fill_schema
from tests.support.databases import DATABASES, SERVERS, application, empty_database, fill
from tests.support.tiers import share
from tests.support.tour import Tour, form_endpoints
from total_bankroll.extensions import db
from total_bankroll.models import User

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("databases")]

NEW_EACH_TIME = {"second_factor.new"}
"""Pages that say what no other one says."""
NOW = "2026-11-20 12:00:00Z"


@dataclass(frozen=True)
class Place:
    """An application with a player who has a history."""

    app: Flask
    player: int

    def tour(self) -> Tour:
        """The player, signed in."""
        return Tour(self.app, self.player)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Endpoint and address of every page that there is."""
        with self.app.test_request_context():
            token = generate_reset_password_token(db.session.get_one(User, self.player))
            db.session.remove()
        known = samples(self.app, self.player, str(token))
        assert known.lacking(self.app) == []
        return known.paths(self.app)

    def doctor(self) -> str:
        """What the doctor says, who must have nothing to say."""
        result = self.app.test_cli_runner().invoke(args=["doctor"])
        assert result.exit_code == 0, result.output
        return result.output


OpenPlace = Callable[[str], Place]


@pytest.fixture(autouse=True, scope="module")
def _november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def open_place(_november: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPlace]:
    """A place on a database of each kind, made where it is first asked for."""
    places: dict[str, Place] = {}
    with ExitStack() as stack:

        def find(kind: str) -> Place:
            if kind not in places:
                url = stack.enter_context(empty_database(kind, tmp_path_factory.mktemp(kind)))
                app = stack.enter_context(application(url))
                with app.app_context():
                    fill_schema()
                places[kind] = Place(app, fill(app, entries=160))
            return places[kind]

        yield find


@pytest.mark.thorough
@pytest.mark.parametrize("kind", SERVERS)
def test_every_page_says_what_it_says_on_sqlite(open_place: OpenPlace, kind: str) -> None:
    here, there = open_place(kind), open_place("sqlite")
    ours, theirs = here.tour(), there.tour()
    for endpoint, path in share(here.pages(), SERVERS.index(kind), of=2):
        page = ours.get(path)
        if endpoint.startswith("security."):
            assert page.status in {200, 302}, path
        elif endpoint in NEW_EACH_TIME:
            assert page.status == 200, path
        elif endpoint == "devices.index":
            assert page.status == 200, path  # a row more for each tour
        else:
            assert page.status == 200, path
            assert page.words("main") == theirs.get(path).words("main"), path


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind == "mysql" else pytest.mark.long) for kind in DATABASES],
)
def test_every_form_is_taken_and_the_doctor_finds_nothing(open_place: OpenPlace, kind: str) -> None:
    place = open_place(kind)
    assert "ledger        good" in place.doctor()
    tour = place.tour()
    tour.everything()
    assert tour.asked == set(form_endpoints(place.app))
    place.doctor()
