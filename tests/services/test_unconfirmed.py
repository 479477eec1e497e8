"""Accounts that wait to be confirmed, and what may happen to them between two statements."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from total_bankroll.clock import now
from total_bankroll.extensions import db, writing_allowed
from total_bankroll.models import User
from total_bankroll.services.sign_in import player_store
from total_bankroll.services.unconfirmed import still_waits, waiting_player

ADDRESS = "player@example.org"
ANOTHER = "another"


def change_past_the_session(player: int, **values: Any) -> None:
    """The row changes, and what the session has read of it stays as it was."""
    users = User.__table__
    with writing_allowed():
        db.session.connection().execute(update(users).where(users.c.id == player).values(**values))


@pytest.mark.parametrize("values", [{"confirmed_at": now()}, {"fs_uniquifier": "another"}])
def test_who_was_confirmed_or_changed_hands_meanwhile_waits_no_more(
    app: Flask, player: int, values: dict[str, Any]
) -> None:
    read = db.session.get_one(User, player)
    assert still_waits(read)
    change_past_the_session(player, **values)
    assert not still_waits(read)


def test_the_password_that_counts_is_the_one_of_now(app: Flask, player: int) -> None:
    read = waiting_player(ADDRESS)
    assert read is not None
    change_past_the_session(player, password=ANOTHER)
    assert still_waits(read)
    assert read.password == ANOTHER


def test_a_confirmed_player_is_never_taken_over(app: Flask, player: int) -> None:
    change_past_the_session(player, confirmed_at=now())
    assert waiting_player(ADDRESS) is None


def test_only_where_letters_confirm_an_account_changes_hands(app: Flask, player: int) -> None:
    taken = player_store(confirms=True).create_user(email=ADDRESS, password=ANOTHER)
    assert taken.id == player
    made = player_store().create_user(email=ADDRESS, password=ANOTHER)
    assert made is not taken
    db.session.rollback()
