"""When a cached read is stale, and that nobody can change a row past it."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_caching.signals import cache_memoize_hit, cache_memoize_miss
from sqlalchemy import select

from tests.conftest import MakeApp, add_player
from tests.support.bankroll import D
from total_bankroll.cache_policy import (
    CACHED_READS,
    RATES,
    USER,
    cached,
    once,
)
from total_bankroll.errors import NotFound
from total_bankroll.extensions import cache, db
from total_bankroll.models import (
    Account,
    Currency,
    Rate,
    User,
)
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.writing import write

runs: list[tuple[int | None, str]] = []
names: list[str] = []


@cached(60, USER)
def names_of(user_id: int) -> tuple[str, ...]:
    """The names of a player's accounts."""
    names.append("asked")
    query = select(Account.name).where(Account.user_id == user_id).order_by(Account.id)
    return tuple(db.session.scalars(query))


@cached(60, USER, RATES)
def last_rate(user_id: int | None, code: str) -> str:
    """The newest rate, by player or for everybody."""
    runs.append((user_id, code))
    query = select(Rate.rate).join(Currency, Currency.id == Rate.currency_id)
    query = query.where(Currency.code == code).order_by(Rate.day.desc()).limit(1)
    return str(db.session.scalar(query))


for mine in ("names_of", "last_rate"):  # of these tests, not of the application
    del CACHED_READS[f"{__name__}.{mine}"]


@pytest.fixture(autouse=True)
def counters() -> None:
    runs.clear()
    names.clear()


@pytest.fixture
def site(app: Flask, player: int) -> int:
    return BankrollService().add_site(player, "Stars", "EUR", D(100))


def fresh(read: Callable[[], Any]) -> Any:
    """The read in a request of its own."""
    db.session.remove()
    try:
        return read()
    finally:
        db.session.remove()


def token(user_id: int) -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(select(User.cache_token).where(User.id == user_id)))


# -- reading


def test_a_read_is_worked_out_once_until_its_scope_is_written(
    app: Flask, player: int, site: int
) -> None:
    for _ in range(3):
        assert fresh(lambda: names_of(player)) == ("Stars",)
    assert len(names) == 1
    BankrollService().update_site(player, site, name="GG")
    assert fresh(lambda: names_of(player)) == ("GG",)
    assert len(names) == 2


def test_another_player_stays_warm(app: Flask, player: int, other_player: int, site: int) -> None:
    fresh(lambda: names_of(other_player))
    BankrollService().update_site(player, site, name="GG")
    fresh(lambda: names_of(other_player))
    assert len(names) == 1


def test_arguments_given_by_name_or_place_are_one(app: Flask, player: int, site: int) -> None:
    assert fresh(lambda: names_of(player)) == fresh(lambda: names_of(user_id=player))
    assert len(names) == 1


def key_of(read: Callable[..., object], arguments: dict[str, str]) -> str:
    """Where an answer would be kept; what the arguments mean does not matter for that."""
    keys: list[str] = []

    def note(_sender: object, cache_key: str, **_details: object) -> None:
        keys.append(cache_key)

    with cache_memoize_miss.connected_to(note), suppress(Exception):
        read(**arguments)
    db.session.remove()
    return keys[0]


@pytest.mark.parametrize("name", sorted(CACHED_READS))
def test_no_two_questions_share_a_key(app: Flask, name: str) -> None:
    read = CACHED_READS[name]
    one = dict.fromkeys(inspect.signature(read).parameters, "one")
    questions = [one, *({**one, argument: "another"} for argument in one)]
    assert len({key_of(read, question) for question in questions}) == len(one) + 1


def test_two_scopes_make_a_read_stale_each(
    app: Flask, player: int, set_rate: Callable[[str, date, str], None]
) -> None:
    set_rate("USD", date(2026, 3, 1), "1.25")
    assert fresh(lambda: last_rate(player, "USD")) == "1.25"
    set_rate("USD", date(2026, 3, 2), "1.5")
    assert fresh(lambda: last_rate(player, "USD")) == "1.5"
    CurrencyService().add_manual_rate(player, "USDT", date(2026, 3, 1), D(1))
    fresh(lambda: last_rate(player, "USD"))
    assert len(runs) == 3
    assert fresh(lambda: last_rate(player, "USD")) == "1.5"
    assert len(runs) == 3


def test_a_read_for_everybody_depends_on_no_player(app: Flask, player: int, site: int) -> None:
    fresh(lambda: last_rate(None, "USD"))
    BankrollService().update_site(player, site, name="GG")
    fresh(lambda: last_rate(None, "USD"))
    assert len(runs) == 1


