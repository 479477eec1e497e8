"""How often cached reads hit: counted in each process, left in the instance folder now and then."""

import atexit
import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic, time
from typing import Any

from flask import Flask, current_app
from flask_caching.signals import cache_memoize_hit, cache_memoize_miss

HITS, MISSES = "hits", "misses"
EVERY_SECONDS = 10.0
KEPT_SECONDS = 7 * 24 * 60 * 60  # how long the counters of a process that is gone are summed

logger = logging.getLogger(__name__)

Counts = Mapping[str, Mapping[str, int]]


class Tally:
    """One application's counters in this process, and the file that they are left in.

    A count that threads lose between them is no harm: nothing but the table is made of them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._path = self.folder / f"{self._process}-{token_hex(4)}.json"
        self._counts: dict[str, Counter[str]] = {HITS: Counter(), MISSES: Counter()}
        self._is_new = False
        self._written = monotonic()

    def count(self, outcome: str, name: str) -> None:
        """One more; a process that was forked off begins at 0."""
        if self._process != os.getpid():
            self._begin()
        self._counts[outcome][name] += 1
        self._is_new = True

    def write_now_and_then(self) -> None:
        """Leave the counters where the last time is some seconds ago."""
        if self._is_new and monotonic() - self._written >= EVERY_SECONDS:
            self.write()

    def write(self) -> None:
        """Leave the counters; a folder that cannot be written to costs a line in the log."""
        if not self._is_new or self._process != os.getpid():
            return
        self._is_new, self._written = False, monotonic()
        beside = self._path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _drop_old(self.folder)
            beside.write_text(json.dumps(self._counts), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            logger.warning("The cache's counters cannot be left in %s.", self.folder)


def _drop_old(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another process may drop it at the same time
            if path.stat().st_mtime < time() - KEPT_SECONDS:
                path.unlink()


def init_app(app: Flask) -> None:
    """Count this application's hits and misses, and leave them after requests and at the end."""
    folder = app.config.get("CACHE_STATISTICS_FOLDER")
    if folder is None and app.testing:
        return
    tally = Tally(Path(folder or f"{app.instance_path}/cache-statistics"))
    app.extensions["cache_statistics"] = tally
    cache_memoize_hit.connect(_counter(app, tally, HITS), weak=False)
    cache_memoize_miss.connect(_counter(app, tally, MISSES), weak=False)
    app.teardown_appcontext(lambda _error: tally.write_now_and_then())
    atexit.register(tally.write)


def _counter(app: Flask, tally: Tally, outcome: str) -> Callable[..., None]:
    def count(_sender: object, f: Callable[..., Any], **_details: object) -> None:
        # Werkzeug types the proxy as the app.
        if current_app._get_current_object() is app:  # type: ignore[attr-defined]
            tally.count(outcome, f"{f.__module__}.{f.__qualname__}")

    return count


def summed(app: Flask) -> tuple[Counts, int]:
    """The counters that all processes have left, and how many processes those are."""
    sums: dict[str, Counter[str]] = {HITS: Counter(), MISSES: Counter()}
    processes = 0
    tally = app.extensions.get("cache_statistics")
    for left in _left(tally.folder) if tally else ():
        processes += 1
        for outcome, counts in sums.items():
            counts.update(left[outcome])
    return sums, processes


def _left(folder: Path) -> Iterator[Counts]:
    for path in sorted(folder.glob("*.json")):
        try:
            left = json.loads(path.read_text(encoding="utf-8"))
            yield {
                outcome: {str(k): int(n) for k, n in left[outcome].items()}
                for outcome in (HITS, MISSES)
            }
        except (OSError, ValueError, KeyError, AttributeError):
            logger.warning("%s holds no counters.", path)
