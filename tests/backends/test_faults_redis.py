"""A Redis that stops, hangs or lies costs a page a little time, and nothing else."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from flask import Flask

from tests.conftest import MakeApp, add_player
from tests.support.bankroll import D, march
from tests.support.needs import missing
from tests.support.pages import CheckingClient, Page
from tests.support.workers import free_port
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("redis")]

PAGES = ("/", "/sites", "/entries", "/articles", "/currencies", "/balances")
LONGER = 1.0  # seconds that a request may take more
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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    found = Redis(tmp_path)
    yield found
    found.end()


@pytest.fixture(params=[False, True], ids=["quiet", "debug"])
def app(request: pytest.FixtureRequest, make_app: MakeApp, server: Redis) -> Flask:
    found = make_app(CACHE_TYPE="RedisCache", REDIS_URL=server.url)
    found.debug = request.param  # Flask-Caching raises a back end's errors under debug
    return found


@pytest.fixture
def browser(app: Flask, noon: object) -> CheckingClient:
    """A player's, with two accounts and a few entries."""
    with app.app_context():
        service, player = BankrollService(), add_player("player@example.org")
        stars = service.add_site(player, "Stars", "EUR", D(500), date=march(1))
        bank = service.add_asset(player, "Bank", "EUR", D(1000), date=march(2))
        service.record_transfer(player, bank, stars, D(100), D(95), march(3))
        service.record_balance(player, stars, D(640), march(4))
        db.session.remove()
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.sign_in(player)
    client.sql_budget = 0  # without a cache, a page may ask for more
    return client


def words(page: Page) -> str:
    """A page without what differs from one rendering to the next."""
    assert page.status == 200
    return re.sub(r'(name="(csrf_token|submission_id)"[^>]*value=)"[^"]*"', r"\1", page.text)


def own_time() -> float:
    """Seconds on a clock that stands still while other processes have the processor."""
    waited = Path("/proc/thread-self/schedstat").read_text().split()[1]
    return time.perf_counter() - int(waited) / 1e9


def timed(browser: CheckingClient, path: str) -> tuple[str, float]:
    start = own_time()
    return words(browser.get(path)), own_time() - start


def pages(browser: CheckingClient) -> dict[str, tuple[str, float]]:
    """Every page as a Redis that works gives it, and how long it took while that was empty."""
    cold = {path: timed(browser, path)[1] for path in PAGES}
    return {path: (timed(browser, path)[0], cold[path]) for path in PAGES}


@contextmanager
def stopped(server: Redis) -> Iterator[None]:
    server.process.terminate()
    server.process.wait(10)
    yield


@contextmanager
def hung(server: Redis) -> Iterator[None]:
    """The process takes connections, and never says a word."""
    os.kill(server.process.pid, signal.SIGSTOP)
    yield
    os.kill(server.process.pid, signal.SIGCONT)


@contextmanager
def swallowed(server: Redis) -> Iterator[None]:
    """Another program has the port: it takes what is said, and does not answer."""
    server.process.kill()
    server.process.wait(10)
    with socket.create_server(("127.0.0.1", server.port)):
        yield


def spoil(server: Redis, lie: bytes | list[str]) -> None:
    """Whatever was stored is something else now."""
    held = server.held()
    assert held
    for key in held:
        server.client.delete(key)
        if isinstance(lie, list):
            server.client.rpush(key, *lie)
        else:
            server.client.set(key, lie)


@pytest.mark.parametrize("fault", [stopped, hung, swallowed])
def test_a_dead_redis_changes_no_page(
    browser: CheckingClient, server: Redis, fault: Callable[[Redis], object]
) -> None:
    before = pages(browser)
    with fault(server):  # type: ignore[attr-defined]
        for path, (text, seconds) in before.items():
            now, took = timed(browser, path)
            assert now == text, path
            assert took < seconds + LONGER, path


LIES: tuple[bytes | list[str], ...] = (
    b"",
    b"\x80\x05garbage",
    b"\xff\xfe\x00",
    b"null",
    b"{}",
    b"[1, 2]",
    b'{"c":"Breakdown","f":[]}',
    b'{"c":"os.system","f":["true"]}',
    b'{"u":[{"u":["x"]},{"d":"1"}]}',
    b"[" * 100_000,
    b"x" * 5_000_000,
    ["a", "list"],
)


def test_a_redis_full_of_garbage_changes_no_page(browser: CheckingClient, server: Redis) -> None:
    before = pages(browser)
    for number, lie in enumerate(LIES):
        for path in ("/", PAGES[1 + number % (len(PAGES) - 1)]):
            text, seconds = before[path]
            spoil(server, lie)
            now, took = timed(browser, path)
            assert now == text, (path, lie[:20])
            assert took < seconds + LONGER, (path, lie[:20])


@pytest.mark.parametrize("fault", [stopped, hung])
def test_a_write_counts_without_redis(
    app: Flask, browser: CheckingClient, server: Redis, fault: Callable[[Redis], object]
) -> None:
    pages(browser)
    site = browser.get("/sites").one("tr[data-id]")["data-id"]
    with fault(server):  # type: ignore[attr-defined]
        start = own_time()
        page = browser.post("/deposits/new", data={"account": site, "amount": "60", "date": ""})
        assert (page.status, own_time() - start < 2 * LONGER) == (303, True)
        assert browser.get("/").amount("#total-deposits") == "60.00"


def test_a_redis_that_comes_back_is_never_stale(
    browser: CheckingClient, server: Redis, app: Flask
) -> None:
    pages(browser)
    site = browser.get("/sites").one("tr[data-id]")["data-id"]
    with hung(server):
        browser.post("/deposits/new", data={"account": site, "amount": "60", "date": ""})
    assert browser.get("/").amount("#total-deposits") == "60.00"
    assert server.held()


def test_signing_in_works_without_redis(browser: CheckingClient, app: Flask, server: Redis) -> None:
    visitor = app.test_client()
    with stopped(server):
        start = own_time()
        page = visitor.post("/login", data={"email": "nobody@example.org", "password": "wrong"})
        assert page.status in (200, 429)
        assert own_time() - start < 2 * LONGER


def test_a_working_redis_serves_what_it_holds(browser: CheckingClient, server: Redis) -> None:
    pages(browser)
    before = int(server.client.info("stats")["keyspace_hits"])
    browser.get("/")
    assert int(server.client.info("stats")["keyspace_hits"]) > before
