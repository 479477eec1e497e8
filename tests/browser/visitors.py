"""Somebody at a browser, and everything behind the pages that nobody should ever meet."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import (
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    WebError,
    expect,
)

from tests.browser.live import Live
from tests.browser.windows import Windows

DESK = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 844}
SIZES = {1200: DESK, 390: PHONE}

REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


class Visitor:
    """One window. `faults` are errors on the console and uncaught ones, dialogs, and requests to
    elsewhere.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.page = context.pages[0]
        self.faults: list[str] = []
        self._refusals: set[int] = set()
        self._tools: list[CDPSession] = []
        self._watch(context.on)

    def tab(self) -> Page:
        """A further tab of the same browser, watched as well."""
        return self.context.new_page()

    def tools(self) -> CDPSession:
        """Chromium's own tools for this page, which are put away with the visit."""
        self._tools.append(self.context.new_cdp_session(self.page))
        return self._tools[-1]

    def leave(self) -> None:
        """Waits for what is still on its way and for what it says, and stops to watch."""
        for page in self.context.pages:
            page.wait_for_load_state()
            page.evaluate("0")
        for tools in self._tools:
            tools.detach()
        self._watch(self.context.remove_listener)

    def _watch(self, listen: Callable[[Any, Callable[..., None]], None]) -> None:
        listen("console", self._note_console)
        listen("weberror", self._note_error)
        listen("request", self._note_request)
        listen("dialog", self._note_dialog)

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

    def _note_error(self, uncaught: WebError) -> None:
        self.faults.append(f"uncaught: {uncaught.error}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "data:")):
            self.faults.append(f"request to {request.url}")


class Visit(Protocol):
    """Opens a window."""

    def __call__(self, *, user: int | None = None, width: int = 1200, **options: Any) -> Visitor:
        """`user` is signed in already; options are those of a browser's context."""


class Visits:
    """All visitors of one test."""

    def __init__(self, windows: Windows, live: Live) -> None:
        self._windows = windows
        self._live = live
        self._visitors: list[tuple[Visitor, dict[str, Any]]] = []

    def start(self, *, user: int | None = None, width: int = 1200, **options: Any) -> Visitor:
        context = self._windows.lend(options)
        context.pages[0].set_viewport_size(SIZES[width])
        if user is not None:
            context.add_cookies(self._live.cookies(user))
        visitor = Visitor(context, self._live.url)
        self._visitors.append((visitor, options))
        return visitor

    def end(self) -> None:
        for visitor, options in self._visitors:
            visitor.leave()
            self._windows.take_back(visitor.context, options)
        assert [fault for visitor, _ in self._visitors for fault in visitor.faults] == []
