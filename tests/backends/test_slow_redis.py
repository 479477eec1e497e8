"""A Redis that grows slow in the midst of a request costs it less than a second, and no page."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.backends.test_faults_redis import PAGES, browser, get, server
from tests.conftest import MakeApp
from tests.support.pages import CheckingClient
from tests.support.people import browser as visitor
from tests.support.people import sign_in
from tests.support.redis_server import Redis, SlowWay
from tests.support.waits import Waits, watch

__all__ = ["browser", "server"]

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("redis")]

PATIENCE = 0.2  # of one question: CACHE_OPTIONS in config.py
LONGEST = 1.0  # seconds that a request may take more
DELAYS = {"hangs": 30.0, "drags": 0.15}  # the first is never waited for, the second always


@pytest.fixture
def way(server: Redis) -> Iterator[SlowWay]:
    found = SlowWay(server.port)
    yield found
    found.end()


@pytest.fixture
def waits(way: SlowWay, monkeypatch: pytest.MonkeyPatch) -> Waits:
    return watch(way.port, monkeypatch)


@pytest.fixture
def app(make_app: MakeApp, way: SlowWay, waits: Waits) -> Flask:
    return make_app(CACHE_TYPE="RedisCache", REDIS_URL=way.url)


def costs(browser: CheckingClient, server: Redis, waits: Waits, path: str, *, cold: bool) -> int:
    """How often a page asks a Redis that works."""
    if cold:
        server.client.flushdb()
    get(browser, path, waits)
    return waits.said


@pytest.mark.parametrize("delay", DELAYS)
@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_a_redis_that_grows_slow_in_mid_request_changes_no_page(
    browser: CheckingClient, server: Redis, way: SlowWay, waits: Waits, delay: str, cold: bool
) -> None:
    met = 0
    for path in PAGES:
        before, asked = get(browser, path, waits), costs(browser, server, waits, path, cold=cold)
        for after in {1, asked // 2, asked - 1} - {0, -1}:
            if cold:
                server.client.flushdb()
            way.slow_down(DELAYS[delay], after=after)
            assert get(browser, path, waits) == before, (path, after)
            assert way.late * min(DELAYS[delay], PATIENCE) <= LONGEST, (path, after, asked)
            met += way.late
            way.speed_up()
            get(browser, path, waits)  # Redis holds all of it again
    assert met > len(PAGES) / 2


@pytest.mark.parametrize("delay", DELAYS)
def test_signing_in_waits_no_longer(app: Flask, way: SlowWay, waits: Waits, delay: str) -> None:
    sign_in(visitor(app), "nobody@example.org")
    way.slow_down(DELAYS[delay], after=1)
    with waits.afresh():
        assert sign_in(visitor(app), "nobody@example.org").status == 200
    assert 0 < way.late * min(DELAYS[delay], PATIENCE) <= LONGEST, way.late
