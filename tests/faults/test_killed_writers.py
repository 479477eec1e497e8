"""A writer killed at any moment loses nothing, doubles nothing and leaves no half transfer."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.conftest import add_player, fill_schema
from tests.support.databases import DATABASES, application, empty_database
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, Submission, Transfer
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.submissions import _key

KILLS = 200
CHECK_EVERY = 20
LONGEST = 0.06  # seconds that a writer lives after its first write


SENT = ("record_deposit", "record_transfer", "record_balance", "record_transfer", "record_bonus")


def kept_as(number: int) -> str:
    """What a write that was committed has left of its form."""
    return _key(getattr(BankrollService, SENT[number % 5]).__qualname__, f"write-{number}")


class Ledger:
    """A player with three accounts, and what killed writers have done to them."""

    def __init__(self, app: Flask) -> None:
        self.app, self.service, self.sent = app, BankrollService(), 0
        with app.app_context():
            fill_schema()
            self.player = add_player("player@example.org")
            self.accounts = [
                self.service.add_site(self.player, name, "EUR", Decimal(1000))
                for name in ("Stars", "GG")
            ]
            self.accounts.append(self.service.add_asset(self.player, "Bank", "USD", Decimal(500)))
            self.leave()

    def leave(self) -> None:
        """Close every connection: what is forked must open its own."""
        db.session.remove()
        db.engine.dispose()

    def write(self, number: int) -> None:
        """One of several writes, once for its number however often it is asked for."""
        key, day = f"write-{number}", None
        one, other, bank = self.accounts
        amount = Decimal(number % 50 + 1)
        match number % 5:
            case 0:
                self.service.record_deposit(self.player, one, amount, day, submission_id=key)
            case 1:
                self.service.record_transfer(
                    self.player, one, other, amount, None, day, submission_id=key
                )
            case 2:
                self.service.record_balance(self.player, bank, amount, day, submission_id=key)
            case 3:
                self.service.record_transfer(
                    self.player, other, bank, amount, amount / 2, day, submission_id=key
                )
            case _:
                self.service.record_bonus(self.player, other, amount, day, submission_id=key)

    def writer(self, begun: int) -> None:
        """Write on and on, and say each number before and after."""
        os.write(begun, b"ready\n")
        number = self.sent
        while True:
            os.write(begun, f"{number} begins\n".encode())
            self.write(number)
            db.session.remove()
            os.write(begun, f"{number} done\n".encode())
            number += 1

    def kill_one(self, patience: float) -> None:
        """Fork a writer, kill it, send again what it had begun: each write must count once."""
        said = self._said_before_it_died(patience)
        done = [int(line.split()[0]) for line in said if line.endswith("done")]
        begun = [int(line.split()[0]) for line in said if line.endswith("begins")]
        with self.app.app_context():
            keys = set(db.session.scalars(select(Submission.key)))
            assert {kept_as(number) for number in done} <= keys, "what was confirmed is lost"
            for number in begun[len(done) :]:
                self.write(number)
            self.leave()
        self.sent = max([self.sent, *(number + 1 for number in begun)])

    def _said_before_it_died(self, patience: float) -> list[str]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                with self.app.app_context():
                    self.writer(writing)
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            assert pipe.readline() == "ready\n"
            time.sleep(patience)
            os.kill(child, signal.SIGKILL)
            assert os.waitpid(child, 0)[1] == signal.SIGKILL
            return pipe.read().splitlines()

    def check(self) -> None:
        """Every write is there once, transfers are whole, and the doctor finds nothing."""
        with self.app.app_context():
            entries = select(func.count()).select_from(Entry).where(Entry.transfer_id.is_(None))
            plain = db.session.scalar(entries)
            transfers = select(func.count()).select_from(Transfer)
            legs = db.session.scalar(
                select(func.count()).select_from(Entry).where(Entry.transfer_id.is_not(None))
            )
            moved = sum(number % 5 in (1, 3) for number in range(self.sent))
            assert db.session.scalar(transfers) == moved
            assert legs == 2 * moved
            assert plain == len(self.accounts) + self.sent - moved
            assert db.session.scalar(select(func.count()).select_from(Account)) == 3
            if db.engine.dialect.name == "sqlite":
                assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
            self.leave()
        result = self.app.test_cli_runner().invoke(args=["doctor"])
        assert result.exit_code == 0, result.output
        with self.app.app_context():
            self.leave()


@contextmanager
def ledger(kind: str, folder: Path, **settings: Any) -> Iterator[Ledger]:
    with empty_database(kind, folder) as url, application(url, **settings) as app:
        yield Ledger(app)


@pytest.mark.parametrize("kind", DATABASES)
def test_two_hundred_killed_writers(kind: str, tmp_path: Path) -> None:
    chance = random.Random(kind)
    with ledger(kind, tmp_path) as found:
        for number in range(KILLS):
            found.kill_one(chance.uniform(0.0, LONGEST))
            if number % CHECK_EVERY == CHECK_EVERY - 1:
                found.check()
        assert found.sent > KILLS / 2  # they were killed while they wrote


def test_writers_that_are_killed_with_sqlites_log_ahead(tmp_path: Path) -> None:
    chance = random.Random("wal")
    with ledger("sqlite", tmp_path, SQLITE_WAL="1") as found:
        for _ in range(KILLS // 4):
            found.kill_one(chance.uniform(0.0, LONGEST))
        found.check()
