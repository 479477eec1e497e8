"""A live server and one real browser for all tests of what people see and do."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.live import Live, serve
from tests.browser.visitors import Visit, Visits
from tests.browser.windows import PATIENCE, Windows
from tests.support.needs import chromium

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # one process less that a drawing goes through
    "--js-flags=--min-semi-space-size=64",  # axe throws away more than fits the usual one
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    """Those of Chromium, which is started once."""
    path = chromium()
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        found = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield Windows(found)
        found.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, template_database: Path) -> Iterator[Live]:
    """The application behind an address of its own, with a database of this module's."""
    path = tmp_path_factory.mktemp("live") / "live.db"
    shutil.copy(template_database, path)
    with serve(path) as found:
        yield found


@pytest.fixture
def visit(windows: Windows, live: Live) -> Iterator[Visit]:
    """A window of its own for each visitor; at the end none of them met a fault."""
    visits = Visits(windows, live)
    yield visits.start
    visits.end()
