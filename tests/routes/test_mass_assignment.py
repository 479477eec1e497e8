"""Fields that no form has are ignored: a tour with them leaves what one without them does."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.conftest import add_player
from tests.routes.input_cases import NOW
from tests.routes.report_cases import add_rates
from tests.support.pages import Page
from tests.support.tour import Tour, form_endpoints
from total_bankroll.extensions import db

FORGED = {
    "user_id": "2",
    "user": "2",
    "owner": "2",
    "id": "1",
    "is_admin": "1",
    "admin": "on",
    "roles": "admin",
    "active": "",
    "email": "mallory@example.org",
    "password_hash": "x",
    "fs_uniquifier": "x",
    "confirmed_at": "2000-01-01",
    "created_at": "2000-01-01",
    "deleted_at": "2000-01-01",
    "archived_at": "2000-01-01",
    "cache_token": "x",
    "kind": "bonus",
    "version": "9",
    "position": "9",
    "amount_units": "9",
    "transfer_id": "1",
    "currency_id": "1",
    "__class__": "User",
}
RANDOM = ("batch", "token", "secret", "fs_uniquifier", "hash", "submission", "number")


class ForgedTour(Tour):
    """A tour whose every form carries more than it shows."""

    def send(self, path: str, **fields: str) -> Page:
        return super().send(path, **FORGED | fields)


def left_by(app: Flask, kind: type[Tour]) -> dict[str, Any]:
    """Every row after a tour, but for what is drawn at random."""
    with app.app_context():
        player, _other = add_player("one@example.org"), add_player("two@example.org")
        add_rates()
        db.session.remove()
    tour = kind(app, player)
    tour.everything()
    assert tour.asked >= set(form_endpoints(app)) - {"closing.close"}
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(*steady(table)))))
            for table in db.metadata.sorted_tables
            if steady(table)
        }


def steady(table: Any) -> list[Any]:
    """The columns that two equal tours fill alike; changes of one write come in any order."""
    unsorted = {"id"} if table.name == "changes" else set()
    return [c for c in table.columns if c.name not in unsorted and not is_drawn(c.name)]


def is_drawn(name: str) -> bool:
    return any(word in name for word in RANDOM)


@pytest.mark.long  # two tours
def test_fields_that_no_form_has_change_nothing(make_app: Callable[..., Flask]) -> None:
    with time_machine.travel(NOW, tick=False):
        plain, forged = (left_by(make_app(), kind) for kind in (Tour, ForgedTour))
    for name, rows in plain.items():
        assert forged[name] == rows, name
    assert len(plain["entries"]) > 9