def test_the_tokens_of_a_player_at_hand_cost_no_statement(
    app: Flask, player: int, set_rate: Callable[[str, date, str], None]
) -> None:
    set_rate("USD", date(2026, 3, 1), "1.25")
    fresh(lambda: last_rate(None, "USD"))

    def beside_a_player() -> str:
        held = db.session.get(User, player)
        assert held is not None
        return last_rate(None, "USD")

    assert fresh(beside_a_player) == "1.25"
    set_rate("USD", date(2026, 3, 2), "1.5")
    assert fresh(beside_a_player) == "1.5"
    assert len(runs) == 2


def test_an_unknown_player_has_no_reads(app: Flask, player: int) -> None:
    with pytest.raises(NotFound):
        names_of(player + 1)


def test_a_stored_value_of_any_other_form_is_a_miss(app: Flask, player: int, site: int) -> None:
    fresh(lambda: names_of(player))
    for lie in (["x"], ("x",), (("x",), "y"), "text", 5, ((token(player),), ("lie",), 3)):
        for key in list(cache.cache._cache):
            if "names_of" not in key or not key.endswith("memver"):
                cache.set(key, lie)
        assert fresh(lambda: names_of(player)) == ("Stars",), lie


def test_what_is_not_committed_is_neither_read_from_nor_put_into_the_cache(
    app: Flask, player: int, site: int
) -> None:
    fresh(lambda: names_of(player))
    account = db.session.get_one(Account, site)
    account.name = "Pending"  # not even flushed
    assert names_of(player) == ("Pending",)
    db.session.rollback()
    assert fresh(lambda: names_of(player)) == ("Stars",)
    db.session.get_one(Account, site).name = "Flushed"
    db.session.flush()
    assert names_of(player) == ("Flushed",)
    db.session.rollback()
    assert fresh(lambda: names_of(player)) == ("Stars",)


def test_a_savepoint_that_is_taken_back_leaves_nothing_in_the_cache(
    app: Flask, player: int, site: int
) -> None:
    with write(player) as session:
        point = session.begin_nested()
        session.get_one(Account, site).name = "Never"
        session.flush()
        assert names_of(player) == ("Never",)
        point.rollback()
        assert names_of(player) == ("Stars",)
    assert fresh(lambda: names_of(player)) == ("Stars",)


def test_what_a_savepoint_changed_after_another_was_taken_back_is_seen(
    app: Flask, player: int, site: int
) -> None:
    fresh(lambda: names_of(player))
    account = db.session.get_one(Account, site)
    point = db.session.begin_nested()
    account.name = "Never"
    db.session.flush()  # renews the token within the savepoint
    point.rollback()
    account.name = "Kept"
    db.session.commit()
    assert fresh(lambda: names_of(player)) == ("Kept",)


def test_rows_of_one_page_are_loaded_once_until_something_is_written(
    app: Flask, player: int, site: int
) -> None:
    loads: list[int] = []

    def load() -> int:
        loads.append(db.session.scalar(select(User.id)) or 0)
        return len(loads)

    assert [once(("key",), load), once(("key",), load)] == [1, 1]
    assert once(("other",), load) == 2
    db.session.rollback()
    assert once(("key",), load) == 3
    db.session.get_one(Account, site).name = "GG"
    assert [once(("key",), load), once(("key",), load)] == [4, 5]


def test_each_instance_keeps_its_own_and_none_is_stale(make_app: MakeApp) -> None:
    first = make_app()
    second = make_app(DATABASE_URL=first.config["SQLALCHEMY_DATABASE_URI"])
    with first.app_context():
        player = add_player("player@example.org")
        site = BankrollService().add_site(player, "Stars", "EUR")
    for app, name in ((second, "A"), (first, "B"), (second, "C")):
        for other in (first, second):
            with other.app_context():
                names_of(player)
        with app.app_context():
            BankrollService().update_site(player, site, name=name)
        for other in (first, second):
            with other.app_context():
                assert names_of(player) == (name,)


def test_every_application_counts_its_hits_and_misses(app: Flask, player: int) -> None:
    seen: list[str] = []

    def hit(_sender: object, **_details: object) -> None:
        seen.append("hit")

    def miss(_sender: object, **_details: object) -> None:
        seen.append("miss")

    with cache_memoize_hit.connected_to(hit), cache_memoize_miss.connected_to(miss):
        fresh(lambda: names_of(player))
        fresh(lambda: names_of(player))
    assert seen == ["miss", "hit"]
