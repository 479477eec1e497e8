"""Registrations that nobody confirmed go after a week, and nothing else does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.conftest import add_player
from total_bankroll.clock import now
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services import abandoned
from total_bankroll.services.abandoned import (
    GIVEN_UP_AFTER,
    clear_abandoned,
    wait_anew,
)
from total_bankroll.services.sign_in import player_store
from total_bankroll.services.writing import write_scope

A_MINUTE = timedelta(minutes=1)
ADDRESS = "waiting@example.org"


@pytest.fixture
def waiting(app: Flask) -> int:
    """Somebody who registered more than a week ago, and did nothing since."""
    return registered(ADDRESS, id=4711)


def registered(email: str, **more: Any) -> int:
    long_ago = {"created_at": now() - GIVEN_UP_AFTER - A_MINUTE}
    return add_player(email, **long_ago | more)


def addresses() -> set[str]:
    found = set(db.session.scalars(select(User.email)))
    db.session.remove()
    return found


def test_who_never_confirmed_goes_after_a_week(waiting: int, player: int) -> None:
    registered("young@example.org", created_at=now() - GIVEN_UP_AFTER + A_MINUTE)
    assert list(clear_abandoned()) == [ADDRESS]
    assert addresses() == {"player@example.org", "young@example.org"}
    assert list(clear_abandoned()) == []


def test_the_oldest_go_first_and_not_all_at_once(
    waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered("older@example.org", created_at=now() - 2 * GIVEN_UP_AFTER)
    monkeypatch.setattr(abandoned, "MOST_AT_ONCE", 1)
    assert [list(clear_abandoned()) for _ in range(2)] == [["older@example.org"], [ADDRESS]]


@pytest.mark.parametrize("more", [{"confirmed_at": now()}, {"active": False}])
def test_who_was_confirmed_or_switched_off_stays(app: Flask, more: dict[str, Any]) -> None:
    registered(ADDRESS, **more)
    assert list(clear_abandoned()) == []
    assert addresses() == {ADDRESS}


def change(statement: str) -> None:
    """In a transaction of its own."""
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def test_an_address_that_went_is_registered_again(waiting: int) -> None:
    assert list(clear_abandoned()) == [ADDRESS]
    with write_scope():
        player_store(confirms=True).create_user(email=ADDRESS, password="x")
    assert addresses() == {ADDRESS}
    assert list(clear_abandoned()) == []


def test_who_registers_once_more_is_waited_for_as_if_new(waiting: int) -> None:
    with write_scope():
        player_store(confirms=True).create_user(email=ADDRESS, password="x")
    assert list(clear_abandoned()) == []


def test_who_is_sent_another_letter_is_waited_for_once_more(waiting: int) -> None:
    wait_anew(waiting)
    assert list(clear_abandoned()) == []


def test_a_letter_moves_no_day_of_who_has_confirmed(app: Flask) -> None:
    day = datetime(2026, 2, 3, tzinfo=UTC)
    player = registered(ADDRESS, confirmed_at=day, created_at=day)
    wait_anew(player)
    assert db.session.get_one(User, player).created_at == day


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Between the reading of who may go and the transaction in which each goes."""
    plain = abandoned.write

    def write_late(user_id: int) -> Any:
        happens()
        return plain(user_id)

    monkeypatch.setattr(abandoned, "write", write_late)


def test_who_confirms_at_this_moment_stays(
    app: Flask, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = "2026-02-03 04:05:06.000000"
    meanwhile(monkeypatch, lambda: change(f"UPDATE users SET confirmed_at = '{moment}'"))
    assert list(clear_abandoned()) == []
    assert addresses() == {ADDRESS}


def test_who_went_at_this_moment_is_not_told_twice(
    app: Flask, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: change("DELETE FROM users"))
    assert list(clear_abandoned()) == []
    with pytest.raises(NotFound):
        wait_anew(waiting)
