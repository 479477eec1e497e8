"""Processes that are killed in the midst of what they do."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from total_bankroll.extensions import db

_FORK = multiprocessing.get_context("fork")


def in_a_child(work: Callable[[], object]) -> int:
    """The exit code of a process that does this; killed by a signal, it is less than 0."""
    child = _FORK.Process(target=work)
    child.start()
    child.join(120)
    assert child.exitcode is not None
    return child.exitcode


def die_at_statement(app: Flask, number: int) -> None:
    """Let this process be killed when it is about to send its `number`th statement."""
    left = [number]

    def count(*_arguments: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
