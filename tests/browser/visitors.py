"""Somebody at a browser, and everything behind the pages that nobody should ever meet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.live import Live

DESK = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000  # milliseconds: a busy machine is no failure
SIZES = {1200: DESK, 390: PHONE}

# A violation of the content policy becomes an error on the console, like any other fault.
WATCH_POLICY = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


class Visitor:
    """One window. `faults` are console errors, uncaught errors and requests to elsewhere."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.faults: list[str] = []
        self._refusals: set[int] = set()
        self.page = self.tab()

    def tab(self) -> Page:
        """A further tab of the same browser, watched as well."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.on("request", self._note_request)
        return page

    def go(self, path: str) -> int:
        """Open a page of ours; returns its status."""
        response = self.page.goto(self.url + path)
        assert response is not None, path
        return response.status

    def shows(self, selector: str, amount: str) -> None:
        """Waits until the page says this amount."""
        place = self.page.locator(selector)
        expect(place).to_have_attribute("data-amount", amount)

    def choose(self, name: str) -> None:
        """Go to a place of the menu: the side bar, or the tab bar and its sheet."""
        menu = self.page.locator(".side" if self.is_wide else ".tabs")
        expect(menu).to_be_visible()  # a page that is on its way has none
        link = menu.get_by_role("link", name=name, exact=True)
        if not self.is_wide and not link.is_visible():
            menu.locator("summary").click()
        link.click()

    @property
    def is_wide(self) -> bool:
        """Whether the menu is a side bar."""
        return self.page.viewport_size == DESK

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    @contextmanager
    def refusal(self, *statuses: int) -> Iterator[None]:
        """Within it the server may refuse with one of these: Chromium reports that as an error."""
        self._refusals = set(statuses)
        yield
        self.page.wait_for_timeout(20)  # the console's report comes after the page
        self._refusals = set()

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        refused = REFUSAL.match(message.text)
        if refused is None or int(refused[1]) not in self._refusals:
            self.faults.append(f"{message.text} at {message.location.get('url')}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "data:")):
            self.faults.append(f"request to {request.url}")


class Visit(Protocol):
    """Opens a window."""

    def __call__(self, *, user: int | None = None, width: int = 1200, **options: Any) -> Visitor:
        """`user` is signed in already; options are those of a browser's context."""


class Visits:
    """All windows of one test."""

    def __init__(self, browser: Browser, live: Live) -> None:
        self._browser = browser
        self._live = live
        self._visitors: list[Visitor] = []

    def start(self, *, user: int | None = None, width: int = 1200, **options: Any) -> Visitor:
        context = self._browser.new_context(
            viewport=SIZES[width], reduced_motion="reduce", locale="en-GB", **options
        )
        context.add_init_script(WATCH_POLICY)
        if user is not None:
            context.add_cookies(self._live.cookies(user))
        visitor = Visitor(context, self._live.url)
        self._visitors.append(visitor)
        return visitor

    def end(self) -> None:
        for visitor in self._visitors:
            visitor.context.close()
        assert [fault for visitor in self._visitors for fault in visitor.faults] == []
