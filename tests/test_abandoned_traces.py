"""Who has a row anywhere is not forgotten: put there past all rules, as only SQLite lets one."""

import sqlite3
from contextlib import closing

import pytest
from flask import Flask

from tests.services.test_abandoned import ADDRESS, registered
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.models.base import Model
from total_bankroll.services.abandoned import clear_abandoned
from total_bankroll.services.closing import theirs

LINKED = [
    table.name
    for table in Model.metadata.sorted_tables
    if table is not User.__table__ and list(theirs(table, 1, ""))
]


def test_a_player_leaves_traces_in_these_tables() -> None:
    expected = {"accounts", "currencies", "entries", "invitations", "manual_rates", "passkeys"}
    assert expected | {"roles_users", "second_factors", "sign_ins", "changes"} <= set(LINKED)


@pytest.mark.parametrize("name", LINKED)
def test_who_has_a_row_in_any_table_stays(app: Flask, name: str) -> None:
    waiting = registered(ADDRESS, id=4711)
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
