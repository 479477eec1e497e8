"""Four worker processes on each database: nothing stale, nothing lost, and faults are noticed."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from tests.conftest import add_player, fill_schema
from tests.naive import Bankroll
from tests.support.databases import DATABASES, application, empty_database
from tests.support.facts import Facts
from tests.support.faults import SWITCHES
from tests.support.needs import redis_url
from tests.support.tiers import IS_THOROUGH
from tests.support.workers import Server, Watch, at_once, free_port, serving
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.backends, pytest.mark.thorough, pytest.mark.xdist_group("workers")]

WRITERS, READERS = 4, 2
MUTATIONS = 1000 if IS_THOROUGH else 100
FAULTS = sorted(SWITCHES)
BETWEEN = 0.2  # seconds: several reads of each worker


class Place:
    """A database with one player and two accounts, the workers over it, and what lies in it."""

    def __init__(self, url: str, server: Server) -> None:
        self.server = server
        with application(url) as app, app.app_context():
            fill_schema()
            service, self.user_id = BankrollService(), add_player("player@example.org")
            self.one = service.add_site(self.user_id, "Stars", "EUR")
            self.other = service.add_asset(self.user_id, "Bank", "EUR")
        self.engine = create_engine(url, poolclass=NullPool)

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


def settings_of_redis() -> dict[str, str]:
    prefix = f"test-{secrets.token_hex(6)}:"
    return {"CACHE_TYPE": "RedisCache", "REDIS_URL": redis_url(), "CACHE_KEY_PREFIX": prefix}


# The database of each place, and what else it is set to.
PLACES: dict[str, tuple[str, Callable[[], dict[str, str]]]] = {
    **{kind: (kind, dict) for kind in DATABASES},
    "redis": ("postgresql", settings_of_redis),
    **{fault: ("sqlite", partial(dict, FAULT=fault)) for fault in FAULTS},
}


@pytest.fixture(scope="module")
def find_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """Every place, served by the same four workers; one whose server is missing is skipped."""
    port, settings = free_port(), dict[str, dict[str, str]]()
    places, reasons = dict[str, Place](), dict[str, BaseException]()

    def find(name: str) -> Place:
        if name in reasons:
            raise reasons[name]
        return places[name]

    with ExitStack() as stack:
        for name, (kind, more) in PLACES.items():
            try:
                folder = tmp_path_factory.mktemp(name)
                url = stack.enter_context(empty_database(kind, folder))
                settings[name] = {"DATABASE_URL": url, **more()}
                places[name] = Place(url, Server(port, name))
            except pytest.skip.Exception as reason:
                reasons[name] = reason
        stack.enter_context(serving(tmp_path_factory.mktemp("server"), port, settings))
        yield find


@pytest.fixture(scope="module", params=DATABASES)
def place(request: pytest.FixtureRequest, find_place: Callable[[str], Place]) -> Place:
    return find_place(request.param)


def deposited(place: Place) -> int:
    return sum(e.kind == "deposit" for e in place.facts().entries)


def write_and_read(place: Place, mutations: int, *, patient: bool = True) -> Watch:
    """Deposits and transfers by four writers at once, while others read what there is.

    Impatient, it is one writer that waits between its writes, so that every worker is read of
    before and behind each of them, and the first stale read ends it.
    """
    writers = WRITERS if patient else 1
    server, watch = place.server, Watch(place.server, place.user_id)
    watch.sent = watch.acknowledged = deposited(place)

    def mutate(number: int) -> None:
        for turn in range(mutations // writers):
            if turn % 4 == 3:
                ends = (place.one, place.other) if turn % 8 == 3 else (place.other, place.one)
                names = ("from_account_id", "to_account_id")
                arguments = dict(zip(names, ends, strict=True))
                server.change("record_transfer", user_id=place.user_id, amount=1, **arguments)
            else:
                watch.deposit((place.one, place.other)[(turn + number) % 2])
            if not patient:
                if watch.stale:
                    return
                time.sleep(BETWEEN)

    def work(number: int) -> None:
        if number >= writers:
            watch.read_on(patient=patient)
            return
        try:
            mutate(number)
        finally:
            running.discard(number)
            if not running:
                watch.done.set()

    running = set(range(writers))
    at_once(writers + READERS, work)
    watch.read()
    return watch


def test_no_read_is_stale_and_no_update_is_lost(place: Place) -> None:
    before = len(place.facts().entries)
    watch = write_and_read(place, MUTATIONS)
    assert watch.stale == []
    assert len(watch.pids) >= 3
    assert watch.reads >= MUTATIONS // 5
    transfers = MUTATIONS // WRITERS // 4 * WRITERS  # every fourth of each writer, of two entries
    assert len(place.facts().entries) - before == MUTATIONS + transfers
    place.assert_replayed()


def test_parallel_deposits_make_as_many_rows_and_an_exact_balance(place: Place) -> None:
    before = place.facts()
    form = {"user_id": place.user_id, "account_id": place.one, "amount": 7}
    at_once(20, lambda _: place.server.change("record_deposit", **form))
    after = place.facts()
    balances = [next(a.balance for a in f.accounts if a.id == place.one) for f in (before, after)]
    assert len(after.entries) - len(before.entries) == 20
    assert balances[1] - balances[0] == 20 * 700
    place.assert_replayed()


def test_one_form_sent_twenty_times_at_once_counts_once(place: Place) -> None:
    before = place.facts()
    form = {"user_id": place.user_id, "account_id": place.one, "amount": 7}
    key = secrets.token_hex(16)
    at_once(20, lambda _: place.server.change("record_deposit", **form, submission_id=key))
    after = place.facts()
    assert len(after.entries) - len(before.entries) == 1
    place.assert_replayed()


def test_no_read_is_stale_with_a_shared_redis(find_place: Callable[[str], Place]) -> None:
    place = find_place("redis")
    watch = write_and_read(place, MUTATIONS)
    assert watch.stale == []
    assert len(watch.pids) >= 3
    place.assert_replayed()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_tokens_is_noticed(find_place: Callable[[str], Place], fault: str) -> None:
    watch = write_and_read(find_place(fault), 100, patient=False)
    assert watch.stale
