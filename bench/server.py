"""A gunicorn on a free port of this machine, and a browser that opens a connection a request."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlencode

from bench.instances import Instance

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back, from which worker."""

    status: int
    text: str
    worker: int


@dataclass(frozen=True)
class Server:
    """A running server and the cookie of a signed-in player."""

    port: int
    master: int
    cookie: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def token(self, path: str) -> str:
        """The CSRF token of a page's form."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        if not found:
            raise SystemExit(f"There is no form on {path}.")
        return found[1]

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(pid) for pid in children.read_text().split()]

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, int(response.headers["X-Worker"]))
        finally:
            connection.close()


@contextmanager
def serving(instance: Instance, workers: int) -> Iterator[Server]:
    """Serve an instance for a while."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(workers), "--log-level", "error"]
    command += ["--bind", f"127.0.0.1:{port}", "bench.served:app"]
    environment = {
        **os.environ,
        "BENCH_DATABASE": str(instance.database),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 - our own words
    try:
        server = Server(port, process.pid, _cookie(instance))
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _cookie(instance: Instance) -> str:
    client = instance.client()
    with client.session_transaction() as session:
        session["csrf_token"] = token_hex(20)
    cookie = client.get_cookie("session")
    if cookie is None:
        raise SystemExit("There is no session to send.")
    return f"session={cookie.value}"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            server.get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not answer.")
