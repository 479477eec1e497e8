"""Whatever is done, in whatever order, on whichever instance: every read is right at once."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask_caching.signals import cache_memoize_hit
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from tests.support.articles import write_article
from tests.support.bypasses import PAST_THE_SERVICES
from tests.support.discovered import (
    ELSEWHERE,
    discovered_reads,
    discovered_writes,
    parameters_of,
    service_classes,
)
from tests.support.expected_reports import ExpectedReports
from tests.support.faults import SWITCHES
from tests.support.looks import check_reads
from tests.support.machine import World
from tests.support.performing import CALLS, Stage, perform_all
from tests.support.strategies import STRATEGIES
from tests.support.tiers import IS_THOROUGH
from tests.support.trail import lost
from total_bankroll.cache_policy import CACHED_READS
from total_bankroll.errors import BankrollError
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.writing import PUBLIC_WRITES

# MACHINE_EXAMPLES=500 MACHINE_STEPS=60 looks longer, elsewhere every time, and shrinks its finds.
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25" if IS_THOROUGH else "12"))
SETTINGS = settings(
    max_examples=EXAMPLES or (7 if IS_THOROUGH else 2),
    phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
)

TESTS = Path(__file__).parent
instances = st.integers(0, 2)
players = st.integers(0, 1)
# What players do most should happen most; everything else comes by the way.
WRITES = sorted(discovered_writes())
OFTEN = ["record_balance", "record_deposit", "record_transfer", "update_entry", "delete_entry"]
# What these are about is not there by itself: deleted, archived and empty accounts, own currencies.
NEEDS_FIRST = ["accept_rate", "archive_site", "unarchive_site", "unarchive_asset", "restore_site"]
NEEDS_FIRST += ["restore_asset", "restore_entry", "restore_transfer"]
NEEDS_FIRST += ["delete_currency", "update_manual_rate"]
ACTS = ["write"] * 6 + ["past_the_services", "a_read_outlasts_a_write", "read", "time_passes"]


class Machine(RuleBasedStateMachine):
    """Steps of two players on three instances; after each of them, every read is checked."""

    world: World
    done: set[str]
    needs_first: Sequence[str]

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []
        self.running = self.world.running()
        self.running.__enter__()

    def teardown(self) -> None:
        self.running.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Each player has something that each write could be about."""
        write_article(self.world.articles, "ruin")
        stages = [Stage(self.world, player) for player in self.world.players]
        stages[0].do("sync_articles", directory=self.world.articles)
        for name in self.needs_first:
            for stage in stages:
                CALLS[name](stage)

    # One rule, because Hypothesis would leave most of several out of so few examples.
    @rule(act=st.sampled_from(ACTS), instance=instances, player=players, data=st.data())
    def step(self, act: str, instance: int, player: int, data: Any) -> None:
        getattr(self, act)(instance, player, data)

    def write(self, instance: int, player: int, data: Any) -> None:
        """The next of all writes, in an order that is drawn; most that succeed change something."""
        if not self.waiting:
            self.waiting = WRITES + OFTEN
            Random(data.draw(st.integers(0, 10**6), label="order")).shuffle(self.waiting)
        name = self.waiting.pop()
        world, user_id = self.world, self.world.players[player]
        service = discovered_writes()[name]
        world.publish(Random(data.draw(st.integers(0, 50), label="dice")))
        arguments = world.draw_call(data, user_id, name, service)
        self._tick()
        with world.apps[instance].app_context():
            try:
                world.call(service, user_id, name, arguments)
                self.done.add(name)
            except BankrollError:
                db.session.rollback()
            db.session.remove()
        world.changed()

    def past_the_services(self, instance: int, player: int, data: Any) -> None:
        way = data.draw(st.sampled_from(sorted(PAST_THE_SERVICES)), label="way")
        world, user_id = self.world, self.world.players[player]
        own = [row.id for row in world.facts.accounts if row.user_id == user_id]
        account_id = data.draw(st.sampled_from(own), label="account")
        self._tick()
        with world.apps[instance].app_context():
            with suppress(InterruptedError):
                PAST_THE_SERVICES[way](world, user_id, account_id)
            db.session.remove()
        world.changed()

    def a_read_outlasts_a_write(self, reader: int, player: int, data: Any) -> None:
        """What began before a commit sees the old snapshot, and must not leave it to others."""
        writer = data.draw(instances, label="writer")
        amount = data.draw(st.integers(1, 99), label="amount")
        world, user_id = self.world, self.world.players[player]
        site = next((r.id for r in world.facts.accounts if r.user_id == user_id), 0)
        with world.apps[reader].app_context():
            db.session.get(User, user_id)
            before = BankrollService().list_accounts(user_id)
            with world.apps[writer].app_context():
                try:
                    BankrollService().record_deposit(user_id, site, amount)
                except BankrollError:
                    db.session.rollback()
                db.session.remove()
            assert BankrollService().list_accounts(user_id) == before
            BankrollService().get_bankroll_breakdown(user_id)
            BankrollService().get_history(user_id)
            db.session.remove()
        self._tick()
        world.changed()

    def read(self, instance: int, player: int, data: Any) -> None:
        """Any read, with any arguments."""
        world, user_id = self.world, self.world.players[player]
        name = data.draw(st.sampled_from(sorted(discovered_reads())), label="method")
        arguments = world.draw_call(data, user_id, name, discovered_reads()[name])
        world.look(instance, user_id, name, **arguments)

    def time_passes(self, _instance: int, _player: int, data: Any) -> None:
        self.world.clock.shift(timedelta(hours=data.draw(st.integers(1, 40), label="hours")))
        self.world.changed()

    def _tick(self) -> None:
        self.world.clock.shift(61)

    @invariant()
    def every_read_is_right(self) -> None:
        check_reads(self.world)

    @invariant()
    def nothing_is_lost(self) -> None:
        """The trail, replayed from its start, says what every row is."""
        assert lost(self.world.facts) == []


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[World]:
    found = World(tmp_path_factory.mktemp("machine"), template_database)
    yield found
    for app in found.apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def machine_of(world: World, needs_first: Sequence[str] = ()) -> type[Machine]:
    own = {"world": world, "needs_first": needs_first, "done": set()}
    return type("Machine", (Machine,), own)


