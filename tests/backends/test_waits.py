"""What a connection may wait for others, as the database itself says it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.databases import DATABASES, application, empty_database
from total_bankroll.extensions import db

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("databases")]

QUESTIONS = {
    "sqlite": {"PRAGMA busy_timeout": 5000},
    "postgresql": {"SHOW lock_timeout": "5s"},
    "mysql": {"SELECT @@innodb_lock_wait_timeout": 5, "SELECT @@lock_wait_timeout": 5},
}


@pytest.mark.parametrize("kind", DATABASES)
def test_nobody_waits_for_a_lock_for_more_than_five_seconds(kind: str, tmp_path: Path) -> None:
    with (
        empty_database(kind, tmp_path) as url,
        application(url) as app,
        app.app_context(),
        db.engine.connect() as connection,
    ):
        found = {each: connection.scalar(text(each)) for each in QUESTIONS[kind]}
    assert found == QUESTIONS[kind]
