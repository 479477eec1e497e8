"""What a test needs of the machine; where it is missing, one line says so and how to have it."""

import os
import secrets
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
import redis
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

import config

SERVERS = {
    "postgresql": ("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"),
    "mysql": ("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/mysql"),
}
PACKAGES = {"postgresql": "postgresql", "mysql": "mariadb-server"}
REDIS = ("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing(what: str, package: str) -> NoReturn:
    """Skips the test; where CI is set nothing may be skipped, and it fails."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{what} is missing, and CI skips nothing", pytrace=False)
    pytest.skip(f"{what} is missing: sudo apt-get install {package}, or bash .ci/run")


def gaps(reasons: Iterable[str]) -> list[str]:
    """A line for each reason for which tests were skipped, with their number."""
    counts = Counter(reason.removeprefix("Skipped: ") for reason in reasons)
    return [
        f"Skipped {count} test{'s' * (count > 1)}. {reason}"
        for reason, count in sorted(counts.items())
    ]


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """The URL of an empty database on the server of this kind, dropped afterwards."""
    server = config.database_url(os.environ.get(SERVERS[kind][0]) or SERVERS[kind][1])
    name = f"bankroll_test_{secrets.token_hex(6)}"
    try:
        _run(server, f"CREATE DATABASE {name}")
    except OperationalError:
        missing(f"A {kind} server that takes {SERVERS[kind][0]}", PACKAGES[kind])
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        force = " WITH (FORCE)" if kind == "postgresql" else ""
        _run(server, f"DROP DATABASE {name}{force}")


def _run(server: URL, statement: str) -> None:
    engine = create_engine(make_url(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def redis_url() -> str:
    """A Redis that answers. It may hold other people's keys: use a CACHE_KEY_PREFIX of your own."""
    url = os.environ.get(REDIS[0]) or REDIS[1]
    client = redis.Redis.from_url(url, socket_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        missing("Redis", "redis-server")
    finally:
        client.close()
    return url


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[Path]:
    """A disk of this size at `folder`: a mount, which only root may make, or who may be root.

    Where nobody may, as in most containers, no package helps, and CI does without.
    """
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    options = f"size={kibibytes}k,mode=0777"
    folder.mkdir(parents=True, exist_ok=True)
    mount = [*as_root, "mount", "-t", "tmpfs", "-o", options, "bankroll-test", str(folder)]
    if shutil.which(mount[0]) is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("A disk of its own is missing: mount -t tmpfs is for root")
    try:
        yield folder
    finally:
        subprocess.run([*as_root, "umount", "--lazy", str(folder)], check=True)


def chromium() -> str:
    """The path of the browser."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    missing("Chromium", "chromium")
