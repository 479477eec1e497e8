"""Whether the database answers, and which of its errors mean that it is out of reach."""

import logging
import sqlite3

import pytest
from flask import Flask
from sqlalchemy import exc, select

from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.health import (
    database_answers,
    forget_transaction,
    is_full,
    is_out_of_reach,
)


def refused(words: str) -> exc.OperationalError:
    return exc.OperationalError("SELECT 1", {}, sqlite3.OperationalError(words))


def test_a_database_that_answers_leaves_no_transaction_behind(app: Flask) -> None:
    assert database_answers()
    assert not db.session.registry.has()


def test_one_that_does_not_answer_is_told_and_logged(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise refused("unable to open database file")

    monkeypatch.setattr(db.engine.dialect, "do_execute", fail)
    assert not database_answers()
    assert "The database does not answer" in caplog.text
    assert not db.session.registry.has()


def test_a_session_that_cannot_be_closed_is_logged_and_given_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    db.session.scalar(select(User.id))

    def fail(*_: object) -> None:
        raise exc.OperationalError("ROLLBACK", {}, ConnectionError("gone"))

    with monkeypatch.context() as broken:
        broken.setattr(db.session, "remove", fail)
        forget_transaction()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "The session could not be closed" in caplog.text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("database or disk is full", True),
        ('could not extend file "base/1/2": No space left on device', True),
        ("(1114, \"The table 'entries' is full\")", True),
        ("(1021, 'Disk full (/tmp); waiting for someone to free some space')", True),
        ("database is locked", False),
    ],
)
def test_a_full_disk_is_told_from_one_that_is_busy(words: str, expected: bool) -> None:
    assert is_full(refused(words)) is expected
    assert not is_full(ValueError(words))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused("unable to open database file"), True),
        (refused("database or disk is full"), True),
        (refused("no such table: users"), False),
        (refused("table users has no column named age"), False),
        (refused('near "SELEC": syntax error'), False),
        (refused("(1054, \"Unknown column 'age' in 'SELECT'\")"), False),
        (exc.InterfaceError("SELECT 1", {}, ConnectionError("gone")), True),
        (exc.TimeoutError("the pool is empty"), True),
        (exc.IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE")), False),
        (ValueError("a fault of ours"), False),
    ],
)
def test_only_what_the_machine_did_is_out_of_reach(error: Exception, expected: bool) -> None:
    assert is_out_of_reach(error) is expected
