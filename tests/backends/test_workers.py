"""Four worker processes on each database: nothing stale, nothing lost, and faults are noticed."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from tests.conftest import add_player, fill_schema
from tests.naive import Bankroll
from tests.support.facts import Facts
from tests.support.faults import FROZEN, LATE
from tests.support.needs import new_database, redis_url
from tests.support.tiers import IS_THOROUGH
from tests.support.workers import Server, Watch, at_once, serving
from total_bankroll.app import create_app
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.backends, pytest.mark.thorough, pytest.mark.xdist_group("workers")]

WRITERS, READERS = 4, 2
MUTATIONS = 1000 if IS_THOROUGH else 100
DATABASES = ("sqlite", "postgresql", "mysql")


class Place:
    """A database with one player and two accounts, and what lies in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.user_id, self.one, self.other = self._fill()
        self.engine = create_engine(url, poolclass=NullPool)

    def _fill(self) -> tuple[int, int, int]:
        app, service = (
            create_app({"APP_ENV": "testing", "DATABASE_URL": self.url}),
            BankrollService(),
        )
        with app.app_context():
            fill_schema()
            player = add_player("player@example.org")
            one = service.add_site(player, "Stars", "EUR")
            other = service.add_asset(player, "Bank", "EUR")
            db.session.remove()
            db.engine.dispose()
        return player, one, other

    def facts(self) -> Facts:
        return Facts(self.engine)

    def assert_replayed(self) -> None:
        """Stored balances, changes and days are those of the naive replay."""
        facts = self.facts()
        naive = Bankroll(facts, self.user_id)
        stored_days: dict[int, dict[Any, int]] = {a.id: {} for a in naive.accounts}
        for row in facts.days:
            stored_days[row.account_id][row.day] = row.change
        for account in naive.accounts:
            steps = naive.steps[account.id]
            assert account.balance == (steps[-1].balance if steps else 0)
            assert [s.entry.change for s in steps] == [s.change for s in steps]
            days = {day: sum(sums.values()) for day, sums in naive.days(account).items()}
            assert stored_days[account.id] == days


@pytest.fixture(scope="module", params=DATABASES)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('workers') / 'workers.db'}"
        else:
            url = stack.enter_context(new_database(request.param))
        yield Place(url)


@pytest.fixture(scope="module")
def server(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), DATABASE_URL=place.url) as found:
        yield found


def deposited(place: Place) -> int:
    return sum(e.kind == "deposit" for e in place.facts().entries)


def write_and_read(place: Place, server: Server, mutations: int, *, patient: bool = True) -> Watch:
    """Deposits and transfers by four writers at once, while others read what there is."""
    watch = Watch(server, place.user_id)
    watch.sent = watch.acknowledged = deposited(place)

    def mutate(number: int) -> None:
        for turn in range(mutations // WRITERS):
            if turn % 4 == 3:
                ends = (place.one, place.other) if turn % 8 == 3 else (place.other, place.one)
                names = ("from_account_id", "to_account_id")
                arguments = dict(zip(names, ends, strict=True))
                server.change("record_transfer", user_id=place.user_id, amount=1, **arguments)
            else:
                watch.deposit((place.one, place.other)[(turn + number) % 2])
            if watch.stale and not patient:
                return

    def work(number: int) -> None:
        if number >= WRITERS:
            watch.read_on(patient=patient)
            return
        try:
            mutate(number)
        finally:
            running.discard(number)
            if not running:
                watch.done.set()

    running = set(range(WRITERS))
    at_once(WRITERS + READERS, work)
    watch.read()
    return watch


def test_no_read_is_stale_and_no_update_is_lost(place: Place, server: Server) -> None:
    before = len(place.facts().entries)
    watch = write_and_read(place, server, MUTATIONS)
    assert watch.stale == []
    assert len(watch.pids) >= 3
    assert watch.reads >= MUTATIONS // 5
    transfers = MUTATIONS // WRITERS // 4 * WRITERS  # every fourth of each writer, of two entries
    assert len(place.facts().entries) - before == MUTATIONS + transfers
    place.assert_replayed()


def test_parallel_deposits_make_as_many_rows_and_an_exact_balance(
    place: Place, server: Server
) -> None:
    before = place.facts()
    form = {"user_id": place.user_id, "account_id": place.one, "amount": 7}
    at_once(20, lambda _: server.change("record_deposit", **form))
    after = place.facts()
    balances = [next(a.balance for a in f.accounts if a.id == place.one) for f in (before, after)]
    assert len(after.entries) - len(before.entries) == 20
    assert balances[1] - balances[0] == 20 * 700
    place.assert_replayed()


def test_one_form_sent_twenty_times_at_once_counts_once(place: Place, server: Server) -> None:
    before = place.facts()
    form = {"user_id": place.user_id, "account_id": place.one, "amount": 7}
    key = secrets.token_hex(16)
    at_once(20, lambda _: server.change("record_deposit", **form, submission_id=key))
    after = place.facts()
    assert len(after.entries) - len(before.entries) == 1
    place.assert_replayed()


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    return Place(f"sqlite:///{tmp_path / 'own.db'}")


def test_no_read_is_stale_with_a_shared_redis(tmp_path: Path) -> None:
    settings = {
        "CACHE_TYPE": "RedisCache",
        "REDIS_URL": redis_url(),
        "CACHE_KEY_PREFIX": f"test-{secrets.token_hex(6)}:",
    }
    with new_database("postgresql") as url:
        place = Place(url)
        with serving(tmp_path, DATABASE_URL=url, **settings) as server:
            watch = write_and_read(place, server, MUTATIONS)
        assert watch.stale == []
        assert len(watch.pids) >= 3
        place.assert_replayed()


@pytest.mark.parametrize("fault", [FROZEN, LATE])
def test_a_fault_of_the_tokens_is_noticed(sqlite_place: Place, tmp_path: Path, fault: str) -> None:
    with serving(tmp_path, DATABASE_URL=sqlite_place.url, FAULT=fault) as server:
        watch = write_and_read(sqlite_place, server, 1000, patient=False)  # the first one ends it
    assert watch.stale
