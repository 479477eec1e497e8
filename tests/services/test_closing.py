"""Closing an account: what goes with a player, on whatever database, and what stays."""

from random import Random

import pytest
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import select

from tests.conftest import add_player
from tests.support.ledgers import Player
from total_bankroll.errors import Invalid, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.models.base import Model
from total_bankroll.services import closing
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.closing import ClosingService, Leaving
from total_bankroll.services.doctor import DoctorService
from total_bankroll.services.writing import write

EMAIL, PASSWORD = "ada@example.org", "correct horse battery"


@pytest.fixture
def ada(app: Flask) -> int:
    user_id = add_player(EMAIL)
    db.session.get_one(User, user_id).password = hash_password(PASSWORD)
    db.session.commit()
    Player(user_id, Random(6)).play(30)
    db.session.remove()
    return user_id


def rows_of(user_id: int) -> dict[str, list[tuple[object, ...]]]:
    """Whatever leads to a player, in every table."""
    db.session.remove()
    found = {}
    for name, table in Model.metadata.tables.items():
        for key in table.foreign_keys:
            if key.column.table.name == "users":
                query = select(table).where(key.parent == user_id).order_by(*table.primary_key)
                found[name] = [tuple(row) for row in db.session.execute(query)]
    found["users"] = [tuple(row) for row in db.session.execute(select(User.id, User.cache_token))]
    db.session.remove()
    return found


def test_what_goes_is_counted_and_gone(ada: int, other_player: int) -> None:
    Player(other_player, Random(7)).play(15)
    theirs, service = rows_of(other_player), ClosingService()
    counts = {name: len(rows) for name, rows in rows_of(ada).items()}
    assert service.count(ada) == Leaving(counts["accounts"], counts["entries"])
    service.close(ada, email=EMAIL, password=PASSWORD)
    left = rows_of(ada)
    assert [row[0] for row in left.pop("users")] == [other_player]
    assert {name for name, rows in left.items() if rows} == set()
    after = rows_of(other_player)
    assert after | {"users": []} == theirs | {"users": []}
    assert set(after["users"]) < set(theirs["users"]), "nobody else's reads go stale"
    assert [found.name for found in DoctorService().examine() if found.faults] == []


def test_nothing_that_was_cached_of_them_is_served(ada: int) -> None:
    BankrollService().get_bankroll_breakdown(ada)
    ClosingService().close(ada, email=EMAIL, password=PASSWORD)
    with pytest.raises(NotFound):
        BankrollService().get_bankroll_breakdown(ada)
    with pytest.raises(NotFound), write(ada):
        pass


def test_a_fault_midway_leaves_all_of_it(ada: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, plain = rows_of(ada), closing.bulk

    def fail_late(session: object, statement: object, **options: bool) -> int:
        if "DELETE FROM accounts" in str(statement):
            raise OSError("gone")
        return plain(session, statement, **options)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(closing, "bulk", fail_late)
    with pytest.raises(OSError, match="gone"):
        ClosingService().close(ada, email=EMAIL, password=PASSWORD)
    assert rows_of(ada) == before


def test_who_has_no_password_cannot_be_closed_by_one(app: Flask, player: int) -> None:
    for password in ("", PASSWORD):
        with pytest.raises(Invalid, match="not your password"):
            ClosingService().close(player, email="player@example.org", password=password)
