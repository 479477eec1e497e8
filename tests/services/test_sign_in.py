"""Writes of the sign-in pages: one transaction each, and a race that ends in words."""

import pytest
from flask import Flask
from sqlalchemy import select

from total_bankroll.errors import Conflict
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.sign_in import credential_change, keep_new_hash, player_store


def hash_of(user_id: int) -> str | None:
    db.session.remove()
    return db.session.scalar(select(User.password).where(User.id == user_id))


def test_an_address_that_was_taken_in_the_meantime_is_told(app: Flask, player: int) -> None:
    taken = db.session.scalar(select(User.email))
    with pytest.raises(Conflict, match="registered a moment ago"), credential_change(None):
        player_store().create_user(email=taken, password="hashed")  # the commit meets the other
    db.session.remove()
    assert len(db.session.scalars(select(User)).all()) == 1


def test_a_change_is_committed_at_its_end(app: Flask, player: int) -> None:
    key = db.session.scalar(select(User.fs_uniquifier))
    with credential_change(key):
        db.session.get_one(User, player).password = "another"
    assert hash_of(player) == "another"


def test_a_change_that_fails_leaves_nothing(app: Flask, player: int) -> None:
    before = hash_of(player)
    with pytest.raises(ZeroDivisionError), credential_change(None):
        db.session.get_one(User, player).password = str(1 // 0)
    assert hash_of(player) == before


def test_what_signing_in_has_hashed_anew_is_kept(app: Flask, player: int) -> None:
    db.session.get_one(User, player).password = "costlier"
    keep_new_hash()
    assert hash_of(player) == "costlier"


def test_nothing_is_written_where_nothing_was_hashed(app: Flask, player: int) -> None:
    before = hash_of(player)
    db.session.get_one(User, player)
    keep_new_hash()
    assert db.session().in_transaction(), "the session goes on as it was"
    assert hash_of(player) == before
