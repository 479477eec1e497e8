"""Whatever is done, in whatever order, on whichever instance: every read is right at once."""

import os
from collections.abc import Iterator
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
from tests.support.expected_reports import ExpectedReports
from tests.support.faults import SWITCHES
from tests.support.machine import (
    World,
    discovered_reads,
    discovered_writes,
    parameters_of,
)
from tests.support.strategies import STRATEGIES
from tests.support.tiers import IS_THOROUGH
from tests.support.trail import lost
from total_bankroll.cache_policy import CACHED_READS
from total_bankroll.errors import BankrollError
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.writing import PUBLIC_WRITES

# MACHINE_EXAMPLES=500 MACHINE_STEPS=60 looks longer, elsewhere every time, and shrinks its finds.
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
STEPS = int(os.environ.get("MACHINE_STEPS", "15"))
SETTINGS = settings(
    max_examples=EXAMPLES or (10 if IS_THOROUGH else 4),
    phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
)

instances = st.integers(0, 2)
players = st.integers(0, 1)
# What players do most should happen most; everything else comes by the way.
WRITES = sorted(discovered_writes())
OFTEN = ["record_balance", "record_deposit", "record_transfer", "update_entry", "delete_entry"] * 3
OFTEN += ["restore_entry", "restore_site", "sync_articles", "update_exchange_rates"]


class Machine(RuleBasedStateMachine):
    """Steps of two players on three instances; after each of them, every read is checked."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.running = self.world.running()
        self.running.__enter__()

    def teardown(self) -> None:
        self.running.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        service = BankrollService()
        write_article(self.world.articles, "ruin")
        with self.world.apps[2].app_context():
            ArticleService().sync_articles(self.world.articles)
            CurrencyService().update_exchange_rates()
            db.session.remove()
        self.world.changed()
        for place, player in enumerate(self.world.players):
            with self.world.apps[place].app_context():
                service.add_site(player, "Stars", "EUR", 500)
                service.add_asset(player, "Bank", "USD", 300, date=self._day(5))
                db.session.remove()

    def _day(self, back: int) -> Any:
        return (self.world.now - timedelta(days=back)).date()

    @rule(instance=instances, player=players, data=st.data())
    def write(self, instance: int, player: int, data: Any) -> None:
        world, user_id = self.world, self.world.players[player]
        name = data.draw(st.sampled_from(WRITES + OFTEN), label="method")
        service = discovered_writes()[name]
        world.publish(Random(data.draw(st.integers(0, 50), label="dice")))
        arguments = world.draw_call(data, user_id, name, service)
        self._tick()
        with world.apps[instance].app_context():
            try:
                world.call(service, user_id, name, arguments)
            except BankrollError:
                db.session.rollback()
            db.session.remove()
        world.changed()

    @rule(
        instance=instances,
        player=players,
        way=st.sampled_from(sorted(PAST_THE_SERVICES)),
        data=st.data(),
    )
    def past_the_services(self, instance: int, player: int, way: str, data: Any) -> None:
        world, user_id = self.world, self.world.players[player]
        own = [row.id for row in world.facts.accounts if row.user_id == user_id]
        account_id = data.draw(st.sampled_from(own), label="account")
        self._tick()
        with world.apps[instance].app_context():
            with suppress(InterruptedError):
                PAST_THE_SERVICES[way](world, user_id, account_id)
            db.session.remove()
        world.changed()

    @rule(reader=instances, writer=instances, player=players, amount=st.integers(1, 99))
    def a_read_outlasts_a_write(self, reader: int, writer: int, player: int, amount: int) -> None:
        """What began before a commit sees the old snapshot, and must not leave it to others."""
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

    @rule(instance=instances, player=players, data=st.data())
    def read(self, instance: int, player: int, data: Any) -> None:
        """Any read, with any arguments."""
        world, user_id = self.world, self.world.players[player]
        name = data.draw(st.sampled_from(sorted(discovered_reads())), label="method")
        arguments = world.draw_call(data, user_id, name, discovered_reads()[name])
        world.look(instance, user_id, name, **arguments)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.world.clock.shift(timedelta(hours=hours))
        self.world.changed()

    def _tick(self) -> None:
        self.world.clock.shift(61)

    @invariant()
    def every_read_is_right(self) -> None:
        if self.world.seen_at_commit:
            raise self.world.seen_at_commit[0]
        for instance, app in enumerate(self.world.apps):
            for user_id in self.world.players:
                with app.app_context():
                    for name, arguments in self._probes(user_id, instance):
                        self.world.compare(user_id, name, **arguments)
                    db.session.remove()

    @invariant()
    def nothing_is_lost(self) -> None:
        """The trail, replayed from its start, says what every row is."""
        assert lost(self.world.facts) == []

    def _probes(self, user_id: int, instance: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """One call at least of every cached read; `test_every_cached_read_is_reached` holds it."""
        accounts = [row.id for row in self.world.facts.accounts if row.user_id == user_id]
        articles = [row.slug for row in self.world.facts.articles]
        yield "get_bankroll_breakdown", {}
        yield "get_bankroll_breakdown", {"on": self._day(4), "currency_code": "USD"}
        yield "calculate_total_bankroll", {}
        yield "get_change", {"before": self._day(9)}
        yield "get_history", {"by": ("total", "site", "currency")[instance]}
        yield "get_monthly_profit", {"months": 3}
        yield "get_attribution", {"period": ("month", "whole", "quarter")[instance]}
        yield "get_performance", {"start": self._day(9)}
        yield from (("get_returns", {}) for _ in range(instance, 1))
        yield "get_profit_line", {}
        yield "get_allocation", {"parts_by": ("account", "kind", "currency")[instance]}
        yield "get_daily_results", {"start": self._day(30)}
        yield "list_accounts", {}
        yield from (("list_entries", {}) for _ in range(instance, 1))  # of one instance: it is long
        yield "get_all_currencies", {}
        yield "get_units", {}
        yield "list_tags", {}
        yield "list_articles", {}
        yield "render_list", {}
        yield from (("get_account_history", {"account_id": key}) for key in accounts[:1])
        yield from (("get_article", {"slug": slug}) for slug in articles[:1])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[World]:
    found = World(tmp_path_factory.mktemp("machine"), template_database)
    yield found
    for app in found.apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def machine_of(world: World) -> type[Machine]:
    return type("Machine", (Machine,), {"world": world})


@pytest.mark.slow
@pytest.mark.thorough
def test_no_read_is_stale_or_wrong_and_every_cached_read_is_reached(world: World) -> None:
    hits: set[str] = set()

    def note(_sender: Any, f: Any, **_details: Any) -> None:
        hits.add(f"{f.__module__}.{f.__qualname__}")

    with cache_memoize_hit.connected_to(note):
        run(machine_of(world), settings=SETTINGS)
    assert hits == set(CACHED_READS)


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
