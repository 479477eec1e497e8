"""Real worker processes behind a socket, many clients at once, and what they saw."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 4
BUSY = 503
PAUSE = 0.05  # between the reads of one reader: on SQLite, readers keep writers waiting


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """A place that gunicorn serves with its workers; every request is a new connection."""

    port: int
    place: str

    def ask(self, method: str, path: str, **form: object) -> tuple[int, dict[str, int], str]:
        """Status, JSON and the worker's pid."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        try:
            body = urlencode(form) if form else None
            connection.request(method, f"/{self.place}/probe/{path}", body, headers)
            response = connection.getresponse()
            answer, worker = response.read(), response.headers.get("X-Worker", "")
        finally:
            connection.close()
        return response.status, json.loads(answer) if response.status == 200 else {}, worker

    def change(self, name: str, **arguments: object) -> None:
        """One write that must succeed; told that the database is busy, a player tries again."""
        form = {"submission_id": secrets.token_hex(16), **arguments}
        for _ in range(3):
            status, _, _ = self.ask("POST", name, **form)
            if status != BUSY:
                break
        assert status == 200, f"{name} gave {status}"


@contextmanager
def serving(folder: Path, port: int, places: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
    """One gunicorn over all places."""
    words = ["--preload", "-w", str(WORKERS), "tests.support.probe:app"]
    with gunicorn(folder, port, words, PROBE_PLACES=json.dumps(places)):
        yield


@contextmanager
def gunicorn(folder: Path, port: int, words: list[str], **settings: str) -> Iterator[None]:
    """A server of this checkout; ended at once by its own group, as nobody needs it any more."""
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--no-control-socket"]
    command += words
    environment = os.environ | settings
    environment["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(process, port, folder)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, (folder / "gunicorn.log").read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn does not answer")


def at_once(count: int, work: Callable[[int], None]) -> None:
    """`work(0) … work(count - 1)`, started together; the first failure is raised."""
    barrier, failures = threading.Barrier(count), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@dataclass
class Watch:
    """What was sent, what was acknowledged, and what readers saw meanwhile."""

    server: Server
    user_id: int
    sent: int = 0
    acknowledged: int = 0
    reads: int = 0
    pids: set[str] = field(default_factory=set)
    stale: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    done: threading.Event = field(default_factory=threading.Event)

    def deposit(self, account_id: int) -> None:
        """One more euro, counted before and after."""
        with self.lock:
            self.sent += 1
        arguments = {"user_id": self.user_id, "account_id": account_id, "amount": 1}
        self.server.change("record_deposit", **arguments)
        with self.lock:
            self.acknowledged += 1

    def read(self) -> None:
        """One read: not older than what was acknowledged before it began, nor than its snapshot."""
        least = self.acknowledged
        status, found, pid = self.server.ask("GET", str(self.user_id))
        most = self.sent
        with self.lock:
            self.reads += 1
            self.pids.add(pid)
            if status != 200:
                self.stale.append(f"the read failed with {status}")
            elif found["cached"] != found["stored"] or not least <= found["cached"] <= most:
                self.stale.append(f"{found}, with {least} to {most} euros deposited")

    def read_on(self, _number: int = 0, *, patient: bool = True) -> None:
        """Read until the writers are done; an impatient reader stops at the first stale one."""
        while not self.done.is_set() and (patient or not self.stale):
            self.read()
            time.sleep(PAUSE)
