"""Registrations that nobody confirmed go after a week, and nothing else does."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import add_player
from total_bankroll.clock import now
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.models.base import Model
from total_bankroll.services import abandoned
from total_bankroll.services.abandoned import (
    GIVEN_UP_AFTER,
    clear_abandoned,
    wait_anew,
)
from total_bankroll.services.closing import theirs
from total_bankroll.services.sign_in import player_store
from total_bankroll.services.writing import write_scope

A_MINUTE = timedelta(minutes=1)
ADDRESS = "waiting@example.org"
LINKED = [
    table.name
    for table in Model.metadata.sorted_tables
    if table is not User.__table__ and list(theirs(table, 1, ""))
]


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


def test_a_player_leaves_traces_in_these_tables() -> None:
    expected = {"accounts", "currencies", "entries", "invitations", "manual_rates", "passkeys"}
    assert expected | {"roles_users", "second_factors", "sign_ins", "changes"} <= set(LINKED)


@pytest.mark.parametrize("name", LINKED)
def test_who_has_a_row_in_any_table_stays(app: Flask, waiting: int, name: str) -> None:
    path, table = app.config["TEST_DATABASE"], Model.metadata.tables[name]
    named = [column for column in table.columns if column.computed is None]
    values = (ADDRESS if column.name == "email" else waiting for column in named)
    columns = ", ".join(column.name for column in named)
    change(path, f"INSERT INTO {name} ({columns}) VALUES ({', '.join(map(repr, values))})")
    assert list(clear_abandoned()) == []
    change(path, f"DELETE FROM {name}")
    assert list(clear_abandoned()) == [ADDRESS]


def change(path: str, statement: str) -> None:
    """Past all rules."""
    db.session.remove()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)


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
    path, moment = app.config["TEST_DATABASE"], "2026-02-03 04:05:06.000000"
    meanwhile(monkeypatch, lambda: change(path, f"UPDATE users SET confirmed_at = '{moment}'"))
    assert list(clear_abandoned()) == []
    assert addresses() == {ADDRESS}


def test_who_went_at_this_moment_is_not_told_twice(
    app: Flask, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: change(app.config["TEST_DATABASE"], "DELETE FROM users"))
    assert list(clear_abandoned()) == []
    with pytest.raises(NotFound):
        wait_anew(waiting)
