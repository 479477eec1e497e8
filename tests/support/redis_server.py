"""A Redis of a test's own, and a way to it that grows slow when it is told to."""

import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import redis

from tests.support.needs import missing
from tests.support.workers import free_port

PREFIX = "total-bankroll:"


class Redis:
    """A Redis of the test's own."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server") or missing("Redis", "redis-server")
        self.port = free_port()
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*command, "--dir", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.client = redis.Redis(port=self.port)
        for _ in range(100):
            try:
                self.client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("Redis does not answer")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def end(self) -> None:
        self.client.close()
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait(10)

    def held(self) -> list[bytes]:
        return [key for key in self.client.scan_iter() if key.startswith(PREFIX.encode())]


class SlowWay:
    """A TCP proxy before a Redis: from the question on that `slow_down` names, answers are late."""

    def __init__(self, target: int) -> None:
        self._target, self._left, self._delay = target, -1, 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.late = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def slow_down(self, delay: float, *, after: int) -> None:
        """So many questions are answered at once, those after them so many seconds late."""
        self._left, self._delay, self.late = after, delay, 0

    def speed_up(self) -> None:
        self._left = -1

    def end(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for pump, ends in ((self._ask, (near, far)), (self._answer, (far, near))):
                    threading.Thread(target=pump, args=ends, daemon=True).start()

    def _ask(self, near: socket.socket, far: socket.socket) -> None:
        """Each question is one piece: the client says it by one call, and waits for the answer."""
        with near, far, suppress(OSError):
            while said := near.recv(1 << 20):
                if self._left == 0:
                    self.late += 1
                    time.sleep(self._delay)
                elif self._left > 0:
                    self._left -= 1
                far.sendall(said)

    def _answer(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while said := far.recv(1 << 20):
                near.sendall(said)
