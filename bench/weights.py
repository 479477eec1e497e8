"""What a page weighs on the line, with all that it loads."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.instances import Instances
from bench.measure import Measure
from bench.pages import every_page

KIB = 1024
PLAYERS = ((1, 100), (10, 2_000), (50, 100_000))  # accounts, entries
LOADED = {"link": "href", "script": "src", "img": "src", "use": "href", "source": "src"}
RELATIONS = {"stylesheet", "icon", "manifest", "preload", "apple-touch-icon"}
URL = re.compile(r"url\([\"']?([^)\"']+)")


def measures(instances: Instances) -> Iterator[Measure]:
    """The heaviest of all pages, of players with few accounts and with many."""
    for accounts, entries in PLAYERS:
        weights = _weights(instances, accounts, entries)
        for name, place, limit in (("first", 1, 60), ("next", 0, 20)):
            worst = max(weights, key=lambda page, of=weights, at=place: of[page][at])
            yield Measure(
                f"a page gzipped with all it loads, {name} time, {accounts} account(s)",
                weights[worst][place] / KIB,
                limit,
                " KB",
                f"of {len(weights)} pages: {worst}",
            )


def _weights(instances: Instances, accounts: int, entries: int) -> dict[str, tuple[int, int]]:
    instance = instances.get(accounts, entries)
    client = instance.client()
    found = {page: client.get(page) for page in every_page(instance)}
    return {page: _weight(client, page, found[page]) for page in found if _is_page(found[page])}


def _is_page(response: TestResponse) -> bool:
    """What is downloaded, such as an export, and what programs read are no pages."""
    return response.mimetype == "text/html"


def _weight(client: FlaskClient, page: str, response: TestResponse) -> tuple[int, int]:
    """Of the page with what it must load each time, and of everything."""
    again = whole = _gzipped(response.get_data())
    seen: set[str] = set()
    for address in _loaded(response.get_data(as_text=True), page):
        for size, is_kept in _file(client, address, seen):
            whole += size
            again += 0 if is_kept else size
    return again, whole


def _loaded(html: str, page: str) -> Iterator[str]:
    for tag in BeautifulSoup(html, "html.parser").find_all(list(LOADED)):
        if tag.name == "link" and not RELATIONS & set(tag.get("rel") or ()):
            continue
        address = tag.get(LOADED[tag.name])
        if address and not str(address).startswith(("#", "data:")):
            yield urljoin(page, str(address))


def _file(client: FlaskClient, address: str, seen: set[str]) -> Iterator[tuple[int, bool]]:
    """The size of a file and whether a browser keeps it; then those that it loads."""
    address = urlsplit(address)._replace(fragment="").geturl()
    if address in seen:
        return
    seen.add(address)
    with client.get(address) as response:
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")
        data = response.get_data()
    yield _gzipped(data), (response.cache_control.max_age or 0) > 0
    if response.mimetype == "text/css":
        for found in URL.findall(data.decode()):
            if not found.startswith("data:"):
                yield from _file(client, urljoin(address, found), seen)


def _gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 6))
