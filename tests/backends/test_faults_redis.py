"""A Redis that stops, hangs or lies costs a page a little time, and nothing else."""

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp, add_player
from tests.support.bankroll import D, march
from tests.support.pages import CheckingClient, Page
from tests.support.redis_server import Redis
from tests.support.tiers import share
from tests.support.waits import Waits, watch
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("redis")]

PAGES = ("/", "/sites", "/entries", "/articles", "/currencies", "/balances")
LONGEST = 0.2  # seconds that a request may wait for a Redis that does not answer: one attempt


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    found = Redis(tmp_path)
    yield found
    found.end()


@pytest.fixture
def waits(server: Redis, monkeypatch: pytest.MonkeyPatch) -> Waits:
    """What Redis is asked, and for how long at most nobody answered."""
    return watch(server.port, monkeypatch)


@pytest.fixture(params=[False, True], ids=["quiet", "debug"])
def app(request: pytest.FixtureRequest, make_app: MakeApp, server: Redis, waits: Waits) -> Flask:
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
    client.checks = False  # others look at what pages are made of
    return client


def words(page: Page) -> str:
    """A page without what differs from one rendering to the next."""
    assert page.status == 200
    return re.sub(r'(name="(csrf_token|submission_id)"[^>]*value=)"[^"]*"', r"\1", page.text)


def get(browser: CheckingClient, path: str, waits: Waits) -> str:
    with waits.afresh():
        return words(browser.get(path))


def pages(browser: CheckingClient, waits: Waits) -> dict[str, str]:
    """Every page as a Redis that works gives it, which holds what they are made of from then on."""
    found = {path: get(browser, path, waits) for path in PAGES}
    assert waits.failed == []
    return found


def costs(browser: CheckingClient, server: Redis, waits: Waits) -> dict[str, int]:
    """What each page asks of a Redis that holds nothing."""
    found = {}
    for path in PAGES:
        server.client.flushdb()
        get(browser, path, waits)
        assert waits.failed == []
        found[path] = waits.said
    return found


Fault = Callable[[Redis], AbstractContextManager[None]]


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


@pytest.mark.parametrize("fault", [stopped, hung, pytest.param(swallowed, marks=pytest.mark.long)])
def test_a_dead_redis_changes_no_page(
    browser: CheckingClient, server: Redis, waits: Waits, fault: Fault
) -> None:
    before = pages(browser, waits)
    with fault(server):
        for path, text in before.items():
            assert get(browser, path, waits) == text, path
            assert 0 < waits.longest <= LONGEST, (path, waits.failed)


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


@pytest.mark.thorough
def test_a_redis_full_of_garbage_changes_no_page(
    app: Flask, browser: CheckingClient, server: Redis, waits: Waits
) -> None:
    cold, before = costs(browser, server, waits), pages(browser, waits)
    for number, lie in share(enumerate(LIES), int(app.debug), of=2):
        for path in ("/", PAGES[1 + number % (len(PAGES) - 1)]):
            spoil(server, lie)
            assert get(browser, path, waits) == before[path], (path, lie[:20])
            assert waits.failed == [], (path, lie[:20])
            assert waits.said <= cold[path], (path, lie[:20])  # it costs what an empty one costs


def warm(browser: CheckingClient, server: Redis) -> str:
    """Redis holds what two pages are made of; the id of a site."""
    browser.get("/")
    site = str(browser.get("/sites").one("tr[data-id]")["data-id"])
    assert server.held()
    return site


@pytest.mark.parametrize("fault", [stopped, hung])
def test_a_write_counts_without_redis(
    browser: CheckingClient, server: Redis, waits: Waits, fault: Fault
) -> None:
    site = warm(browser, server)
    with fault(server):
        with waits.afresh():
            page = browser.post("/deposits/new", data={"account": site, "amount": "60", "date": ""})
        assert page.status == 303
        assert waits.longest <= LONGEST, waits.failed
        assert browser.get("/").amount("#total-deposits") == "60.00"


def test_a_redis_that_comes_back_is_never_stale(
    browser: CheckingClient, server: Redis, waits: Waits
) -> None:
    site = warm(browser, server)
    with hung(server):
        browser.post("/deposits/new", data={"account": site, "amount": "60", "date": ""})
    assert browser.get("/").amount("#total-deposits") == "60.00"
    assert server.held()


@pytest.mark.parametrize("fault", [stopped, hung])
def test_signing_in_works_without_redis(
    browser: CheckingClient,
    app: Flask,
    server: Redis,
    waits: Waits,
    fault: Fault,
) -> None:
    visitor = app.test_client()
    with fault(server), waits.afresh():
        page = visitor.post("/login", data={"email": "nobody@example.org", "password": "wrong"})
        assert page.status in (200, 429)
        assert 0 < waits.longest <= LONGEST, waits.failed


def test_a_working_redis_serves_what_it_holds(
    browser: CheckingClient, server: Redis, waits: Waits
) -> None:
    warm(browser, server)
    before = int(server.client.info("stats")["keyspace_hits"])
    browser.get("/")
    assert int(server.client.info("stats")["keyspace_hits"]) > before
