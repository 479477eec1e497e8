"""How long a server may keep the program waiting, without looking at a clock."""

import math
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

import pytest

ASKING, WAITING = ("sendall",), ("connect", "recv", "recv_into")


@dataclass
class Waits:
    """What was said to one port of this machine, and the time-outs of all that failed there."""

    said: int = 0
    failed: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """Seconds for which nothing but the failures can have kept anybody; at worst for ever."""
        return sum(self.failed)

    def fail(self, patience: float | None) -> None:
        """Note an operation that failed; one with no patience at all is but a look."""
        if patience != 0:
            self.failed.append(math.inf if patience is None else patience)

    @contextmanager
    def afresh(self) -> Iterator[None]:
        """Count what happens from here on."""
        self.said = 0
        self.failed.clear()
        yield


def watch(port: int, monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Listens to every socket that is connected to `port` from now on."""
    waits, sockets = Waits(), WeakSet[socket.socket]()

    def listen(name: str) -> None:
        plain = getattr(socket.socket, name)

        def call(self: socket.socket, *args: Any) -> Any:
            if name == "connect" and args[0][1:2] == (port,):
                sockets.add(self)
            if self not in sockets:
                return plain(self, *args)
            waits.said += name in ASKING
            patience = self.gettimeout()
            try:
                answer = plain(self, *args)
            except OSError:
                waits.fail(patience)
                raise
            if name == "recv" and answer == b"":  # the other side has hung up
                waits.fail(patience)
            return answer

        monkeypatch.setattr(socket.socket, name, call)

    for name in ASKING + WAITING:
        listen(name)
    return waits
