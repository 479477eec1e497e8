"""A cache that fails or lies is a miss, once a request; one that works is a cache."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.conftest import MakeApp
from total_bankroll.cache_backend import ValueSerializer
from total_bankroll.extensions import cache


class Broken:
    """A back end that fails at everything, and counts."""

    def __init__(self, error: Exception) -> None:
        self.error, self.asked = error, 0

    def __getattr__(self, name: str) -> Any:
        def fail(*_args: object, **_kwargs: object) -> None:
            self.asked += 1
            raise self.error

        return fail


@pytest.fixture(params=[False, True], ids=["quiet", "debug"])
def own_app(make_app: MakeApp, request: pytest.FixtureRequest) -> Iterator[Flask]:
    app = make_app()
    app.debug = request.param
    with app.app_context():
        yield app


def break_it(app: Flask, error: Exception) -> Broken:
    broken = Broken(error)
    app.extensions["cache"][cache] = broken
    return broken


def test_a_working_cache_keeps_what_it_is_given(own_app: Flask) -> None:
    assert cache.set("key", (1, Decimal("1.50")))
    assert cache.get("key") == (1, Decimal("1.50"))
    assert cache.has("key")
    assert cache.delete("key")
    assert cache.get("key") is None
    cache.set("key", 1)
    assert cache.clear()
    assert not cache.has("key")
    assert not cache.is_down


@pytest.mark.parametrize("error", [ConnectionError("refused"), TimeoutError(), ValueError("lies")])
def test_a_broken_cache_is_a_miss_and_is_asked_once_a_request(
    own_app: Flask, error: Exception
) -> None:
    broken = break_it(own_app, error)
    assert cache.get("key") is None
    assert cache.is_down
    assert cache.get_many("one", "two") == [None, None]
    assert cache.set("key", 1) is None
    assert cache.set_many({"key": 1}) == []
    assert not cache.has("key")
    assert not cache.delete("key")
    assert not cache.clear()
    assert broken.asked == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda: cache.get("key"),
        lambda: cache.get_many("key"),
        lambda: cache.set("key", 1),
        lambda: cache.set_many({"key": 1}),
        lambda: cache.has("key"),
        lambda: cache.delete("key"),
        lambda: cache.clear(),
    ],
)
def test_whatever_fails_first_is_the_last_that_is_asked(own_app: Flask, ask: Any) -> None:
    broken = break_it(own_app, ConnectionError())
    ask()
    ask()
    assert (cache.is_down, broken.asked) == (True, 1)


def test_the_next_request_asks_again(make_app: MakeApp) -> None:
    app = make_app()
    broken = break_it(app, ConnectionError())
    for asked in (1, 2):
        with app.app_context():
            assert not cache.is_down
            cache.get("key")
        assert broken.asked == asked
    assert not cache.is_down  # outside of any request there is nothing to know


def test_a_version_that_is_no_text_is_none(own_app: Flask) -> None:
    cache.set("one", ["garbage"])
    cache.set("two", "version")
    assert cache.get_many("one", "two", "three") == [None, "version", None]


def test_a_memoized_function_works_without_its_cache(own_app: Flask) -> None:
    @cache.memoize()
    def double(number: int) -> int:
        return 2 * number

    broken = break_it(own_app, ConnectionError())
    assert [double(4), double(4), double(5)] == [8, 8, 10]
    assert broken.asked == 1


def test_the_serializer_reads_what_it_wrote_and_nothing_else() -> None:
    serializer, thing = ValueSerializer(), ("token", Decimal("1.10"))
    assert serializer.loads(serializer.dumps(thing)) == thing
    file = io.BytesIO()
    serializer.dump(thing, file)
    file.seek(0)
    assert serializer.load(file) == thing
    for garbage in (None, b"", b"\x80\x05.", b"{}", "null,"):
        assert serializer.loads(garbage) is None
    assert serializer.load(io.BytesIO(b"garbage")) is None
