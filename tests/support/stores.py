"""What lies in a cache's back end, seen past the application."""

import secrets
import struct
import time
from pathlib import Path
from typing import NamedTuple, Protocol

import redis
from flask import Flask

from tests.support.needs import redis_url
from total_bankroll.extensions import cache

EXPIRY = struct.Struct("I")  # a file begins with the second until which it counts


class Item(NamedTuple):
    """One stored value."""

    data: bytes
    seconds: float  # how long it still counts


class Store(Protocol):
    """A back end that the test may look into and spoil."""

    settings: dict[str, str]

    def items(self, app: Flask) -> dict[str, Item]: ...

    def spoil(self, data: bytes) -> None: ...

    def close(self) -> None: ...


class SimpleStore:
    """A dictionary of the process: what lies there was written by this process."""

    def __init__(self) -> None:
        self.settings = {"CACHE_TYPE": "SimpleCache"}

    def items(self, app: Flask) -> dict[str, Item]:
        held = app.extensions["cache"][cache]._cache
        return {key: Item(data, until - time.time()) for key, (until, data) in held.items()}

    def spoil(self, data: bytes) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is left behind."""


class FileStore:
    """A folder with a file for each value, and one that counts them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(folder)}

    def items(self, _app: Flask) -> dict[str, Item]:
        found = {}
        for path in self.folder.iterdir():
            data = path.read_bytes()
            (until,) = EXPIRY.unpack(data[: EXPIRY.size])
            if until:  # the count of files is kept for good
                found[path.name] = Item(data[EXPIRY.size :], until - time.time())
        return found

    def spoil(self, data: bytes) -> None:
        for path in self.folder.iterdir():
            until = path.read_bytes()[: EXPIRY.size]
            if any(until):
                path.write_bytes(until + data)

    def close(self) -> None:
        """Its folder is the test's."""


class RedisStore:
    """Keys of one prefix in a Redis that may hold others."""

    def __init__(self) -> None:
        url, self.prefix = redis_url(), f"test-{secrets.token_hex(6)}:"
        self.client = redis.Redis.from_url(url)
        self.settings = {
            "CACHE_TYPE": "RedisCache",
            "REDIS_URL": url,
            "CACHE_KEY_PREFIX": self.prefix,
        }

    def items(self, _app: Flask) -> dict[str, Item]:
        return {
            key.decode(): Item(self.client.get(key), self.client.ttl(key))
            for key in self.client.scan_iter(f"{self.prefix}*")
        }

    def spoil(self, data: bytes) -> None:
        for key in self.client.scan_iter(f"{self.prefix}*"):
            self.client.set(key, data, keepttl=True)

    def close(self) -> None:
        for key in self.client.scan_iter(f"{self.prefix}*"):
            self.client.delete(key)
        self.client.close()