@pytest.mark.slow
@pytest.mark.thorough
def test_no_read_is_stale_or_wrong_and_every_cached_read_is_reached(world: World) -> None:
    hits: set[str] = set()
    machine = machine_of(world, NEEDS_FIRST)

    def note(_sender: Any, f: Any, **_details: Any) -> None:
        hits.add(f"{f.__module__}.{f.__qualname__}")

    with cache_memoize_hit.connected_to(note):
        run(machine, settings=SETTINGS)
    assert hits == set(CACHED_READS)
    assert len(machine.done) >= len(WRITES) // (2 if IS_THOROUGH else 8)  # they are not all refused


@pytest.mark.slow
def test_every_cached_read_is_right_after_each_write(world: World) -> None:
    with world.running():
        perform_all(world, lambda: check_reads(world))


def test_there_is_a_way_to_call_every_write() -> None:
    assert CALLS.keys() == discovered_writes().keys()


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(SWITCHES))
def test_the_machine_notices_a_fault_of_the_tokens(world: World, fault: str) -> None:
    brief = settings(SETTINGS, phases=[Phase.generate], max_examples=10)
    with SWITCHES[fault](), pytest.raises(AssertionError, match=r" is .*, not "):
        run(machine_of(world), settings=brief)


def test_every_declared_write_is_discovered() -> None:
    found = {getattr(service, name) for name, service in discovered_writes().items()}
    assert set(PUBLIC_WRITES.values()) <= found


@pytest.mark.parametrize("name", sorted(discovered_reads() | discovered_writes()))
def test_every_parameter_has_a_strategy(name: str) -> None:
    service = (discovered_reads() | discovered_writes())[name]
    known = STRATEGIES.keys() | {"articles"}  # of render_list, which shows what was listed
    assert parameters_of(service, name).keys() <= known


@pytest.mark.parametrize("name", sorted(discovered_reads()))
def test_every_read_has_a_naive_answer(name: str) -> None:
    assert callable(getattr(ExpectedReports, name, None)), name


def test_what_is_left_to_other_tests_is_there() -> None:
    assert ELSEWHERE.keys() <= service_classes().keys()
    assert [path for path in ELSEWHERE.values() if not Path(TESTS, path).exists()] == []
