"""A Flask-Caching cache that never breaks a page: what fails or lies is a miss."""

import logging
from time import perf_counter
from typing import IO, Any

from cachelib.serializers import BaseSerializer
from flask import current_app, g, has_app_context, has_request_context
from flask_caching import Cache

from total_bankroll import values

logger = logging.getLogger(__name__)

PATIENCE = 0.4  # seconds that a request gives to its questions to a Redis; each takes 0.2 at most


def one_attempt() -> Any:
    """How a Redis is asked once and no more; what that takes is loaded where there is a Redis."""
    from redis.backoff import NoBackoff  # noqa: PLC0415 - ADR 14
    from redis.retry import Retry  # noqa: PLC0415 - ADR 14

    return Retry(NoBackoff(), 0)


class ValueSerializer(BaseSerializer):
    """JSON instead of pickle for caches that other programs can write to."""

    def dumps(self, value: Any, *_args: object, **_options: object) -> bytes:
        return values.dumps(value)

    def loads(self, bvalue: bytes | str | None, *_args: object, **_options: object) -> Any:
        if bvalue is None:
            return None
        try:
            return values.loads(bvalue)
        except ValueError:
            return None

    def dump(self, value: Any, f: IO[bytes], *_args: object, **_options: object) -> None:
        f.write(values.dumps(value))

    def load(self, f: IO[bytes], *_args: object, **_options: object) -> Any:
        return self.loads(f.read())


class ForgivingCache(Cache):
    """Skips a back end for the rest of the request once it has failed in it.

    Flask-Caching re-raises back-end errors under debug, and would wait for the same time-out once
    a read: here a dead, hung or lying back end costs one time-out a request, and no page.
    """

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._attempt(super().get, *args, **kwargs)

    def get_many(self, *keys: str) -> list[str | None]:
        """The versions of memoized functions, which Flask-Caching asks for before each value."""
        found = self._attempt(super().get_many, *keys) or [None] * len(keys)
        return [text if isinstance(text, str) else None for text in found]

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        return self._attempt(super().set_many, *args, **kwargs) or []

    def has(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._attempt(super().has, *args, **kwargs))

    def set(self, *args: Any, **kwargs: Any) -> bool | None:
        done: bool | None = self._attempt(super().set, *args, **kwargs)
        return done

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._attempt(super().delete, *args, **kwargs))

    def clear(self) -> bool:
        return bool(self._attempt(super().clear))

    @property
    def is_down(self) -> bool:
        """Whether the back end has failed in this request or command."""
        return has_app_context() and bool(g.get("cache_is_down", False))

    def _attempt(self, operation: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_down:
            return None
        began = perf_counter()
        try:
            return operation(*args, **kwargs)
        except Exception:
            logger.warning("The cache does not answer; going on without it.", exc_info=True)
            g.cache_is_down = True
            return None
        finally:
            self._count(perf_counter() - began)

    def _count(self, seconds: float) -> None:
        """Of a Redis only, as what else is slow is this machine; a command has the time."""
        if not has_request_context() or current_app.config["CACHE_TYPE"] != "RedisCache":
            return
        g.cache_seconds = g.get("cache_seconds", 0.0) + seconds
        if g.cache_seconds > PATIENCE and not self.is_down:
            logger.warning("The cache answers too slowly; going on without it.")
            g.cache_is_down = True
